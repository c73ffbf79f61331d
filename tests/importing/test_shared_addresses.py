"""Several people of a firm who share an address: none of them is lost, and nobody comes twice."""

from __future__ import annotations

from typing import Any

import pytest

from app.core.spreadsheets import MergedRange, Worksheet
from app.importing.person_matching import NameLikeness, compare_person_names
from app.importing.planner import plan_import
from app.registrations.existing_record import ExistingPerson, ExistingRecord, KnownCompany
from tests.sheets.planned import made

HEADER = ("No", "Company Name", "Contact Person", "Title", "Email", "Mobile")
FIRST = (1, "Alpha Ltd", "Tan Ah Kow", "CEO", "info@alpha.example.org", "+65 0000 0001")
TAN = {"display_name": "Tan Ah Kow", "title": "CEO", "email": "info@alpha.example.org", "phone": "+65 0000 0001"}
LIM = {"display_name": "Lim Bee Hoon", "title": "CFO", "email": "info@alpha.example.org", "phone": "+65 0000 0002"}


def people(sheet: Worksheet, *known: KnownCompany) -> list[dict[str, Any]]:
    [effect] = plan_import([sheet], known, country="SG").effects
    return [one.values for one in effect.after.people]


def test_a_second_delegate_who_shares_an_e_mail_is_a_person_of_the_firm_whether_cells_are_merged_or_repeated() -> None:
    again = made(HEADER, FIRST, (2, "Alpha Ltd", "Lim Bee Hoon", "CFO", "info@alpha.example.org", "+65 0000 0002"))
    below = made(HEADER, FIRST, (None, None, "Lim Bee Hoon", "CFO", "info@alpha.example.org", "+65 0000 0002"))
    tied = Worksheet(below.name, below.cells, merged=(MergedRange(2, 1, 3, 1), MergedRange(2, 2, 3, 2)))

    assert people(again) == people(tied) == people(below) == [TAN, LIM]


@pytest.mark.parametrize("ditto", ["同上", '"', "idem", "〃"])
def test_so_is_one_whose_e_mail_is_a_ditto_mark(ditto: str) -> None:
    sheet = made(HEADER, FIRST, (2, "Alpha Ltd", "Lim Bee Hoon", "CFO", ditto, "+65 0000 0002"))

    assert people(sheet) == [TAN, LIM]


def test_those_who_share_everything_but_their_names_are_two() -> None:
    sheet = made(
        ("Company", "Name", "Email"), *(("Alpha Ltd", name, "a@a.example.org") for name in ("Tan Wei", "Lim Bo"))
    )

    assert [one["display_name"] for one in people(sheet)] == ["Tan Wei", "Lim Bo"]


def test_a_sheet_that_comes_again_finds_both_of_them() -> None:
    held = ExistingRecord(people=[ExistingPerson(1, {**TAN}), ExistingPerson(2, {**LIM})])
    sheet = made(HEADER, FIRST, (2, "Alpha Ltd", "Lim Bee Hoon", "CFO", "info@alpha.example.org", "+65 0000 0002"))

    plan = plan_import([sheet], [KnownCompany(7, "Alpha Ltd", record=held)], country="SG")

    assert [(one.id, one.values) for one in plan.effects[0].after.people] == [(1, TAN), (2, LIM)]
    assert [row.changes for row in plan.rows[1:]] == [(), ()]


def test_a_known_person_is_not_renamed_by_another_who_shares_the_address() -> None:
    held = ExistingRecord(people=[ExistingPerson(1, {**TAN})])
    sheet = made(HEADER, (1, "Alpha Ltd", "Lim Bee Hoon", "CFO", "info@alpha.example.org", "+65 0000 0002"))

    assert people(sheet, KnownCompany(7, "Alpha Ltd", record=held)) == [TAN, LIM]


@pytest.mark.parametrize("name", ["Ah Kow Tan", "Mr Tan Ah-Kow", "Tan A.K.", "TAN Ahkow", "Tan", "Ah Kow"])
def test_another_spelling_of_a_name_is_nobody_else(name: str) -> None:
    sheet = made(HEADER, FIRST, (2, "Alpha Ltd", name, "Managing Director", "info@alpha.example.org", "+65 0000 0009"))

    assert len(people(sheet)) == 1


@pytest.mark.parametrize(
    ("one", "other", "found"),
    [
        ("张伟", "Zhang Wei", NameLikeness.SAME),
        ("张伟", "Wei ZHANG", NameLikeness.SAME),
        ("张伟", "张娜", NameLikeness.OTHER),
        ("張偉", "张伟先生", NameLikeness.SAME),
        ("王总", "王启明", NameLikeness.SAME),
        ("陈亚九", "Tan Ah Kow", NameLikeness.KIN),
        ("Tan Ah Kow", "Tan Bee Hoon", NameLikeness.KIN),
        ("Jon Lim", "Jonathan Lim", NameLikeness.SAME),
        ("Hélène Dupont", "Helene DUPONT-ETIENNE", NameLikeness.SAME),
        ("Jean Martin", "Anne Roux", NameLikeness.OTHER),
    ],
)
def test_names_are_compared_by_their_words(one: str, other: str, found: NameLikeness) -> None:
    assert compare_person_names(one, other) is compare_person_names(other, one) is found
