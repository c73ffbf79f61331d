"""A request has lapsed from its moment on, also before a job has said so: on pages, in counts and for every act."""

from __future__ import annotations

import datetime as dt

import pytest
from sqlalchemy import select

from app.core.db import db, now, transaction
from app.core.errors import DomainError
from app.core.models import Outbox
from app.dashboard.queries.counts import count_event
from app.events.models import Event
from app.meetings import services
from app.meetings.errors import AlreadyMeeting
from app.meetings.lifecycle import LIVE_STATES, IllegalMeetingMove, MeetingState
from app.meetings.policy import OpenRequestsReached
from app.meetings.queries import lists
from app.meetings.queries.overview import MeetingFilter, get_overview
from app.meetings.services.bulk import BulkAct, run_bulk_act
from app.registrations.queries.hooks import find_partner_meeting
from tests import factories
from tests.meetings.acts import asked, meeting, slots
from tests.support.soundness import faults_of_rows


@pytest.fixture
def people():
    return factories.user(), factories.user()


@pytest.fixture
def firms(event, people):
    sides = ("Singapore", "Chongqing")
    return [factories.firm(event, side, users=[one]) for side, one in zip(sides, people, strict=True)]


def over(made: int) -> int:
    """Its time is over, and no job has come by."""
    with transaction():
        meeting(made).expires_at = now() - dt.timedelta(seconds=1)
    return made


@pytest.fixture
def lapsed(event, firms):
    return over(asked(event, firms))


def test_no_act_of_a_firm_moves_it_on(event, firms, lapsed):
    asker, answerer = (one.id for one in firms)
    acts = (
        lambda: services.accept(lapsed, answerer, by=None),
        lambda: services.accept(lapsed, answerer, by=None, slot_id=slots(event)[0]),
        lambda: services.counter(lapsed, answerer, slots=slots(event)[:1], by=None),
        lambda: services.decline(lapsed, answerer, by=None),
        lambda: services.withdraw(lapsed, asker, by=None),
        lambda: services.withdraw(lapsed, asker, by=None, for_it=True),
    )

    for act in acts:
        with pytest.raises(IllegalMeetingMove) as refused:
            act()
        assert refused.value.details["state"] == MeetingState.EXPIRED

    assert services.expire_due_requests() == 1
    assert meeting(lapsed).state == MeetingState.EXPIRED


def test_other_times_that_have_lapsed_are_not_taken_back_nor_declined_by_who_proposed_them(event, firms):
    made = asked(event, firms)
    services.counter(made, firms[1].id, slots=slots(event)[:1], by=None)
    over(made)

    for act in (services.recall, services.decline):
        with pytest.raises(IllegalMeetingMove):
            act(made, firms[1].id, by=None)


@pytest.mark.parametrize("act", [BulkAct.REMIND, BulkAct.LATER, BulkAct.WITHDRAW])
def test_no_act_of_an_organizer_does(event, lapsed, act):
    by = factories.user().id

    done = run_bulk_act(event.id, act, [lapsed], days=3, by=by, tell=lambda share: False)

    assert (done["done"], done["refused"][str(lapsed)]["code"]) == ([], "illegal_move")
    assert done["refused"][str(lapsed)]["details"]["state"] == "expired"


def test_lists_and_counts_say_that_it_has_lapsed(event, firms, lapsed):
    row = lists.get_company_meeting(firms[1].id, lapsed)

    assert (row.state, row.awaiting_id, row.proposals) == (MeetingState.EXPIRED, None, ())
    assert lists.list_meetings(firms[1].id, *LIVE_STATES) == []
    assert [one.id for one in lists.list_meetings(firms[1].id, MeetingState.EXPIRED)] == [lapsed]
    assert lists.count_waiting_requests(firms[1]) == 0
    assert lists.find_live_meeting(event.id, firms[0].id, firms[1].id) is None
    assert (count_event(event.id).lapsing, count_event(event.id).meetings) == (0, {"expired": 1})
    assert find_partner_meeting(firms[0].id, firms[1].id) is None


@pytest.mark.parametrize(
    ("wanted", "found"),
    [
        ({}, 1),
        ({"states": (MeetingState.REQUESTED,)}, 0),
        ({"states": (MeetingState.EXPIRED,)}, 1),
        ({"time": "without"}, 0),
        ({"lapses": "1"}, 0),
    ],
)
def test_the_organizers_list_finds_it_among_those_that_lapsed(event, lapsed, wanted, found):
    overview = get_overview(event.id, MeetingFilter(**wanted), page=1)

    assert [line.state for line in overview.page.items] == [MeetingState.EXPIRED] * found
    assert (overview.counts.by_state, overview.counts.lapsing) == ({"expired": 1}, 0)


@pytest.mark.parametrize("mine", [0, 1])
def test_either_may_ask_anew_at_once_and_the_first_request_is_said_to_have_lapsed(event, firms, people, lapsed, mine):
    again = services.request_meeting(event.id, firms[mine].id, firms[1 - mine].id, by=people[mine].id)

    assert [meeting(one).state for one in (lapsed, again)] == [MeetingState.EXPIRED, MeetingState.REQUESTED]
    letters = db.session.scalars(select(Outbox.kind).where(Outbox.recipient == people[0].email)).all()
    assert letters.count("meeting.expired") == 1
    assert (services.expire_due_requests(), faults_of_rows()) == (0, [])
    with pytest.raises(AlreadyMeeting):
        services.request_meeting(event.id, firms[0].id, firms[1].id, by=None)


def test_an_organizer_may_arrange_a_meeting_of_the_two_at_once(event, firms, lapsed):
    made = services.arrange(event.id, firms[0].id, firms[1].id, by=factories.user().id, slot_id=slots(event)[0])

    assert [meeting(one).state for one in (lapsed, made)] == [MeetingState.EXPIRED, MeetingState.BOOKED]
    assert faults_of_rows() == []


def test_what_cannot_be_asked_anew_leaves_it_as_it_is(event, firms, lapsed):
    before = meeting(lapsed).version

    with pytest.raises(DomainError):
        services.request_meeting(event.id, firms[0].id, firms[1].id, by=None, slot_id=10**9)

    assert (meeting(lapsed).state, meeting(lapsed).version) == (MeetingState.REQUESTED, before)


@pytest.mark.full
def test_it_counts_against_no_limit_of_open_requests(event, firms):
    with transaction():
        db.session.get_one(Event, event.id).max_open_requests = 1
    others = [factories.firm(event, "Chongqing") for _ in range(2)]
    first = asked(event, firms)
    with pytest.raises(OpenRequestsReached):
        services.request_meeting(event.id, firms[0].id, others[0].id, by=None)

    over(first)

    services.request_meeting(event.id, firms[0].id, others[0].id, by=None)
    assert faults_of_rows() == []
    with pytest.raises(OpenRequestsReached):
        services.request_meeting(event.id, firms[0].id, others[1].id, by=None)


def test_pages_offer_no_answer_and_a_late_click_is_told_that_it_lapsed(client, event, people, firms, lapsed):
    reader = client.as_user(people[1])
    here = f"/events/{event.slug}/companies/{firms[1].id}"

    page = reader.get(f"{here}/requests").text
    late = reader.post(f"{here}/meetings/{lapsed}/acceptance", data={"seen": meeting(lapsed).version})

    assert f"meetings/{lapsed}/acceptance" not in page
    assert f"meetings/{lapsed}/refusal" not in page
    assert "expired" in page
    assert late.status_code == 409
    assert "expired" in late.text
