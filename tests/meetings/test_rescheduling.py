"""Another time for a booked meeting is a proposal, unless the event lets companies move at once."""

from __future__ import annotations

import datetime as dt

import pytest
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from app.core.db import breaks, db, now, transaction
from app.core.errors import NotFound
from app.core.models import Outbox
from app.events.models import Event, Slot
from app.meetings import services
from app.meetings.errors import MeetingStale, SlotTaken
from app.meetings.lifecycle import IllegalMeetingMove, MeetingActor, MeetingState
from app.meetings.models import Claim, MoveProposal
from app.meetings.queries.lists import count_waiting_requests, get_company_meeting
from app.meetings.services.proposals import RescheduleOutcome, withdraw_moves_to
from app.meetings.services.scheduled_bookings import ScheduledSeating, apply_seatings
from app.meetings.services.substitutes import replace_attendee
from app.meetings.services.transitions import lock_companies
from tests import factories
from tests.meetings.acts import meeting, slots
from tests.support.soundness import faults_of_rows

pytestmark = pytest.mark.databases("sqlite", "postgresql")


@pytest.fixture
def booked(event, firms):
    """At the first time; each side has a reader of its own."""
    for firm, address in zip(firms, ("one@example.org", "other@example.org"), strict=True):
        factories.let_in(firm, factories.user(email=address))
    return services.arrange(event.id, firms[0].id, firms[1].id, by=factories.user().id, slot_id=slots(event)[0])


def pending() -> list[tuple[int, int]]:
    """Who proposes which time."""
    return [(one.proposer_id, one.slot_id) for one in db.session.scalars(select(MoveProposal))]


def held(meeting_id):
    rows = select(Claim.slot_id, Claim.table_id).where(Claim.meeting_id == meeting_id)
    return sorted(db.session.execute(rows.order_by(Claim.id)).all(), key=str)


def told(kind):
    return sorted(db.session.scalars(select(Outbox.recipient).where(Outbox.kind == f"meeting.{kind}")))


def test_another_time_is_proposed_and_the_meeting_stays_until_the_other_side_accepts(event, firms, booked):
    one, other = firms
    before, last = held(booked), slots(event)[3]

    assert services.reschedule(booked, one.id, last, by=None) is RescheduleOutcome.PROPOSED

    assert (meeting(booked).slot_id, held(booked), pending()) == (slots(event)[0], before, [(one.id, last)])
    assert (told("move_proposed"), told("moved")) == (["other@example.org"], [])
    assert [count_waiting_requests(firm) for firm in firms] == [0, 1]
    assert [get_company_meeting(firm.id, booked).waits_for(firm.id) for firm in firms] == [False, True]
    with pytest.raises(IllegalMeetingMove):
        services.accept_time(booked, one.id, by=None)

    services.accept_time(booked, other.id, by=None)

    assert (meeting(booked).slot_id, pending()) == (last, [])
    assert {slot for slot, _table in held(booked)} == {last}
    assert told("moved") == ["one@example.org", "other@example.org"]
    assert [fault.says for fault in faults_of_rows()] == []


@pytest.mark.parametrize(
    ("who", "kind", "hears"), [(1, "move_declined", "one@example.org"), (0, "move_withdrawn", "other@example.org")]
)
def test_either_side_keeps_the_time_and_the_other_one_is_told(event, firms, booked, who, kind, hears):
    services.reschedule(booked, firms[0].id, slots(event)[3], by=None)
    before = held(booked)

    services.keep_time(booked, firms[who].id, by=None)

    assert (meeting(booked).slot_id, held(booked), pending()) == (slots(event)[0], before, [])
    assert told(kind) == [hears]
    with pytest.raises(MeetingStale):
        services.accept_time(booked, firms[1].id, by=None)
    assert [fault.says for fault in faults_of_rows()] == []


def test_at_an_event_that_says_so_companies_move_at_once(event, firms, booked):
    with transaction() as session:
        session.get_one(Event, event.id).moves_at_once = True

    assert services.reschedule(booked, firms[0].id, slots(event)[3], by=None) is RescheduleOutcome.MOVED

    assert (meeting(booked).slot_id, pending()) == (slots(event)[3], [])


def test_who_runs_the_event_moves_at_once(event, firms, booked):
    outcome = services.reschedule(booked, firms[0].id, slots(event)[3], by=factories.user().id, at_once=True)

    assert (outcome, meeting(booked).slot_id) == (RescheduleOutcome.MOVED, slots(event)[3])


def test_the_last_proposal_counts_whichever_side_makes_it(event, firms, booked):
    one, other = firms
    times = slots(event)
    services.reschedule(booked, one.id, times[1], by=None)
    first = get_company_meeting(other.id, booked).new_time
    assert first is not None
    services.reschedule(booked, one.id, times[2], by=None)
    assert pending() == [(one.id, times[2])]

    with pytest.raises(MeetingStale):  # what the page showed is proposed no more
        services.accept_time(booked, other.id, by=None, seen=first.version)
    services.reschedule(booked, other.id, times[3], by=None)

    assert (pending(), meeting(booked).slot_id) == ([(other.id, times[3])], times[0])
    assert services.reschedule(booked, one.id, times[3], by=None) is RescheduleOutcome.MOVED  # both want the same
    assert (pending(), meeting(booked).slot_id) == ([], times[3])
    assert [fault.says for fault in faults_of_rows()] == []


def test_who_proposes_from_an_old_page_looks_again(event, firms, booked):
    seen = meeting(booked).version
    services.reschedule(booked, firms[1].id, slots(event)[2], by=None, seen=seen)

    with pytest.raises(MeetingStale):
        services.reschedule(booked, firms[0].id, slots(event)[3], by=None, seen=seen)

    assert pending() == [(firms[1].id, slots(event)[2])]


def test_a_time_that_is_not_free_cannot_be_proposed(event, firms, booked):
    busy = factories.firm(event, "Chongqing")
    services.arrange(event.id, firms[0].id, busy.id, by=factories.user().id, slot_id=slots(event)[3])

    with pytest.raises(SlotTaken):
        services.reschedule(booked, firms[0].id, slots(event)[3], by=None)

    assert pending() == []
    assert services.reschedule(booked, firms[0].id, slots(event)[0], by=None) is RescheduleOutcome.UNCHANGED
    with pytest.raises(NotFound):
        services.reschedule(booked, busy.id, slots(event)[2], by=None)


@pytest.mark.parametrize("by_the_job", [True, False])
def test_a_proposal_that_can_be_had_no_more_is_withdrawn_and_both_are_told(event, firms, booked, by_the_job):
    services.reschedule(booked, firms[0].id, slots(event)[3], by=None)
    assert services.withdraw_unavailable_moves() == 0
    services.arrange(
        event.id, firms[0].id, factories.firm(event, "Chongqing").id, by=factories.user().id, slot_id=slots(event)[3]
    )

    if by_the_job:
        assert (services.withdraw_unavailable_moves(), services.withdraw_unavailable_moves()) == (1, 0)
    else:
        with pytest.raises(SlotTaken):
            services.accept_time(booked, firms[1].id, by=None)

    assert (meeting(booked).state, meeting(booked).slot_id, pending()) == (MeetingState.BOOKED, slots(event)[0], [])
    assert (told("move_gone"), told("move_withdrawn")) == (["one@example.org"], ["other@example.org"])
    assert [fault.says for fault in faults_of_rows()] == []


def test_a_proposed_time_that_is_over_or_goes_is_withdrawn(event, firms, booked):
    last = slots(event)[3]
    services.reschedule(booked, firms[0].id, last, by=None)
    with transaction() as session:
        slot = session.get_one(Slot, last)
        slot.starts_at, slot.ends_at = now() - dt.timedelta(minutes=30), now() - dt.timedelta(minutes=5)
    assert services.withdraw_unavailable_moves() == 1

    services.reschedule(booked, firms[0].id, slots(event)[2], by=None)
    with transaction():
        withdraw_moves_to(event.id, [slots(event)[2]])

    assert (pending(), told("move_gone")) == ([], ["one@example.org"])  # the second comes with what else has moved


def test_a_proposal_goes_with_the_booking_and_stays_while_only_who_comes_changes(event, firms, booked):
    times = slots(event)
    services.reschedule(booked, firms[0].id, times[3], by=None)
    stand_in = factories.representative(firms[1], display_name="Chen Wei")
    replace_attendee(booked, firms[1].id, stand_in.id, by=None)
    assert pending() == [(firms[0].id, times[3])]

    services.move(booked, firms[0].id, times[1], by=None, actor=MeetingActor.ORGANIZER)
    assert pending() == []
    services.reschedule(booked, firms[0].id, times[3], by=None)
    services.cancel(booked, firms[1].id, by=None)

    assert pending() == []
    with pytest.raises(MeetingStale):
        services.accept_time(booked, firms[1].id, by=None)
    assert [fault.says for fault in faults_of_rows()] == []


@pytest.mark.parametrize("telling", [True, False])
def test_a_schedule_that_gives_the_meeting_its_time_anew_drops_the_proposal(event, firms, booked, telling):
    times = slots(event)
    services.reschedule(booked, firms[0].id, times[3], by=None)
    people = (firms[0].representatives[0].id, firms[1].representatives[0].id)
    seating = ScheduledSeating(booked, (times[1],), people, event.tables[0].id, None)

    with transaction():
        found, locked = lock_companies(event.id, firms[0].id, firms[1].id)
        apply_seatings(found, [seating], [], locked, by=None, telling=telling)

    assert (pending(), meeting(booked).slot_id) == ([], times[1])


def test_both_firms_read_who_proposed_and_kept_for_one_of_them(event, firms, booked):
    chamber = factories.organisation()
    delegation = factories.delegation(event, of=chamber)
    with transaction() as session:
        session.merge(firms[0]).delegation_id = session.merge(firms[1]).delegation_id = delegation.id
    delegate = factories.member(chamber, "chamber").id

    services.reschedule(booked, firms[0].id, slots(event)[3], by=delegate)
    services.keep_time(booked, firms[1].id, by=delegate)

    bodies = select(Outbox.recipient, Outbox.body).where(Outbox.kind.like("meeting.move_%")).order_by(Outbox.id)
    found = [(to, "did this for" in body) for to, body in db.session.execute(bodies)]
    assert sorted(found) == [("one@example.org", True)] * 2 + [("other@example.org", True)] * 2


def test_a_meeting_has_one_new_time_at_most(event, firms, booked):
    services.reschedule(booked, firms[0].id, slots(event)[3], by=None)

    def add(**values):
        with transaction() as session:
            given = {"event_id": event.id, "meeting_id": booked, "proposer_id": firms[1].id, "version": 1}
            session.add(MoveProposal(**given | {"slot_id": slots(event)[2], "length": 1} | values))

    with pytest.raises(IntegrityError) as refused:
        add()
    assert breaks(refused.value, "uq_move_proposals_meeting_id")
