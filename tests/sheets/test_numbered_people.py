"""Columns of several people side by side, and columns called Title that hold Mr and Ms."""

from __future__ import annotations

from typing import Any

import pytest

from app.core.spreadsheets import MergedRange
from app.importing.planner import plan_import
from app.sheets.fields import SheetField
from tests.sheets.planned import imported, made

F = SheetField
PEOPLE = ("Anna", "CEO", "anna@alpha.example.org", "Otto", "CFO", "otto@alpha.example.org")


def persons(*rows: tuple[Any, ...], merged: tuple[MergedRange, ...] = ()) -> list[tuple[Any, ...]]:
    [effect] = plan_import([made(*rows, merged=merged)], []).effects
    return [tuple(one.values.get(each) for each in ("display_name", "title", "email")) for one in effect.after.people]


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("Delegate 1 Name|Delegate 1 Title|Delegate 1 Email", "Delegate 2 Name|Delegate 2 Title|Delegate 2 Email"),
        ("Name of Delegate 1|Title of Delegate 1|Email (1)", "Name of Delegate 2|Title of Delegate 2|Email (2)"),
        ("1st Attendee|1st Attendee Position|E-mail 1", "2nd Attendee|2nd Attendee Position|E-mail 2"),
        ("Participant1Name|Participant1Role|Participant1Email", "Participant2Name|Participant2Role|Participant2Email"),
        ("Pax 1 Name|Pax 1 Title|Pax 1 Email", "Pax 2 Name|Pax 2 Title|Pax 2 Email"),
        ("Traveller 1|Position|Email", "Traveller 2|Position|Email"),
        ("Participant - 1|Designation|Email", "Participant - 2|Designation|Email"),
        ("Person 1: Name|Person 1: Job title|Person 1: Mail", "Person 2: Name|Person 2: Job title|Person 2: Mail"),
        ("代表1姓名|代表1职务|代表1邮箱", "代表2姓名|代表2职务|代表2邮箱"),
        ("参会人员一|职务|邮箱", "参会人员二|职务|邮箱"),
        ("第一代表姓名|第一代表职务|第一代表邮箱", "第二代表姓名|第二代表职务|第二代表邮箱"),
        (
            "Nom participant 1|Fonction participant 1|Courriel participant 1",
            "Nom participant 2|Fonction participant 2|Courriel participant 2",
        ),
        ("Main Delegate|Designation|Email", "Accompanying delegate|Designation|Email"),
    ],
)
def test_numbered_columns_are_read_by_their_last_word(first: str, second: str) -> None:
    assert persons(("Company", *first.split("|"), *second.split("|")), ("Alpha Ltd", *PEOPLE)) == [
        PEOPLE[:3],
        PEOPLE[3:],
    ]


@pytest.mark.parametrize("merged", [(), (MergedRange(1, 2, 1, 4), MergedRange(1, 5, 1, 7), MergedRange(1, 1, 2, 1))])
def test_so_are_two_header_rows(merged: tuple[MergedRange, ...]) -> None:
    above = ("Company", "Delegate 1", None, None, "Delegate 2", None, None)
    below = (None, "Name", "Title", "Email", "Name", "Title", "Email")

    assert persons(above, below, ("Alpha Ltd", *PEOPLE), merged=merged) == [PEOPLE[:3], PEOPLE[3:]]


@pytest.mark.parametrize(
    ("first", "second"),
    [("Mr", "Ms."), ("Dr.", "Mdm"), ("先生", "女士"), ("M.", "Mme"), ("Monsieur", "Madame"), ("Mr.", "Prof")],
)
@pytest.mark.parametrize("header", ["Title", "Titre", "称呼", "Mr/Ms", "Misc"])
def test_mr_and_ms_are_salutations_whatever_their_header(header: str, first: str, second: str) -> None:
    sheet = made(
        ("Company", header, "Name", "Designation", "Email"),
        ("Alpha Ltd", first, "Tan Ah Kow", "CEO", "a@a.example.org"),
        ("Beta Ltd", second, "Lim Bee Hoon", "CTO", "b@b.example.org"),
    )

    said = [(one.get(F.SALUTATION), one.get(F.TITLE)) for one in imported(sheet)]

    assert said == [(first, "CEO"), (second, "CTO")]


@pytest.mark.parametrize(
    ("header", "first", "second"),
    [
        *(("性别", "男", "女"), ("称谓", "男", "女"), ("Sexe", "H", "F")),
        *(("Gender", "Male", "Female"), ("Salutation", "M", "F")),
    ],
)
def test_a_gender_is_no_salutation(header: str, first: str, second: str) -> None:
    sheet = made(("Company", header, "Name"), ("Alpha Ltd", first, "Tan Wei"), ("Beta Ltd", second, "Lim Bee"))

    assert not any(F.SALUTATION in one for one in imported(sheet))


def test_a_chinese_name_is_the_persons_where_the_header_says_so() -> None:
    names = ("Alpha Ltd", "左布拉", "Zuo Bula")

    for header in ("Chinese name of person", "Person Chinese name"):
        [one] = imported(made(("Company", header, "Name"), names))
        assert (one[F.COMPANY], one.get(F.COMPANY_ZH), one[F.REPRESENTATIVE_ZH]) == ("Alpha Ltd", None, "左布拉")
