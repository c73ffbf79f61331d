"""A no to one day, or beside a yes, is asked about; a no to all of it leaves the firm out."""

from __future__ import annotations

import pytest

from app.importing.planner import plan_import
from app.sheets.fields import SheetField
from app.sheets.headers import guess_field
from tests.sheets.planned import made


@pytest.mark.parametrize(
    "header",
    [
        "Attendance 18 Mar",
        "Attending on 18/3?",
        "Day 1 attendance",
        "3月18日是否参会",
        "第一天参会",
        "Présence le 18 mars",
    ],
)
def test_a_header_may_ask_of_one_day(header: str) -> None:
    found = guess_field(header)

    assert found is not None
    assert found.field is SheetField.ATTENDING
    assert guess_field("18 March") is None


@pytest.mark.parametrize(
    ("headers", "answers", "left_out", "looks"),
    [
        (("Attendance 18 Mar",), ("No",), "", ("unsure_coming",)),
        (("Attending?", "Attendance 18 Mar"), ("Y", "No"), "", ("unsure_coming",)),
        (("18 Mar attendance", "19 Mar attendance"), ("Yes", "Yes"), "", ()),
        (("Attending?",), ("No",), "not_attending", ()),
        (("Attending?", "Attendance 18 Mar"), ("No", "No"), "not_attending", ()),
        (("RSVP", "Status"), ("Yes", "Withdrawn"), "", ("unsure_coming",)),
        (("RSVP", "Status"), (None, "Withdrew"), "withdrawn", ()),
    ],
)
def test_a_no(headers: tuple[str, ...], answers: tuple[str, ...], left_out: str, looks: tuple[str, ...]) -> None:
    sheet = made(("Company", "Contact", *headers), ("Alpha Pte Ltd", "Ms Tan", *answers))

    row = plan_import([sheet], []).rows[1]

    assert (row.left_out, row.looks) == (left_out, looks)
