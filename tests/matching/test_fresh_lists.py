"""After any sequence of changes each list is, byte by byte, what ranking all firms from nothing would store."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from random import Random

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import delete, select, update

from app.companies.models import CompanySector
from app.core.db import db, transaction
from app.events.models import Event, GroupRule
from app.events.signals import event_rules_changed
from app.matching import services
from app.matching.exposure import DEFAULT_EXPOSURE
from app.matching.list_composition import PinKind
from app.matching.models import Suggestion
from app.matching.packing import packed_lists
from app.matching.parameters import LIST_LENGTH
from app.matching.queries.ranking_input import get_ranking_input
from app.matching.queries.rankings import get_latest_ranking
from app.matching.ranking import rank_companies
from app.matching.sector_arrays import rarity_from_json
from app.matching.services import adjustments, ranking
from app.meetings.errors import AcceptsNoMeetings, CannotRequest
from app.meetings.lifecycle import MeetingState
from app.meetings.models import Meeting
from app.meetings.signals import meeting_changed
from app.registrations.models import Registration
from app.registrations.services import consents
from app.registrations.signals import profile_saved, registration_approved, registration_cancelled
from tests import factories

CODES = ["5210", "5224", "6419", "2720", "1010", "52", "27"]
SIDES = ["Singapore", "Chongqing"]


@pytest.fixture
def grown(app, monkeypatch):
    monkeypatch.setattr(ranking, "RARITY_FROZEN_FROM", 4)  # any event is large enough to keep its count of sectors


def stored(event):
    shown = select(Suggestion.registration_id, Suggestion.places).where(
        Suggestion.event_id == event.id, Suggestion.until.is_(None)
    )
    return {row.registration_id: row.places for row in db.session.execute(shown)}


def from_nothing(event):
    """Of the firms as they stand in the database, in another order than they were read in."""
    basis, latest = get_ranking_input(event.id), get_latest_ranking(event.id)
    assert latest is not None
    found = rank_companies(
        reversed(basis.companies),
        basis.allowed,
        basis.barred,
        unshown=basis.unshown,
        places=LIST_LENGTH,
        frozen=rarity_from_json(latest.rarity),
        exposure=DEFAULT_EXPOSURE,
        pins={pair: PinKind(kind) for pair, kind in basis.pins.items()},
    )
    return dict(packed_lists(found, ranking.STORED_REASONS))


def some(draw: Random):
    return {kind: draw.sample(CODES, draw.randint(0, 2)) for kind in ("offers", "seeks")}


def comes(event: Event, draw: Random):
    made = factories.firm(event, draw.choice(SIDES), company_values={"sectors": some(draw)})
    consents.save_consents(made, {"attendee_list": True}, language="en", source="self", by=None)
    with transaction():
        registration_approved.send(made)


def two_of(event: Event, draw: Random) -> list[Registration]:
    there = select(Registration).where(Registration.event_id == event.id, Registration.state == "approved")
    found = db.session.scalars(there.order_by(Registration.id)).all()
    return draw.sample(found, 2) if len(found) > 1 else [*found, *found]


def saves_its_profile(event: Event, draw: Random):
    one = two_of(event, draw)[0]
    with transaction() as session:
        session.execute(delete(CompanySector).where(CompanySector.company_id == one.company_id))
        for kind, codes in some(draw).items():
            session.add_all(CompanySector(company_id=one.company_id, code=code, kind=kind) for code in codes)
        profile_saved.send(one)


def takes_a_consent_back(event: Event, draw: Random):
    consents.withdraw_consents(two_of(event, draw)[0], "attendee_list", people=(), by=None)


def goes(event: Event, draw: Random):
    one = two_of(event, draw)[0]
    with transaction() as session:
        session.execute(update(Registration).where(Registration.id == one.id).values(state="cancelled"))
        registration_cancelled.send(one)


def keeps_something_to_itself(event: Event, draw: Random):
    one, other = two_of(event, draw)
    if one is not other:
        kind = draw.choice(["never", "hidden", "known"])
        if draw.random() < 1 / 2:
            services.set_preference(one, other.id, kind, by=None, because=draw.choice(["competitor", "field", None]))
        else:
            services.delete_preference(one, other.id, kind, by=None)


def a_rule_comes_or_goes(event: Event, draw: Random):
    side = draw.choice(event.groups).id
    with transaction() as session:
        within = session.scalar(select(GroupRule).where(GroupRule.from_id == side, GroupRule.to_id == side))
        if within is None:
            session.add(GroupRule(event_id=event.id, from_id=side, to_id=side))
        else:
            session.delete(within)
        session.flush()
        event_rules_changed.send(event)


def two_meet(event: Event, draw: Random):
    one, other = sorted(two_of(event, draw), key=lambda firm: firm.id)
    if one is other:
        return
    with transaction() as session:
        held = Meeting(event_id=event.id, low_id=one.id, high_id=other.id, asker_id=one.id, state=MeetingState.HELD)
        held.slot_id = event.slots[0].id
        session.add(held)
        session.flush()
        meeting_changed.send(held)


def a_pair_is_pinned_or_not(event: Event, draw: Random):
    one, other = two_of(event, draw)
    kind = draw.choice(["up", "up", "down", None])
    if one is not other and kind:
        with suppress(CannotRequest, AcceptsNoMeetings):
            adjustments.pin_pair(event, one.id, other.id, kind, by=None)
    elif one is not other:
        adjustments.unpin_pair(event, one.id, other.id, by=None)


EDITS: list[Callable[[Event, Random], None]] = [
    comes,
    saves_its_profile,
    takes_a_consent_back,
    goes,
    keeps_something_to_itself,
    a_rule_comes_or_goes,
    two_meet,
    a_pair_is_pinned_or_not,
]


@pytest.mark.full
@pytest.mark.parametrize("first", EDITS, ids=lambda edit: edit.__name__)
def test_each_kind_of_change_shows_in_all_lists_that_it_touches(grown, first):
    event, draw = factories.event(), Random(3)
    for _ in range(4):
        comes(event, draw)

    first(event, draw)

    assert stored(event) == from_nothing(event)


@pytest.mark.parametrize("examples", [6, pytest.param(60, marks=pytest.mark.full)])
def test_any_sequence_of_changes_leaves_the_lists_that_ranking_from_nothing_gives(grown, examples):
    @settings(
        max_examples=examples,
        deadline=None,
        suppress_health_check=list(HealthCheck),
        derandomize=True,
    )
    @given(st.lists(st.sampled_from(EDITS), min_size=3, max_size=10), st.randoms(use_true_random=False))
    def check(edits: list[Callable[[Event, Random], None]], draw: Random) -> None:
        event = factories.event()
        for _ in range(3):
            comes(event, draw)
        for edit in edits:
            edit(event, draw)

        assert stored(event) == from_nothing(event)

    check()
