"""Officials, press, speakers and staff are guests and no firms, by their category, the heading above or the sheet."""

from __future__ import annotations

import pytest

from app.importing.fixes import RowFix
from app.importing.plan import KnownGuest, plan_to_json
from app.importing.planner import plan_import
from app.sheets.guest_kinds import GuestKind, find_guest_kind
from tests.sheets.planned import made


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("Official", GuestKind("official", True)),
        ("一、政府官员", GuestKind("official", True)),
        ("Liste des officiels", GuestKind("official", True)),
        ("Government delegation", GuestKind("official", False)),
        ("Press list", GuestKind("press", True)),
        ("Media", GuestKind("press", False)),
        ("媒体记者名单", GuestKind("press", True)),
        ("演讲嘉宾", GuestKind("speaker", True)),
        ("Intervenants", GuestKind("speaker", True)),
        ("商会工作人员", GuestKind("chamber", True)),
        ("二、政府及商协会代表", GuestKind("official", False)),
        ("Government & association representatives", GuestKind("official", False)),
        *(
            (text, None)
            for text in (
                "Company",
                "VIP",
                "Chambers and associations",
                "Media and entertainment",
                "Media companies",
                "Government-linked firms",
                "A. Press tools",
                "",
            )
        ),
    ],
)
def test_a_text_says_a_kind_of_guest_or_anything_else(text: str, kind: GuestKind | None) -> None:
    assert find_guest_kind(text) == kind


CATEGORIES = made(
    ("Company", "Contact", "E-mail", "Category", "Looking for"),
    ("Alpha Pte Ltd", "Ann Lee", "a@a.example.org", "Company", "partners"),
    ("Ministry of Trade", "Boon Lee", "boon@mti.example.org", "Official", None),
    ("The Straits Gazette", "Ann Koh", "TBC", "Press", None),
    ("Lion Media Pte Ltd", "Leo Lim", "leo@lion.example.org", "Media", "films"),
)


def test_rows_of_guests_are_new_and_no_firms() -> None:
    plan = plan_import([CATEGORIES], [])

    assert [effect.after.company["name"] for effect in plan.effects] == ["Alpha Pte Ltd", "Lion Media Pte Ltd"]
    assert (plan.tally.new, plan.tally.guests, plan.ready) == (2, 2, True)
    assert [(row["verdict"], row["reasons"]) for row in plan_to_json(plan)["rows"][2:4]] == [
        ("new", ["guest_official"]), ("new", ["guest_press"])
    ]  # fmt: skip


def test_a_guest_whom_the_delegation_brings_is_the_same_and_one_may_be_said_to_be_a_firm() -> None:
    known = [KnownGuest("official", "BOON LEE", "Ministry of Trade")]

    plan = plan_import([CATEGORIES], [], fixes={("Firms", 4): RowFix(as_firm=True)}, guests=known)

    assert [row.verdict.value for row in plan.guests] == ["same"]
    assert [effect.after.company["name"] for effect in plan.effects][1] == "The Straits Gazette"


def test_a_heading_and_the_name_of_a_sheet_tell_it_and_the_contact_below_belongs_to_the_institution_above() -> None:
    firms = made(
        ("Company", "Contact", "E-mail"),
        ("Alpha Pte Ltd", "Ann Lee", "a@a.example.org"),
        ("Speakers",),
        ("NUS", "Sue Ong", "sue@nus.example.org"),
        (None, "Tom Ong", "tom@nus.example.org"),
    )
    officials = made(("Name", "Organisation"), ("H.E. Ng Lee", "Embassy of Singapore"), name="Officials")

    plan = plan_import([firms, officials], [])

    assert [(row.guest, row.company, row.values.get("representative")) for row in plan.guests] == [
        ("speaker", "NUS", "Sue Ong"), ("speaker", "NUS", "Tom Ong"),
        ("official", "Embassy of Singapore", "H.E. Ng Lee"),
    ]  # fmt: skip
    assert plan.tally.new == 1
