"""What the organizer's home has a database count is what its rows say, one firm at a time."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from random import Random

import pytest
from sqlalchemy import select

from app.core.db import db, transaction
from app.dashboard.charts import SectorCrossing
from app.dashboard.queries.counts import (
    ACTIVE_STATES,
    count_event,
    crossing_of,
    meeting_pairs,
    meetings_per_company,
    quiet_companies,
)
from app.meetings.lifecycle import MeetingState
from app.meetings.models import GROUP, Meeting, MeetingParty
from app.meetings.policy import COUNTED_STATES
from app.registrations.models import Consent
from app.registrations.queries.consents import get_consents, is_consent_given
from app.registrations.states import RegistrationState
from tests import factories
from tests.meetings.motley import motley_meetings

AT = dt.datetime(2032, 2, 1, 8, 0, tzinfo=dt.UTC)
SECTIONS = {"5210": "H", "6419": "L", "1010": "C"}


@pytest.fixture(params=range(3))
def dice(request):
    return Random(request.param)


@pytest.fixture
def firms(event, dice):
    made = [_firm(event, dice) for _ in range(24)]
    motley_meetings(event, made, dice, pairs=20, groups=4)
    elsewhere = factories.event()
    motley_meetings(elsewhere, [_firm(elsewhere, dice) for _ in range(4)], dice, pairs=4, groups=1)
    return made


def _firm(event, dice):
    states = [RegistrationState.APPROVED] * 4 + [RegistrationState.SUBMITTED, RegistrationState.CANCELLED]
    sectors = {kind: dice.sample(sorted(SECTIONS), dice.choice([0, 1, 2])) for kind in ("is_in", "offers")}
    made = factories.firm(
        event,
        dice.choice(["Singapore", "Chongqing"]),
        state=dice.choice(states),
        company_values={"sectors": sectors},
    )
    for _ in range(dice.choice([0, 1, 2, 3])):
        _say(made, dice)
    return made


def _say(firm, dice):
    """Words come in any order: a paper may be keyed in after a firm has spoken again."""
    said_at = AT + dt.timedelta(days=dice.choice([0, 1, 2]))
    taken_back = said_at + dt.timedelta(days=1) if dice.random() < 0.3 else None
    with transaction() as session:
        session.add(
            Consent(
                event_id=firm.event_id,
                registration_id=firm.id,
                purpose=dice.choice(["attendee_list", "attendee_list", "partners"]),
                given=dice.random() < 0.7,
                at=said_at,
                withdrawn_at=taken_back,
                text_version="1",
                text_hash="0" * 64,
                language="en",
                source="self",
            )
        )


def approved(firms):
    return [one for one in firms if one.state == RegistrationState.APPROVED]


def meetings_of(event, firm, states):
    """Those of these states at which it sits."""
    found = []
    for meeting in db.session.scalars(select(Meeting).where(Meeting.event_id == event.id)):
        parties = db.session.scalars(select(MeetingParty).where(MeetingParty.meeting_id == meeting.id))
        if meeting.kind == GROUP:
            sits = any(
                one.registration_id == firm.id and (one.side == "asker" or one.answer == "accepted") for one in parties
            )
        else:
            sits = firm.id in (meeting.low_id, meeting.high_id)
        if sits and meeting.state in states:
            found.append(meeting)
    return found


@pytest.mark.full
def test_firms_that_meet_nobody_are_those_without_a_meeting_or_a_request(event, firms):
    quiet = {one.id for one in approved(firms) if not meetings_of(event, one, ACTIVE_STATES)}

    assert {one.id for one in quiet_companies(event.id, "en")} == quiet
    assert count_event(event.id).quiet == len(quiet) > 0


@pytest.mark.full
def test_firms_off_the_list_are_those_whose_newest_word_is_not_yes(event, firms):
    unlisted = [one for one in approved(firms) if not is_consent_given(get_consents(one, None)["attendee_list"])]

    assert count_event(event.id).unlisted == len(unlisted)
    assert 0 < len(unlisted) < len(approved(firms))


@pytest.mark.full
def test_firms_and_delegations_are_counted_of_this_event_alone(event, firms):
    factories.delegation(event)
    factories.event_role(event)
    factories.event_role(factories.event())

    found = count_event(event.id)

    assert found.companies == Counter(one.state for one in firms)
    assert (found.delegations, found.desk) == (1, 1)


@pytest.mark.full
def test_each_firm_has_the_meetings_at_which_it_sits(event, firms):
    assert meetings_per_company(event.id) == {
        one.id: len(meetings_of(event, one, COUNTED_STATES)) for one in approved(firms)
    }


@pytest.mark.full
def test_who_meets_whom_is_counted_by_the_sections_of_both(event, firms):
    sections = {one.id: {SECTIONS[code.code] for code in one.company.sectors if code.kind == "is_in"} for one in firms}
    cells: Counter[frozenset[str]] = Counter()
    for meeting in db.session.scalars(select(Meeting).where(Meeting.event_id == event.id, Meeting.kind != GROUP)):
        if meeting.state in (MeetingState.AGREED, MeetingState.BOOKED, MeetingState.HELD):
            low, high = (sections[one] or {""} for one in (meeting.low_id, meeting.high_id))
            cells.update({frozenset((one, other)) for one in low for other in high})

    found = crossing_of(
        event.id, meeting_pairs(event.id, (MeetingState.AGREED, MeetingState.BOOKED, MeetingState.HELD))
    )

    assert _either_way(found) == cells


def _either_way(found: SectorCrossing) -> Counter[frozenset[str]]:
    """Cells by the two sections, whichever is the row; where all meetings are between two sides each stands once."""
    cells: Counter[frozenset[str]] = Counter()
    for (row, column), count in found.cells.items():
        if found.sides is not None or row <= column:
            cells[frozenset((row, column))] += count
    return cells
