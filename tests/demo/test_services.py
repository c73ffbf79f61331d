"""The model event as it is built: all of the story, on both databases, and never beside real data."""

from __future__ import annotations

from collections import Counter
from datetime import date, time, timedelta

import pytest
from psycopg.errors import DeadlockDetected
from sqlalchemy import func, select
from sqlalchemy.exc import OperationalError

from app.accounts.models import Organisation, User
from app.companies.models import CompanyUser
from app.core.clock import local_to_utc, to_zone
from app.core.db import db, now
from app.core.models import DigestLine, JobRun, Outbox
from app.day.models import Arrival, CheckIn, HallBoard
from app.day.paper.models import PaperRun
from app.demo.services import OtherEventExists, build_model_event, participants
from app.events.models import Event, Group, Slot
from app.lists.queries.publicity import public_companies
from app.matching.models import Suggestion
from app.meetings.lifecycle import MeetingState
from app.meetings.models import Claim, Meeting, MeetingParty
from app.meetings.services import expire_due_requests, finish_due_meetings
from app.outcomes.queries.verdicts import verdicts_of_event
from app.outcomes.services.reports import create_report
from app.outcomes.stages import OutcomeStage, OutcomeStanding
from app.registrations.models import CompanyLink, Consent, Registration, Representative
from app.registrations.queries.directory import DirectoryFilter
from app.registrations.states import RegistrationState
from tests import factories
from tests.support.models import build_in
from tests.support.soundness import faults_of_rows

HOURS = (time(6, 57), time(12, 59), time(22))
"""When the event that is on is built, on the clocks of its place."""
ALWAYS = {
    MeetingState.REQUESTED,
    MeetingState.AGREED,
    MeetingState.DECLINED,
    MeetingState.WITHDRAWN,
    MeetingState.EXPIRED,
    MeetingState.CANCELLED,
}


def count(*conditions):
    return db.session.scalar(select(func.count()).where(*conditions)) or 0


def by_state():
    return Counter(db.session.scalars(select(Meeting.state)))


def unsound():
    """What the doctor finds; jobs wait for workers, of which none runs here."""
    return [fault.says for fault in faults_of_rows() if fault.code != "job_silent"]


def leave_their_tables(event):
    """The firms of the side that sits which meet one to one at more than one table: fewer tables than firms or not."""
    side = select(Group.id).where(Group.event_id == event.id, Group.seated.is_(True))
    sat = (
        select(Registration.id)
        .join(Meeting, Registration.id.in_((Meeting.low_id, Meeting.high_id)))
        .join(Claim, (Claim.meeting_id == Meeting.id) & Claim.table_id.is_not(None))
        .where(Registration.group_id.in_(side))
        .group_by(Registration.id)
    )
    assert len(db.session.scalars(sat).all()) > len(event.tables)
    return db.session.scalars(sat.having(func.count(Claim.table_id.distinct()) > 1)).all()


def states():
    return set(db.session.scalars(select(Meeting.state).distinct()))


@pytest.mark.full
@pytest.mark.databases("sqlite")
def test_the_event_that_firms_book(model_in):
    event = model_in("booking")

    assert (event.slug, event.zone, event.is_demo, event.phase) == ("lianglu-cuntan", "Asia/Shanghai", True, "booking")
    assert event.days[0].day == to_zone(now(), event.zone).date() + timedelta(days=16)
    assert states() == {*ALWAYS, MeetingState.BOOKED}
    assert count(Registration.kind == "firm") == 84
    assert count(Registration.kind == "firm", Registration.delegation_id.is_not(None), _approved()) >= 30
    assert set(db.session.scalars(select(Registration.state).distinct())) == set(RegistrationState)
    assert count(Registration.kind == "guest") == 7
    assert count(Suggestion.until.is_(None)) > 70
    assert count(CompanyLink.claimed_at.is_not(None)) >= 1
    let_in = select(Registration.id).join(CompanyUser, CompanyUser.company_id == Registration.company_id)
    assert count(CompanyLink.registration_id.in_(let_in), CompanyLink.claimed_at.is_(None)) == 0
    assert count(Representative.user_id.is_not(None)) == count(CompanyUser.id > 0)
    assert count(Outbox.state.not_in(("sent", "dropped"))) == 0
    assert count(DigestLine.state == "gathered", DigestLine.body != "") == 0
    consenting = select(Consent.registration_id).where(Consent.purpose == "attendee_list", Consent.given)
    assert count(Registration.id.in_(consenting), _approved()) >= 60
    assert public_companies(event, DirectoryFilter(), "", page=1, language="en").page.total >= 40
    claims = select(func.count(Claim.id), func.count(Claim.interpreter_id)).join(
        Meeting, Meeting.id == Claim.meeting_id
    )
    pairs = claims.where(Meeting.state == MeetingState.BOOKED, Meeting.kind == "one_to_one")
    per_meeting = db.session.execute(pairs.group_by(Meeting.id)).all()
    assert {(count, interpreted) for count, interpreted in per_meeting} == {(3, 0), (4, 1)}
    assert count(Claim.meeting_id.in_(select(Meeting.id).where(Meeting.state != MeetingState.BOOKED))) == 0

    assert count(MeetingParty.seat.is_not(None)) == 2
    assert leave_their_tables(event) == []
    assert unsound() == []
    meetings = count(Meeting.id > 0)
    assert build_model_event("booking").id == event.id
    assert count(Meeting.id > 0) == meetings


@pytest.mark.full
@pytest.mark.databases("sqlite", "postgresql")
def test_a_build_that_breaks_off_leaves_nothing_and_one_that_a_deadlock_ended_is_done_again(app, monkeypatch):
    attempts = []

    def break_off(*_given):
        attempts.append(count(Event.id > 0))
        raise OperationalError("UPDATE", {}, DeadlockDetected()) if len(attempts) == 1 else ZeroDivisionError

    monkeypatch.setattr(participants, "record_consents", break_off)

    with pytest.raises(ZeroDivisionError):
        build_model_event("booking")

    assert attempts == [1, 1]
    left = [count(kept.id > 0) for kept in (Event, Registration, User, Organisation, Outbox, DigestLine, JobRun)]
    assert left == [0] * 7


@pytest.mark.full
@pytest.mark.databases("sqlite")
@pytest.mark.parametrize("rare", ["planning", "closed"])
def test_one_that_is_planned_has_no_times_yet_and_one_that_is_over_tells_what_came_of_it(model_in, rare):
    event = model_in(rare)

    if rare == "planning":
        assert states() == ALWAYS
        assert count(Claim.id > 0) == 0
    else:
        assert states() == {*ALWAYS, MeetingState.HELD, MeetingState.MISSED} - {MeetingState.REQUESTED}
        check_the_day(event, held=60)
        assert unsound() == []


@pytest.mark.full
@pytest.mark.databases("postgresql")
@pytest.mark.parametrize("built_at", HOURS, ids=str)
def test_while_it_is_on_what_is_over_was_held_and_the_rest_lies_ahead_at_any_hour(app, built_at):
    app.config["CLOCK"] = lambda: local_to_utc(date(2032, 3, 18), built_at, "Asia/Shanghai")
    build_in(app, "running")
    event, told = db.session.scalars(select(Event)).one(), by_state()
    expire_due_requests(), finish_due_meetings()

    assert by_state() == told
    assert set(told) == {*ALWAYS, MeetingState.BOOKED, MeetingState.HELD, MeetingState.MISSED}
    assert min(told[MeetingState.REQUESTED], told[MeetingState.BOOKED], told[MeetingState.HELD]) >= 5
    assert (told[MeetingState.MISSED], date(2032, 3, 18) in [day.day for day in event.days]) == (1, True)
    over, ahead = (Slot.ends_at <= now(), Slot.ends_at > now())
    timed = select(Meeting.state).join(Slot, Slot.id == Meeting.slot_id)
    assert set(db.session.scalars(timed.where(ahead))) & {MeetingState.HELD, MeetingState.MISSED} == set()
    assert set(db.session.scalars(timed.where(over))) & {MeetingState.REQUESTED, MeetingState.BOOKED} == set()
    assert count(Outbox.state.not_in(("sent", "dropped"))) == 0
    assert len(list(app.config["SETTINGS"].outbox.glob("*.eml"))) == count(Outbox.state == "sent")
    check_the_day(event, held=told[MeetingState.HELD])
    assert unsound() == []


def check_the_day(event, *, held):
    """Doors, papers, screens; of what was held something stands in every way in which two sides can."""
    f = create_report(event, None, None).figures
    assert f.due.value == f.held.value + f.missed.value + _ahead()
    assert f.held.value >= held
    came = select(func.count(CheckIn.representative_id.distinct())).where(CheckIn.undone_at.is_(None))
    assert f.people.value == (db.session.scalar(came) or 0) > 60
    assert count(CheckIn.greeted_by.is_not(None)) > 0
    assert (count(HallBoard.id > 0), count(PaperRun.finished_at.is_not(None))) == (3, 5)
    assert count(Arrival.settled_at.is_(None)) == (2 if event.phase == "running" else 0)
    assert min(f.stages[one].value for one in (OutcomeStage.FOLLOW_UP, OutcomeStage.INTENT, OutcomeStage.SIGNED)) > 0
    assert {one.currency for one in f.amounts} == {"CNY", "SGD"}
    assert 0 < sum(one.confirmed for one in f.amounts) < sum(one.claimed for one in f.amounts)
    standings = {one.standing for one in verdicts_of_event(event.id).values()}
    assert standings >= {
        OutcomeStanding.AGREED,
        OutcomeStanding.DIFFERS,
        OutcomeStanding.WAITS,
        OutcomeStanding.CONFIRMED,
    }


def _ahead():
    """Pairs that have a time ahead, of a group the host with each guest."""
    booked = select(Meeting.id).where(Meeting.state == MeetingState.BOOKED)
    groups = MeetingParty.seat.is_not(None), MeetingParty.meeting_id.in_(booked)
    return count(Meeting.state == MeetingState.BOOKED, Meeting.kind == "one_to_one") + count(*groups)


def test_beside_another_event_it_is_refused_and_nothing_is_written(app):
    factories.event()

    with pytest.raises(OtherEventExists):
        build_model_event("booking")

    assert count(Event.is_demo) == 0


def _approved():
    return Registration.state == RegistrationState.APPROVED
