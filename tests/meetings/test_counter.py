"""Other times in place of a yes: the request stays one, its answer is the other side's, and it gets new time."""

from __future__ import annotations

import datetime as dt

import pytest
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from app.core.db import breaks, db, now, transaction
from app.core.errors import Invalid
from app.core.models import Notice, Outbox
from app.group_meetings import services as rounds
from app.meetings import services
from app.meetings.errors import MeetingStale, SlotTaken
from app.meetings.lifecycle import IllegalMeetingMove, MeetingState
from app.meetings.models import MeetingProposal
from app.meetings.queries.policy import count_tallies
from app.meetings.services.bulk import BulkAct, run_bulk_act
from tests import factories
from tests.meetings.acts import asked, claims, meeting, slots
from tests.support.soundness import faults_of_rows


def proposals(meeting_id: int) -> list[int]:
    found = select(MeetingProposal.slot_id).where(MeetingProposal.meeting_id == meeting_id)
    return list(db.session.scalars(found.order_by(MeetingProposal.position)))


def test_a_counter_swaps_who_must_answer_and_holds_no_time(event, firms):
    factories.representative(firms[0], email="asker@example.org")
    made, times = asked(event, firms, slot_id=slots(event)[0]), slots(event)
    with transaction():
        meeting(made).expires_at = now() + dt.timedelta(minutes=5)

    services.counter(made, firms[1].id, slots=[times[3], times[1], times[3]], by=None, message="Rather later")

    found = meeting(made)
    assert (found.state, found.awaiting_id, found.slot_id) == (MeetingState.REQUESTED, firms[0].id, times[3])
    assert proposals(made) == [times[3], times[1]]
    assert claims(made) == 0
    assert found.expires_at is not None
    assert found.expires_at > now() + dt.timedelta(hours=1)
    letter = db.session.scalars(select(Outbox).where(Outbox.kind == "meeting.countered")).one()
    assert (letter.recipient, "Rather later" in letter.body, letter.body.count("- ")) == ("asker@example.org", True, 3)
    tally = count_tallies(event.id, [firms[0].id])[firms[0].id]
    assert (tally.open_requests, tally.meetings) == (0, 0)


def test_the_first_accepts_one_of_the_times_and_may_counter_again(event, firms):
    made, times = asked(event, firms), slots(event)
    services.counter(made, firms[1].id, slots=times[:2], by=None)

    with pytest.raises(IllegalMeetingMove):
        services.counter(made, firms[1].id, slots=times[2:3], by=None)
    services.counter(made, firms[0].id, slots=times[2:5], by=None)
    assert proposals(made) == times[2:5]
    services.accept(made, firms[1].id, by=None, slot_id=times[3])

    assert (meeting(made).state, meeting(made).slot_id, proposals(made)) == (MeetingState.BOOKED, times[3], [])
    told = db.session.scalars(select(Notice.kind).where(Notice.subject == "meetings").order_by(Notice.id)).all()
    assert told[-3:] == [
        "meeting.counter",
        "meeting.counter",
        "meeting.accept_with_time",
    ]


@pytest.mark.parametrize(("count", "code"), [(0, "times_missing"), (4, "too_many_times")])
def test_one_to_three_times_are_proposed(event, firms, count, code):
    made = asked(event, firms)

    with pytest.raises(Invalid, match=code):
        services.counter(made, firms[1].id, slots=slots(event)[:count], by=None)

    assert meeting(made).awaiting_id == firms[1].id


def test_a_time_that_does_not_suit_both_is_not_proposed_and_nothing_is_changed(event, firms):
    made, times = asked(event, firms, slot_id=slots(event)[0]), slots(event)
    third = factories.firm(event, "Singapore")
    other = services.request_meeting(event.id, third.id, firms[1].id, by=None)
    services.accept(other, firms[1].id, by=None, slot_id=times[2])

    with pytest.raises(SlotTaken):
        services.counter(made, firms[1].id, slots=[times[1], times[2]], by=None)

    assert (meeting(made).awaiting_id, meeting(made).slot_id, proposals(made)) == (firms[1].id, times[0], [])


def test_an_answer_to_what_was_changed_since_is_refused(event, firms):
    made = asked(event, firms)
    seen = meeting(made).version
    services.counter(made, firms[1].id, slots=slots(event)[:1], by=None, seen=seen)

    for act in (services.accept, services.decline):
        with pytest.raises(MeetingStale):
            act(made, firms[0].id, by=None, seen=seen)

    assert proposals(made) == slots(event)[:1]


@pytest.mark.parametrize(
    ("wrong", "constraint"),
    [
        ({"position": 3}, "ck_meeting_proposals_position"),
        ({"position": 0}, "uq_meeting_proposals_meeting_id_position"),
        ({"slot": 0}, "uq_meeting_proposals_meeting_id_slot_id"),
    ],
)
def test_the_table_of_proposals_refuses(event, firms, wrong, constraint):
    made, times = asked(event, firms), slots(event)
    services.counter(made, firms[1].id, slots=times[:1], by=None)

    with pytest.raises(IntegrityError) as refused, transaction() as session:
        session.add(
            MeetingProposal(
                event_id=event.id,
                meeting_id=made,
                slot_id=times[wrong.get("slot", 1)],
                position=wrong.get("position", 1),
            )
        )

    assert breaks(refused.value, constraint)


def test_a_proposal_is_of_its_event(event, firms):
    made, foreign = asked(event, firms), factories.event()

    with pytest.raises(IntegrityError), transaction() as session:
        session.add(MeetingProposal(event_id=event.id, meeting_id=made, slot_id=slots(foreign)[0], position=0))


def told(kind: str) -> list[str]:
    return [letter.recipient for letter in db.session.scalars(select(Outbox).where(Outbox.kind == kind))]


@pytest.mark.full
def test_who_countered_takes_back_its_times_and_not_the_other_firms_request(event, firms):
    for firm, address in zip(firms, ("asker@example.org", "asked@example.org"), strict=True):
        factories.representative(firm, email=address)
    made, times = asked(event, firms, slot_id=slots(event)[0], message="Please"), slots(event)
    services.counter(made, firms[1].id, slots=times[1:3], by=None, message="Rather later")

    for firm in firms:
        with pytest.raises(IllegalMeetingMove):
            services.withdraw(made, firm.id, by=None)
    with pytest.raises(IllegalMeetingMove):
        services.recall(made, firms[0].id, by=None)
    services.recall(made, firms[1].id, by=None)

    found = meeting(made)
    assert (found.state, found.awaiting_id, found.slot_id) == (MeetingState.REQUESTED, firms[1].id, times[0])
    assert (found.message, found.reply, proposals(made)) == ("Please", None, [])
    assert (told("meeting.recalled"), told("meeting.withdrawn")) == (["asker@example.org"], [])
    with pytest.raises(IllegalMeetingMove):
        services.recall(made, firms[1].id, by=None)
    services.accept(made, firms[1].id, slot_id=times[0], by=None)
    assert [fault.says for fault in faults_of_rows()] == []


@pytest.mark.parametrize("lost", ["time", "last_meeting"])
def test_other_times_that_can_be_had_no_more_are_taken_back_and_both_are_told(event, firms, lost):
    asker, asked_one = factories.user(), factories.user()
    for firm, reader in zip(firms, (asker, asked_one), strict=True):
        factories.let_in(firm, reader)
    made, times = asked(event, firms), slots(event)
    services.counter(made, firms[1].id, slots=times[1:2], by=None)
    assert services.recall_unavailable_times() == 0
    if lost == "last_meeting":
        with transaction() as session:
            session.merge(event).max_meetings = 1
    host = factories.firm(event, "Chongqing", name="Host")
    group = rounds.open_group_meeting(
        event.id, host.id, topic="Rail", slot_id=times[1 if lost == "time" else 2], seats=3, is_open=True, by=None
    )
    rounds.take_group_seat(group, firms[0].id, by=None)

    assert (services.recall_unavailable_times(), services.recall_unavailable_times()) == (1, 0)

    found = meeting(made)
    assert (found.state, found.awaiting_id, found.slot_id) == (MeetingState.REQUESTED, firms[1].id, None)
    assert proposals(made) == []
    assert (told("meeting.times_gone"), told("meeting.recalled")) == ([asked_one.email], [asker.email])
    assert [fault.says for fault in faults_of_rows()] == []


def test_other_times_stand_while_one_of_them_can_be_had(event, firms):
    made, times = asked(event, firms), slots(event)
    services.counter(made, firms[1].id, slots=times[1:3], by=None)
    busy = asked(event, (firms[0], factories.firm(event, "Chongqing")))
    services.accept(busy, meeting(busy).awaiting_id or 0, slot_id=times[1], by=None)

    assert services.recall_unavailable_times() == 0
    assert proposals(made) == times[1:3]


def test_the_times_that_stood_before_a_counter_stand_again_when_it_is_taken_back(event, firms):
    made, times = asked(event, firms), slots(event)
    services.counter(made, firms[1].id, slots=times[:2], by=None)
    services.counter(made, firms[0].id, slots=times[2:4], by=None)
    services.counter(made, firms[1].id, slots=times[4:5], by=None)

    services.recall(made, firms[1].id, by=None)

    assert (meeting(made).awaiting_id, proposals(made)) == (firms[1].id, times[2:4])


def test_who_countered_may_still_decline_and_who_asked_withdraws_its_own_counter(event, firms):
    one, other = asked(event, firms), asked(event, (factories.firm(event), factories.firm(event, "Chongqing")))
    services.counter(one, firms[1].id, slots=slots(event)[:1], by=None)
    services.decline(one, firms[1].id, by=None)
    first, second = meeting(other).asker_id, meeting(other).awaiting_id or 0
    services.counter(other, second, slots=slots(event)[:1], by=None)
    services.counter(other, first, slots=slots(event)[1:2], by=None)
    services.withdraw(other, first, by=None)

    assert (meeting(one).state, meeting(other).state) == (MeetingState.DECLINED, MeetingState.WITHDRAWN)


def test_the_organizer_takes_a_countered_request_back_for_who_asked(event, firms):
    for firm, address in zip(firms, ("asker@example.org", "asked@example.org"), strict=True):
        factories.representative(firm, email=address)
    made = asked(event, firms)
    services.counter(made, firms[1].id, slots=slots(event)[:1], by=None)

    run_bulk_act(event.id, BulkAct.WITHDRAW, [made], days=0, by=factories.user().id, tell=lambda share: False)

    assert meeting(made).state == MeetingState.WITHDRAWN
    assert told("meeting.withdrawn_for_you") == ["asker@example.org"]
    assert told("meeting.withdrawn") == ["asked@example.org"]


def test_where_the_first_lets_other_times_lapse_nobody_is_told_that_the_other_did_not_answer(event, firms):
    for firm, address in zip(firms, ("asker@example.org", "asked@example.org"), strict=True):
        factories.representative(firm, email=address)
    asker, answerer = (firm.company.name for firm in firms)
    made = asked(event, firms)
    services.counter(made, firms[1].id, slots=slots(event)[:1], by=None)
    with transaction():
        meeting(made).expires_at = now()

    assert services.expire_due_requests() == 1

    letters = db.session.scalars(select(Outbox).where(Outbox.kind.like("%expired")).order_by(Outbox.recipient)).all()
    assert [letter.recipient for letter in letters] == ["asked@example.org", "asker@example.org"]
    assert [letter.subject for letter in letters] == [
        f"Your other times for {asker} have lapsed",
        f"Your request to {answerer} has lapsed",
    ]
    said = f"{asker} did not choose one of the other times of {answerer} in time."
    assert [said in letter.body for letter in letters] == [True, True]
    assert "did not answer" not in "".join(letter.body for letter in letters)


def test_the_page_of_who_countered_offers_to_take_the_times_back_and_to_decline(client, event):
    users = factories.user(), factories.user()
    firms = [factories.firm(event, users=[users[0]]), factories.firm(event, "Chongqing", users=[users[1]])]
    made = asked(event, firms)
    services.counter(made, firms[1].id, slots=slots(event)[:1], by=None)
    here = f"/events/{event.slug}/companies/{firms[1].id}"

    page = client.as_user(users[1]).get(f"{here}/requests")
    answer = client.post(f"{here}/meetings/{made}/recall", follow_redirects=True)

    assert ("You proposed other times" in page.text, "You asked" in page.text) == (True, False)
    assert (f"{made}/recall" in page.text, f"{made}/decline" in page.text) == (True, True)
    assert f"{made}/withdrawal" not in page.text
    assert "The request waits for your answer again." in answer.text
    assert meeting(made).awaiting_id == firms[1].id
