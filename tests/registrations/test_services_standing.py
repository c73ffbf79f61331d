"""Registrations move from state to state, one or many at a time; decisions can be taken back."""

from __future__ import annotations

import pytest

from app.core.db import db, transaction
from app.core.errors import NotFound
from app.core.models import Notice, Outbox
from app.meetings import services as meetings
from app.meetings.models import Claim, Meeting
from app.registrations.services import transitions
from app.registrations.signals import registration_approved, registration_cancelled
from app.registrations.states import IllegalRegistrationMove, RegistrationAct, RegistrationActor, WrongActor
from tests import factories


@pytest.fixture
def heard():
    """What the signals said, in order."""
    said = []

    def approved(registration):
        said.append(("approved", registration.id))

    def cancelled(registration, by=None, **_rest):
        said.append(("cancelled", registration.id))

    registration_approved.connect(approved)
    registration_cancelled.connect(cancelled)
    yield said
    registration_approved.disconnect(approved)
    registration_cancelled.disconnect(cancelled)


def kinds():
    return [notice.kind for notice in db.session.query(Notice).order_by(Notice.id) if "regist" in notice.subject]


def test_the_organizer_approves_and_the_firm_gets_a_letter(brought, heard):
    firm = brought.firm("Bok Seng", email="boss@example.org", state="submitted")

    state = transitions.transition(
        brought.event, firm.id, RegistrationAct.APPROVE, actor=RegistrationActor.ORGANIZER, by=brought.organizer.id
    )

    assert state == "approved"
    assert firm.approved_at is not None
    assert heard == [("approved", firm.id)]
    assert kinds()[-1] == "registration.approved"
    assert [letter.recipient for letter in db.session.query(Outbox)] == ["boss@example.org"]


def test_the_letter_of_an_approval_leads_each_reader_to_the_page_of_their_own_firm(brought):
    keeper = factories.user("Tan", "tan@example.org")
    firm = brought.firm("Bok Seng", email="boss@example.org", state="submitted", users=[keeper])
    transitions.transition(
        brought.event, firm.id, RegistrationAct.APPROVE, actor=RegistrationActor.ORGANIZER, by=brought.organizer.id
    )

    letters = {letter.recipient: letter.body for letter in db.session.query(Outbox)}

    assert f"/events/day/companies/{firm.id}/home" in letters["tan@example.org"]
    assert f"/companies/{firm.id}/home" in letters["boss@example.org"]


@pytest.mark.parametrize(("phase", "may_ask"), [("registration", False), ("booking", True)])
def test_the_letter_asks_for_wishes_only_while_they_can_be_said(brought, phase, may_ask):
    with transaction():
        brought.event.phase = phase
    firm = brought.firm("Bok Seng", email="boss@example.org", state="submitted")

    transitions.transition(
        brought.event, firm.id, RegistrationAct.APPROVE, actor=RegistrationActor.ORGANIZER, by=brought.organizer.id
    )

    assert ("whom you want to meet" in db.session.query(Outbox).one().body) is may_ask


def test_automatic_approval_follows_the_submission(brought, heard):
    with transaction():
        brought.event.approval = "automatic"
    firm = brought.firm(state="draft")

    state = transitions.transition(
        brought.event, firm.id, RegistrationAct.SUBMIT, actor=RegistrationActor.CHAMBER, by=brought.chamber.id
    )

    assert state == "approved"
    assert kinds()[-2:] == ["registration.submitted", "registration.approved"]
    assert heard == [("approved", firm.id)]


@pytest.mark.parametrize(
    ("act", "actor"),
    [(RegistrationAct.APPROVE, RegistrationActor.CHAMBER), (RegistrationAct.REJECT, RegistrationActor.COMPANY)],
)
def test_a_decision_is_the_organizers_alone(brought, act, actor):
    firm = brought.firm(state="submitted")

    with pytest.raises(WrongActor):
        transitions.transition(brought.event, firm.id, act, actor=actor, by=brought.chamber.id)

    db.session.refresh(firm)
    assert firm.state == "submitted"


def test_an_illegal_move_changes_nothing(brought):
    firm = brought.firm(state="approved")

    with pytest.raises(IllegalRegistrationMove):
        transitions.transition(
            brought.event, firm.id, RegistrationAct.SUBMIT, actor=RegistrationActor.CHAMBER, by=brought.chamber.id
        )


def test_a_firm_of_another_event_is_not_found(brought):
    other = factories.firm(factories.event(), state="submitted")

    with pytest.raises(NotFound):
        transitions.transition(
            brought.event, other.id, RegistrationAct.APPROVE, actor=RegistrationActor.ORGANIZER, by=brought.organizer.id
        )


def test_many_at_once_leave_alone_what_cannot_move(brought):
    ready, done = brought.firm(state="submitted"), brought.firm(state="approved")

    moved = transitions.transition_all(
        brought.event,
        [ready.id, done.id],
        RegistrationAct.WAIT,
        actor=RegistrationActor.ORGANIZER,
        by=brought.organizer.id,
    )

    assert moved.before == {ready.id: "submitted"}
    assert moved.refused == {done.id: "registration_state"}


def test_cancelling_tells_the_features_above(brought, heard):
    firm = brought.firm(state="approved")

    transitions.transition(
        brought.event, firm.id, RegistrationAct.CANCEL, actor=RegistrationActor.CHAMBER, by=brought.chamber.id
    )

    assert heard == [("cancelled", firm.id)]


def test_cancelling_a_firm_ends_its_meetings_and_frees_their_claims(brought):
    with transaction():
        brought.event.phase = "booking"
    firm = brought.firm(state="approved")
    partner = factories.firm(brought.event, "Chongqing")
    slot = brought.event.slots[0]
    meeting_id = meetings.request_meeting(brought.event.id, firm.id, partner.id, by=brought.chamber.id, slot_id=slot.id)
    meetings.accept(meeting_id, partner.id, by=brought.organizer.id, slot_id=slot.id)
    assert db.session.query(Claim).count() > 0

    transitions.transition(
        brought.event, firm.id, RegistrationAct.CANCEL, actor=RegistrationActor.CHAMBER, by=brought.chamber.id
    )

    assert db.session.query(Claim).count() == 0
    assert db.session.get_one(Meeting, meeting_id).state == "cancelled"


def test_a_decision_is_taken_back_where_it_still_stands(brought, heard):
    approved, since = brought.firm(state="submitted"), brought.firm(state="submitted")
    moved = transitions.transition_all(
        brought.event,
        [approved.id, since.id],
        RegistrationAct.APPROVE,
        actor=RegistrationActor.ORGANIZER,
        by=brought.organizer.id,
    )
    transitions.transition(
        brought.event, since.id, RegistrationAct.CANCEL, actor=RegistrationActor.CHAMBER, by=brought.chamber.id
    )
    heard.clear()

    count = transitions.undo_decision(brought.event, moved.before, by=brought.organizer.id)

    db.session.refresh(approved)
    db.session.refresh(since)
    assert (count, approved.state, since.state) == (1, "submitted", "cancelled")
    assert approved.approved_at is None
    assert heard == [("cancelled", approved.id)]


def test_only_a_decision_can_be_taken_back(brought):
    firm = brought.firm(state="cancelled")

    assert transitions.undo_decision(brought.event, {firm.id: "approved"}, by=brought.organizer.id) == 0


def test_the_letter_of_a_cancellation_speaks_of_partners_only_where_there_were_some(brought):
    firm = brought.firm("Bok Seng", email="boss@example.org", state="approved")

    transitions.transition(
        brought.event, firm.id, RegistrationAct.CANCEL, actor=RegistrationActor.ORGANIZER, by=brought.organizer.id
    )

    body = db.session.query(Outbox).one().body
    assert "its partners know" not in body
    assert "It had no meetings." in body
