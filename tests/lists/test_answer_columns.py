"""Columns for what the event asks besides the profile."""

from dataclasses import replace
from datetime import date

from app.core.localized import Localized
from app.lists.columns import RowWriter, answer_columns
from app.lists.consent import ListVerdict
from app.registrations.questions import QuestionDefinition, QuestionKind, QuestionOption, QuestionSubject
from tests.lists.test_columns import FIRM, PERSON, ROW, TERMS

SIZES = (QuestionOption("s", Localized("Small", "小")), QuestionOption("l", Localized("Large", "大")))
ASKED = [
    QuestionDefinition(
        id=1,
        key="shirt",
        kind=QuestionKind.CHOICE,
        subject=QuestionSubject.PERSON,
        label=Localized("Shirt"),
        options=SIZES,
    ),
    QuestionDefinition(
        id=2,
        key="halls",
        kind=QuestionKind.SEVERAL,
        subject=QuestionSubject.COMPANY,
        label=Localized("Halls"),
        options=SIZES,
    ),
    QuestionDefinition(
        id=3, key="seats", kind=QuestionKind.NUMBER, subject=QuestionSubject.COMPANY, label=Localized("Seats")
    ),
    QuestionDefinition(
        id=4, key="landing", kind=QuestionKind.DATE, subject=QuestionSubject.PERSON, label=Localized("Landing")
    ),
    QuestionDefinition(
        id=5, key="photos", kind=QuestionKind.CONSENT, subject=QuestionSubject.COMPANY, label=Localized("Photos")
    ),
    QuestionDefinition(
        id=6, key="note", kind=QuestionKind.TEXT, subject=QuestionSubject.COMPANY, label=Localized("Note")
    ),
]
COLUMNS = answer_columns(ASKED)
ANSWERED = replace(
    ROW,
    company=replace(FIRM, answers={2: ("s", "l"), 3: "12", 5: True}),
    person=replace(PERSON, answers={1: "l", 4: "2032-03-17"}),
)


def test_answers_stand_as_what_they_are_in_the_wanted_language():
    assert [column.name for column in COLUMNS][:2] == ["answer_shirt", "answer_halls"]
    assert RowWriter(COLUMNS, TERMS).cells(ANSWERED, ListVerdict()) == [
        *("Large", "Small; Large", 12, date(2032, 3, 17), "Yes", None),
    ]
    assert RowWriter(COLUMNS[:2], replace(TERMS, language="zh")).cells(ANSWERED, ListVerdict()) == ["大", "小; 大"]


def test_answers_are_not_handed_on():
    assert RowWriter(COLUMNS, TERMS).cells(ANSWERED, ListVerdict(inner=False)) == [None] * len(ASKED)
