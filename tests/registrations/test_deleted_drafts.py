"""A draft that was made by mistake goes with its setup; one that anybody stands in stays, and so does an open event."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import func, select

from app.accounts.models import EventRole
from app.accounts.permissions import Role
from app.core.db import db, transaction
from app.core.models import JobRun, Notice
from app.events.models import Event, Interpreter, InterpreterHours, LetterText, Slot
from app.events.services import create_event, delete_draft
from app.events.services.lifecycle import EventInUse
from app.matching.models import RankingSettings
from app.registrations.models import Question
from tests import factories
from tests.events.drafts import usual
from tests.support.clients import Visitor
from tests.support.soundness import faults_of_rows

SETUP = (Event, Slot, Interpreter, InterpreterHours, LetterText, Question, RankingSettings, EventRole, JobRun)


@pytest.fixture
def draft(app: Any) -> Event:
    organisation = factories.organisation("Port zone office")
    event = create_event(usual(), organisation_id=organisation.id, by=None)
    factories.event_role(event, Role.DESK)
    hours = InterpreterHours(starts_at=event.slots[0].starts_at, ends_at=event.slots[0].ends_at)
    with transaction() as session:
        session.add(Interpreter(event_id=event.id, name="Zhou", languages=["en", "zh"], mode="pool", hours=[hours]))
        session.add(LetterText(event_id=event.id, kind="free", name="note", body_en="Welcome."))
        session.add(RankingSettings(event_id=event.id, settings={}))
        session.add(JobRun(public_id="j", kind="ranking", event_id=event.id))
    return event


@pytest.mark.full
def test_a_draft_goes_with_its_setup_and_its_log_stays(draft: Event) -> None:
    event_id = draft.id

    delete_draft(event_id, by=None)

    assert {model.__name__: _count(model) for model in SETUP if _count(model)} == {}
    noted = select(Notice.kind).where(Notice.event_id == event_id).order_by(Notice.id.desc())
    assert db.session.scalars(noted).first() == "event.deleted"
    assert faults_of_rows() == []


@pytest.mark.full
def test_a_draft_in_which_a_company_stands_is_kept_whole(draft: Event) -> None:
    factories.firm(draft, draft.groups[0].name, people=0)

    with pytest.raises(EventInUse):
        delete_draft(draft.id, by=None)

    assert (_count(Event), _count(Interpreter)) == (1, 1)


@pytest.mark.full
def test_an_event_that_was_opened_is_kept(draft: Event) -> None:
    with transaction():
        draft.phase = "registration"

    with pytest.raises(EventInUse):
        delete_draft(draft.id, by=None)

    assert _count(Event) == 1


def test_an_organizer_deletes_a_draft_on_its_page_and_may_use_its_address_again(client: Visitor, draft: Event) -> None:
    slug, organisation_id = draft.slug, draft.organisation_id
    client.as_user(factories.member(draft.organisation, Role.ORGANIZER))
    address = f"/events/{slug}/deletion"
    offered = address in client.get(f"/events/{slug}/settings").text

    answer = client.post(address, follow_redirects=True)

    assert offered
    assert "is deleted" in answer.text
    assert client.get(f"/events/{slug}").status_code == 404
    assert create_event(usual(), organisation_id=organisation_id, by=None).slug == slug


def _count(model: type[Any]) -> int:
    return db.session.scalar(select(func.count()).select_from(model)) or 0
