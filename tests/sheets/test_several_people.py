"""Two people in the cells of one row become two representatives where all counts agree; else a person is asked."""

from __future__ import annotations

import pytest

from app.importing.fixes import RowFix
from app.importing.plan import SINGLE_PERSON, SPLIT_PEOPLE, PlannedRow
from app.importing.planner import plan_import
from tests.sheets.planned import made, row

HEADER = ("Company", "Contact person", "Title", "E-mail", "Tel")


def read(*cells: str | None, fix: RowFix | None = None) -> PlannedRow:
    sheet = made(HEADER, ("Alpha Ltd", *cells))
    return row(2, plan_import([sheet], (), fixes={("Firms", 2): fix} if fix else {}), "Firms")


def people(planned: PlannedRow) -> list[tuple[str, str, str]]:
    """(name, title, e-mail) of each."""
    told = (planned.values, *planned.people)
    return [(one["representative"], one.get("title", ""), one.get("email", "")) for one in told]


@pytest.mark.parametrize("sign", [" / ", "/", "; ", "\n", "、", " & ", " and "])
def test_two_names_two_titles_and_two_addresses_are_two_people(sign: str) -> None:
    found = read(*(sign.join(two) for two in (("Tan Wei Ming", "Lim Siew Lan"), ("CEO", "CFO"))), "t@a.co / l@a.co")

    assert people(found) == [("Tan Wei Ming", "CEO", "t@a.co"), ("Lim Siew Lan", "CFO", "l@a.co")]
    assert (found.verdict.value, found.notes) == ("new", ("people_split",))
    assert "more_emails" not in found.values


def test_full_names_alone_are_two_people() -> None:
    assert [name for name, *_ in people(read("陈伟明、林秀兰", None, None))] == ["陈伟明", "林秀兰"]


@pytest.mark.parametrize(
    "cells",
    [
        ("Tan Wei Ming / Lim Siew Lan", "CEO", "t@a.co; l@a.co"),
        ("Tan Wei Ming / Lim Siew Lan", "CEO / CFO", "t@a.co"),
        ("Tan & Lim", None, None),
    ],
)
def test_where_the_counts_differ_a_person_is_asked(cells: tuple[str, ...]) -> None:
    found = read(*cells)

    assert (found.verdict.value, found.looks, len(people(found))) == ("look", ("people_several",), 1)
    assert len(found.several) == 2


def test_either_answer_settles_it() -> None:
    cells = ("Tan Wei Ming / Lim Siew Lan", "Director", "office@a.co")

    apart, together = (read(*cells, fix=RowFix(people=said)) for said in (SPLIT_PEOPLE, SINGLE_PERSON))

    assert people(apart) == [("Tan Wei Ming", "Director", "office@a.co"), ("Lim Siew Lan", "Director", "")]
    assert people(together) == [("Tan Wei Ming / Lim Siew Lan", "Director", "office@a.co")]
    assert {apart.verdict.value, together.verdict.value} == {"new"}


def test_two_people_told_apart_can_be_called_one() -> None:
    assert len(people(read("Tan Wei Ming / Lim Siew Lan", "CEO / CFO", None, fix=RowFix(people=SINGLE_PERSON)))) == 1


@pytest.mark.parametrize(
    "name",
    ["Ravi s/o Kumar", "Siti a/p Rahman", "Mr/Ms Tan", "Sales & Marketing", "Trade / Export desk", "市场部、销售部"],
)
def test_one_person_or_desk_stays_one(name: str) -> None:
    found = read(name, "Director", "a@a.co; b@a.co")

    assert (found.looks, people(found)) == ((), [(name, "Director", "a@a.co")])


def test_a_name_in_two_scripts_is_one_person() -> None:
    found = read("陈伟明 / Tan Wei Ming", "CEO / CFO", "a@a.co")

    assert (found.looks, found.people) == ((), ())
    assert (found.values["representative"], found.values["representative_zh"]) == ("Tan Wei Ming", "陈伟明")


def test_what_stands_in_brackets_behind_each_name_is_its_title() -> None:
    found = read("Tan Wei Ming (CEO) / Lim Siew Lan (CFO)", None, None)

    assert people(found) == [("Tan Wei Ming", "CEO", ""), ("Lim Siew Lan", "CFO", "")]
