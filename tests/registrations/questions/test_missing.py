"""Who misses an answer that must be given: found by the organizer and by the chamber, though it blocks neither."""

from __future__ import annotations

import pytest

from app.core.localized import Localized
from app.registrations.questions import ParsedAnswers, QuestionKind, QuestionSubject
from app.registrations.services.answers import AnswerSubmission, save_answers
from app.registrations.services.questions import QuestionDraft, add_question
from tests import factories
from tests.delegations.views.rosters import roster, rows
from tests.support.pages import read, text_of

TEXT = QuestionKind.TEXT


@pytest.fixture
def visa(brought):
    """A question that must be answered for each person, which one firm has answered; and one that need not."""
    visa = add_question(
        brought.event,
        QuestionDraft(kind=TEXT, subject=QuestionSubject.PERSON, label=Localized("Visa"), required=True),
        by=None,
    )
    add_question(
        brought.event, QuestionDraft(kind=TEXT, subject=QuestionSubject.COMPANY, label=Localized("Food")), by=None
    )
    brought.firm("Bok Seng", state="invited")
    brought.firm("Gone", state="cancelled")
    done = brought.firm("Done", state="draft")
    person = done.representatives[0].id
    said = AnswerSubmission(
        questions=[visa.asked], read=ParsedAnswers({visa.id: "no"}, {}, frozenset()), person_id=person
    )
    save_answers(done, [said], language="en", by=None, seen=None)
    factories.firm(brought.event, "Chongqing", name="Host", state="submitted", people=2)
    return visa


def test_the_chamber_filters_its_firms_by_who_misses_a_required_answer(client, brought, visa):
    page = roster(client, brought, only="unanswered")

    assert rows(page) == ["Bok Seng"]
    assert "1 answer to the organizer" in page


def test_the_page_of_questions_says_how_many_miss_an_answer_and_leads_to_them(client, brought, visa):
    office = client.as_user(brought.organizer)

    page = office.get("/events/day/questions")
    (link,) = [one for one in read(page).find("a") if "companies miss it" in one.text]
    listed = office.get(str(link.attributes["href"])).text

    assert " ".join(link.text.split()) == "2 companies miss it"
    assert rows(listed) == ["Bok Seng", "Host"]


@pytest.mark.parametrize(("asked", "found"), [("any", 2), ("7x", 3), ("999999999", 0), ("", 3)])
def test_the_organizer_filters_and_writes_to_those_who_miss_any(client, brought, visa, asked, found):
    office = client.as_user(brought.organizer)

    page = office.get("/events/day/registrations", query_string={"unanswered": asked, "state": ""})

    assert len([name for name in rows(page.text) if name != "Gone"]) == found
    assert "Required answers" in text_of(page, "main")


def test_where_nothing_must_be_answered_nobody_is_asked_for_it(client, brought):
    brought.firm("Bok Seng")

    page = client.as_user(brought.organizer).get("/events/day/registrations").text

    assert "Required answers" not in page
