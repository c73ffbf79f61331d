"""The organizer asks, changes, orders, and stops asking."""

from __future__ import annotations

import pytest
from sqlalchemy.exc import IntegrityError

from app.accounts.permissions import Role
from app.core.db import db, transaction
from app.core.errors import Conflict, Invalid
from app.core.localized import Localized
from app.registrations.models import Answer, Question
from app.registrations.queries.answers import list_questions
from app.registrations.questions import QuestionKind, QuestionSubject
from app.registrations.services import questions
from app.registrations.services.questions import QuestionDraft
from tests import factories
from tests.registrations.questions.forms import form_on
from tests.support.pages import text_of


@pytest.fixture
def organizing(client, event):
    return client.as_user(factories.member(event.organisation, Role.ORGANIZER))


def test_a_question_is_written_changed_and_deleted_on_its_page(organizing, event):
    address = f"/events/{event.slug}/questions"
    typed = {
        "label_en": "Tour",
        "label_zh": "参观",
        "kind": "choice",
        "subject": "firm",
        "option_lines": "Port | 港口\nNone",
    }

    organizing.post(f"{address}/new", data=typed)
    (made,) = list_questions(event.id)
    page = organizing.get(address)
    shown = form_on(organizing.get(f"{address}/{made.id}"))
    organizing.post(f"{address}/{made.id}", data={**shown, "label_fr": "Visite", "required": "y"})
    (changed,) = list_questions(event.id)
    second = organizing.post(f"{address}/{made.id}", data=shown)

    assert (made.key, made.asked.options[0].label) == ("tour", Localized("Port", "港口"))
    assert "Port, None" in text_of(page, "main")
    assert shown["option_lines"] == "Port | 港口\nNone"
    assert (changed.label.fr, changed.required) == ("Visite", True)
    assert second.status_code == 409
    organizing.post(f"{address}/{made.id}/removal")
    assert list_questions(event.id) == []


@pytest.mark.parametrize(
    ("values", "code"),
    [
        ({"label": Localized()}, "question_unnamed"),
        ({"kind": QuestionKind.CHOICE, "options": (Localized("One"),)}, "question_options"),
        ({"kind": QuestionKind.FILE, "sensitive": True, "erase_after_days": 1}, "question_sealed_kind"),
        (
            {"kind": QuestionKind.CHOICE, "options": (Localized("Port"), Localized("port", "港口"))},
            "question_options_alike",
        ),
        ({"kind": QuestionKind.SEVERAL, "options": (Localized("A; B"), Localized("C"))}, "question_options_alike"),
        ({"sensitive": True}, "question_days"),
        ({"only_if": (1, "yes")}, "question_condition"),
    ],
)
def test_what_no_question_can_be_is_refused(event, values, code):
    draft = QuestionDraft(
        **{"kind": QuestionKind.TEXT, "subject": QuestionSubject.COMPANY, "label": Localized("Q"), **values}
    )

    with pytest.raises(Invalid) as refused:
        questions.add_question(event, draft, by=None)

    assert refused.value.code == code


def test_a_question_that_another_depends_on_stays_above_it(event, asked):
    for act in (
        lambda: questions.move_question(event, asked["plate"].id, up=True, by=None),
        lambda: questions.move_question(event, asked["car"].id, up=False, by=None),
        lambda: questions.retire_question(event, asked["car"].id, by=None),
    ):
        with pytest.raises(Conflict) as refused:
            act()
        assert refused.value.code == "question_needed"

    questions.move_question(event, asked["passport"].id, up=True, by=None)
    assert [one.key for one in list_questions(event.id)] == ["car", "plate", "passport", "food"]


@pytest.mark.parametrize(
    "values",
    [
        {"kind": QuestionKind.TEXT, "options": ()},
        {"subject": QuestionSubject.PERSON},
        {"options": (Localized("No", "否", "Non"), Localized("Maybe"))},
    ],
)
def test_a_question_keeps_the_answers_on_which_another_depends(event, asked, values):
    yes_and_no = (Localized("Yes", "是", "Oui"), Localized("No", "否", "Non"))
    as_it_was = {"kind": QuestionKind.CHOICE, "subject": QuestionSubject.COMPANY, "options": yes_and_no}

    with pytest.raises(Conflict) as refused:
        questions.update_question(
            event, asked["car"].id, QuestionDraft(label=Localized("Car"), **as_it_was | values), version=1, by=None
        )

    assert (refused.value.code, refused.value.details["other"]) == ("question_needed", "plate")
    assert db.session.get_one(Question, asked["car"].id).asked == asked["car"]


def test_a_question_rests_with_the_one_it_depends_on_and_comes_back_after_it(event, asked, firm):
    with transaction() as session:
        session.add(Answer(event_id=event.id, question_id=asked["plate"].id, registration_id=firm.id, value="SGX 1"))
    questions.retire_question(event, asked["plate"].id, by=None)
    questions.retire_question(event, asked["car"].id, by=None)

    with pytest.raises(Conflict) as refused:
        questions.restore_question(event, asked["plate"].id, by=None)
    questions.restore_question(event, asked["car"].id, by=None)
    questions.restore_question(event, asked["plate"].id, by=None)

    assert refused.value.code == "question_rests"
    assert [one.key for one in list_questions(event.id)] == ["food", "passport", "car", "plate"]


def test_what_was_answered_keeps_its_kind_and_its_answers(event, asked, firm):
    with transaction() as session:
        session.add(Answer(event_id=event.id, question_id=asked["plate"].id, registration_id=firm.id, value="SGX 1"))
    draft = QuestionDraft(kind=QuestionKind.NUMBER, subject=QuestionSubject.COMPANY, label=Localized("Plate"))

    with pytest.raises(Invalid) as refused:
        questions.update_question(event, asked["plate"].id, draft, version=1, by=None)
    gone = questions.retire_question(event, asked["plate"].id, by=None)

    assert refused.value.code == "question_answered"
    assert gone is False
    assert [one.key for one in list_questions(event.id, retired=True)] == ["plate"]
    assert db.session.query(Answer).count() == 1


@pytest.mark.parametrize(
    "values",
    [
        {"kind": "poem"},
        {"subject": "nobody"},
        {"sensitive": True},
        {"sensitive": True, "erase_after_days": 1, "kind": "file"},
        {"erase_after_days": 1},
        {"key": "car"},
    ],
)
def test_the_database_refuses_a_question_that_cannot_be(event, asked, values):
    with pytest.raises(IntegrityError), transaction() as session:
        session.add(Question(**{"event_id": event.id, "key": "new", "kind": "text", **values}))


@pytest.mark.parametrize("broken", ["both", "neither", "sealed_and_said", "twice"])
def test_the_database_refuses_an_answer_of_nobody_of_two_or_twice(event, asked, firm, broken):
    about = {
        "both": {"registration_id": firm.id, "representative_id": firm.representatives[0].id},
        "neither": {},
        "sealed_and_said": {"registration_id": firm.id, "sealed": "s1.", "value": "E1"},
        "twice": {"registration_id": firm.id},
    }[broken]

    rows = [Answer(event_id=event.id, question_id=asked["plate"].id, **about) for _ in range(1 + (broken == "twice"))]
    with pytest.raises(IntegrityError), transaction() as session:
        session.add_all(rows)
