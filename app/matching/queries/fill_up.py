"""What filling up is computed from: who lacks meetings, who may meet whom and how well they suit each other."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from typing import NamedTuple

from sqlalchemy import select

from app.core.db import db, now
from app.events.models import Event
from app.matching.fill_up import CanMeet, FillUpCompany, PairCandidate
from app.matching.models import Ranking, Suggestion
from app.matching.queries.suggestions import lists_in_ranking
from app.matching.stored_lists import places_without_reasons
from app.meetings.availability import SlotNotFree, get_free_slots, pick_seat
from app.meetings.lifecycle import ENDED_STATES, MeetingState
from app.meetings.models import ONE_TO_ONE, Meeting, is_not_expired
from app.meetings.policy import count_lacking
from app.meetings.queries.availability import load_availability
from app.meetings.queries.history import find_undone_meetings
from app.meetings.queries.policy import count_event_tallies, get_event_limits, get_group_rules, list_participants
from app.registrations.models import Preference, Registration
from app.registrations.states import RegistrationState

BARRING_KINDS = ("never", "hidden", "known")
MET_STATES = (
    MeetingState.REQUESTED,
    MeetingState.AGREED,
    MeetingState.BOOKED,
    MeetingState.HELD,
    MeetingState.MISSED,
    MeetingState.DECLINED,
    MeetingState.CANCELLED,
)
"""A pair that stands in one of these is not proposed again: it meets, has met, or did not want to."""


class CompanyShortfall(NamedTuple):
    """A firm below the least number of meetings; ``waiting``: its own requests without an answer."""

    registration_id: int
    meetings: int
    waiting: int
    lacking: int


@dataclass(frozen=True, slots=True)
class FillUpInput:
    companies: dict[int, FillUpCompany]
    candidates: list[PairCandidate]
    tables: dict[int, int]
    can_meet: CanMeet


def list_shortfalls(event: Event, delegations: Collection[int] | None = None) -> list[CompanyShortfall]:
    """The approved firms (of these delegations) below the event's least number, who lacks most first."""
    ids = approved_company_ids(event, delegations)
    limits, tallies = get_event_limits(event), count_event_tallies(event.id, ids)
    shortfalls = [
        CompanyShortfall(entry, tallies[entry].meetings, tallies[entry].open_requests, lacks)
        for entry in ids
        if (lacks := count_lacking(limits, tallies[entry]))
    ]
    return sorted(shortfalls, key=lambda entry: -entry.lacking)


def approved_company_ids(event: Event, delegations: Collection[int] | None) -> list[int]:
    """The approved firms of an event, or those of these delegations."""
    return [
        row.id
        for row in list_participants(event.id)
        if row.kind == "firm" and row.state == RegistrationState.APPROVED
        if delegations is None or row.delegation_id in delegations
    ]


def get_fill_up_input(event: Event, ranking: Ranking) -> FillUpInput:
    """Companies with their free times, and the pairs of the ranking that may still meet: by the rules, and by what
    either keeps to itself, of which nothing is told."""
    ids = approved_company_ids(event, None)
    hall, moment, limits = load_availability(event, ids), now(), get_event_limits(event)
    companies = {
        registration_id: FillUpCompany(
            registration_id,
            hall.tallies[registration_id].meetings,
            (own := limits.but(hall.tallies[registration_id].own)).least_meetings or 0,
            own.most_meetings,
            get_free_slots(hall.board, hall.parties[registration_id], now=moment),
        )
        for registration_id in ids
    }
    ahead = [slot for slot in hall.board.slots if slot.span.start > moment]
    tables = {slot.id: len(hall.board.tables) - len(hall.board.find_unavailable_tables((slot,))) for slot in ahead}

    def can_meet(company: int, other: int, slot: int) -> bool:
        try:
            pick_seat(hall.board, hall.parties[company], hall.parties[other], slot, now=moment)
        except SlotNotFree:
            return False
        return True

    return FillUpInput(companies, list(_pair_candidates(event, ranking)), tables, can_meet)


def _pair_candidates(event: Event, ranking: Ranking) -> Iterator[PairCandidate]:
    """Pairs worth proposing, by the groups alone and by more than *never*: whom it hid or knows a company may still
    meet. Whether one may be arranged is asked of ``meetings.policy`` when it is."""
    there = select(Registration.id, Registration.group_id).where(
        Registration.event_id == event.id,
        Registration.created_at <= ranking.computed_at,  # a number may be given again to a firm that came later
    )
    groups: dict[int, int | None] = dict(db.session.execute(there).all())
    rules = get_group_rules(event.id)
    out = _excluded_pairs(event.id)
    scores: dict[tuple[int, int], float] = {}
    lists = select(Suggestion.registration_id, Suggestion.places).where(*lists_in_ranking(ranking))
    for firm, packed in db.session.execute(lists):
        for place in places_without_reasons(packed):
            pair = (min(firm, place.other), max(firm, place.other))
            scores[pair] = max(place.score, scores.get(pair, 0.0))
    for pair, score in scores.items():
        company, other = pair
        may_meet = company in groups and other in groups and rules.allows_meeting(groups[company], groups[other])
        if pair not in out and may_meet:
            yield PairCandidate(company, other, score)


def _excluded_pairs(event_id: int) -> set[tuple[int, int]]:
    """Pairs that either keeps apart, and pairs that have met or did not want to; not those whose meetings were undone
    by who had arranged them together."""
    preferences = select(Preference.registration_id, Preference.other_id).where(
        Preference.event_id == event_id, Preference.kind.in_(BARRING_KINDS)
    )
    met = select(Meeting.low_id, Meeting.high_id, Meeting.id, Meeting.state).where(
        Meeting.event_id == event_id, Meeting.kind == ONE_TO_ONE, Meeting.state.in_(MET_STATES), is_not_expired(now())
    )
    undone = find_undone_meetings(event_id)
    stood = [
        (low, high)
        for low, high, number, state in db.session.execute(met)
        if state not in ENDED_STATES or number not in undone
    ]
    return {(min(row), max(row)) for row in (*db.session.execute(preferences), *stood)}
