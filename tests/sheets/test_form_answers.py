"""What counts as an answer in a form: ticked boxes, consents behind boxes, answers to questions; no blank line."""

from __future__ import annotations

import pytest

from app.core.spreadsheets import Worksheet
from app.importing.plan import ImportPlan
from app.importing.planner import plan_import
from app.sheets.form_fields import parse_form_value, select_ticked
from app.sheets.sheet_reading import list_unused_headers
from tests.sheets.planned import imported, made


def planned(sheet: Worksheet) -> ImportPlan:
    return plan_import([sheet], [])


def above(*rows: tuple[str | None, ...]) -> Worksheet:
    """A form with its labels above, and more below it."""
    return made(
        ("Registration form",),
        ("Company name", None, "UEN"),
        ("Alpha Pte Ltd", None, "53000001A"),
        (None,),
        ("Contact person", None, "Designation"),
        ("Ms Tan Mei", None, "Head, Partnerships"),
        (None,),
        ("E-mail", None, "Mobile"),
        ("tan@alpha.example.org", None, "+65 9000 1111"),
        *rows,
    )


@pytest.mark.parametrize(
    ("text", "chosen"),
    [
        ("☑ Yes ☐ No", "Yes"),
        ("□是  √否", "否"),
        ("是□ 否☑", "否"),
        ("[x] Finance [ ] Trade [x] Education", "Finance; Education"),
        ("√", "√"),
        ("Alpha (S) Pte Ltd", "Alpha (S) Pte Ltd"),
    ],
)
def test_of_boxes_the_ticked_ones_count(text: str, chosen: str) -> None:
    assert select_ticked(text) == chosen


@pytest.mark.parametrize("text", ["", "______", "  ", "单击或点击此处输入文字。", "请填写", "Choose an item."])
def test_what_asks_to_write_is_no_answer(text: str) -> None:
    assert parse_form_value(text) == ""


@pytest.mark.parametrize(
    ("boxes", "told"),
    [
        (("☑ I agree to be listed in the attendee list", "☐ I agree that my contact details are given"), (True, False)),
        (("[x] I agree to be listed in the attendee list", "[ ] I agree to share contacts"), (True, False)),
        (("☐ I agree to be listed in the attendee list", "☐ I agree to share contacts"), (None, None)),
    ],
)
def test_a_box_before_a_consent_is_its_answer(boxes: tuple[str, str], told: tuple[bool | None, ...]) -> None:
    (read,) = imported(above((None,), *((box,) for box in boxes)))

    assert (read.get("consent_list"), read.get("consent_contacts")) == told


def test_a_question_above_its_answer_is_read_or_shown_as_unread() -> None:
    form = above(
        ("What are you looking for in Chongqing?",),
        ("Distributors for weather stations",),
        ("How did you hear of us?",),
        ("From a friend",),
    )

    (sheet,) = planned(form).sheets

    assert imported(form)[0]["seeks"] == "Distributors for weather stations"
    assert "How did you hear of us?" in list_unused_headers(sheet)
