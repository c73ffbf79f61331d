"""An event is copied for the next year with all but its companies and meetings."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from sqlalchemy import select

from app.accounts.models import User
from app.accounts.permissions import Role
from app.core.clock import Span
from app.core.db import db, transaction
from app.core.localized import Localized
from app.events.models import Event, Interpreter, LetterText
from app.interpreters.services.interpreters import InterpreterDraft, create_interpreter
from app.matching.models import RankingSettings
from app.matching.parameters import MatchSettings
from app.matching.services import adjustments
from app.meetings.interpreters import InterpreterMode
from app.registrations.models import Question, Registration
from app.registrations.questions import CONSENT_GIVEN, QuestionKind, QuestionSubject
from app.registrations.services import capacity, questions
from tests import factories
from tests.support.clients import Visitor
from tests.support.pages import fields_of

LATER = date(2033, 3, 17)


@pytest.fixture
def event(app: object) -> Event:
    return factories.event("day", phase="registration")


@pytest.fixture
def boss(event: Event) -> User:
    return factories.member(event.organisation, Role.ORGANIZER)


def _copied(client: Visitor, event: Event, boss: User, **typed: str) -> Event:
    visitor = client.as_user(boss)
    page = visitor.get(f"/events/{event.slug}/copy?first_day={LATER}")
    saved = visitor.post("/events/new", data={**fields_of(page), **typed, "act": "save"})
    slug = saved.location.split("/")[2]
    return db.session.scalars(select(Event).where(Event.slug == slug)).one()


def _question(label: str, kind: QuestionKind, only_if: tuple[int, str] | None = None) -> questions.QuestionDraft:
    return questions.QuestionDraft(kind=kind, subject=QuestionSubject.COMPANY, label=Localized(label), only_if=only_if)


def test_the_copy_asks_the_same_questions_on_the_same_conditions(client: Visitor, event: Event, boss: User) -> None:
    first = questions.add_question(event, _question("Do you need a visa?", QuestionKind.CONSENT), by=None)
    questions.add_question(event, _question("Which passport?", QuestionKind.TEXT, (first.id, CONSENT_GIVEN)), by=None)
    dropped = questions.add_question(event, _question("Fax?", QuestionKind.TEXT), by=None)
    questions.retire_question(event, dropped.id, by=None)

    copy = _copied(client, event, boss)

    asked = list(db.session.scalars(select(Question).where(Question.event_id == copy.id).order_by(Question.position)))
    assert [one.label_en for one in asked] == ["Do you need a visa?", "Which passport?"]
    assert (asked[1].only_if_id, asked[1].only_if_values) == (asked[0].id, [CONSENT_GIVEN])


def test_the_copy_has_the_same_capacity_approval_weights_and_texts(client: Visitor, event: Event, boss: User) -> None:
    quotas = {event.groups[0].id: 40, event.groups[1].id: None}
    approving = {event.groups[1].id}
    capacity.update_capacity(
        event, quotas=quotas, approving=approving, invited=True, sectors=["C"], offer_days=5, by=None
    )
    adjustments.save_settings(event, MatchSettings(), version=0, by=None)
    with transaction() as session:
        session.add(LetterText(event_id=event.id, kind="free", name="Parking", subject_en="Parking", body_en="Gate 2"))

    copy = _copied(client, event, boss)

    assert [(one.name, one.quota, one.approves) for one in copy.groups] == [
        (event.groups[0].name, 40, False),
        (event.groups[1].name, None, True),
    ]
    assert (copy.approve_invited, copy.approve_sectors, copy.offer_days) == (True, ["C"], 5)
    assert db.session.get_one(RankingSettings, copy.id).settings == MatchSettings().to_json()
    assert [(one.name, one.body_en) for one in copy.own_texts] == [("Parking", "Gate 2")]


def test_the_copy_has_the_interpreters_of_the_event_but_not_those_of_companies(
    client: Visitor, event: Event, boss: User
) -> None:
    firm = factories.firm(event)
    first = event.slots[0]
    hours = (Span(first.starts_at, first.ends_at),)
    create_interpreter(event.id, InterpreterDraft("Wang Fang", ("zh", "en"), hours=hours), by=None)
    own = InterpreterDraft("Lee", ("zh", "en"), InterpreterMode.FOLLOWS, works_for=firm.id)
    create_interpreter(event.id, own, by=None)

    copy = _copied(client, event, boss)

    (interpreter,) = db.session.scalars(select(Interpreter).where(Interpreter.event_id == copy.id))
    later = LATER - event.days[0].day
    assert (interpreter.name, interpreter.languages) == ("Wang Fang", ["en", "zh"])
    assert [one.starts_at for one in interpreter.hours] == [first.starts_at + later]
    assert [one.ends_at - one.starts_at for one in interpreter.hours] == [first.ends_at - first.starts_at]
    assert later > timedelta(0)
    assert db.session.scalars(select(Registration).where(Registration.event_id == copy.id)).all() == []


def test_the_copy_of_an_event_with_a_code_asks_for_a_new_code_before_it_is_saved(
    client: Visitor, event: Event, boss: User
) -> None:
    with transaction():
        event.registration_mode, event.registration_code = "code", "QIAO32"

    page = client.as_user(boss).get(f"/events/{event.slug}/copy?first_day={LATER}")

    assert "Enter a new code" in page.text
    assert fields_of(page)["registration_code"] == ""
    assert _copied(client, event, boss, registration_code="QIAO33").registration_code == "QIAO33"


def test_nobody_copies_the_setup_of_an_event_of_others(client: Visitor, event: Event, boss: User) -> None:
    other = factories.event("other", run_by=factories.organisation("Other office"))
    questions.add_question(other, _question("Theirs", QuestionKind.TEXT), by=None)

    copy = _copied(client, event, boss, copied_from=str(other.id))

    assert db.session.scalars(select(Question).where(Question.event_id == copy.id)).all() == []
