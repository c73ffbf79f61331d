"""Suggestions as they were computed and as they may be shown now; what companies keep to themselves about others."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Final

from sqlalchemy import ColumnElement, Row, ScalarSelect, or_, select

from app.companies.models import Company
from app.core.db import db
from app.events.models import Event
from app.matching.models import Ranking, Suggestion
from app.matching.profiles import CompanyKey
from app.matching.queries.ranking_input import (
    RANKED_STATES,
    allowed_groups,
    list_ranked_companies,
    pins_of_company,
    reasons_with_quotes,
)
from app.matching.reasons import MatchReason
from app.matching.stored_lists import StoredPlace, find_reasons, places_without_reasons, unpacked_places
from app.matching.weak_lists import EventMarket, is_weak
from app.meetings.policy import MeetingAct, refusals
from app.meetings.queries.policy import count_tallies, list_marks, load_facts_by_partner, load_own_facts
from app.registrations.models import Preference, Registration
from app.registrations.states import RegistrationState

LOOK_AHEAD: Final = 3
"""Where a few are wanted, so many times as many places are looked at first."""


@dataclass(frozen=True)
class SuggestedCompany:
    """One place of a firm's list, with all that a page shows of the other side. Numbers lie in [0, 100]."""

    registration_id: int
    place: int
    score: float
    fit: float
    fit_back: float
    reasons: tuple[MatchReason, ...]
    company: Company
    languages: tuple[str, ...]
    group_id: int


def list_suggestions(
    registration_id: int, ranking: Ranking, *, limit: int | None = None, without: Collection[int] = ()
) -> list[SuggestedCompany]:
    """The list of one company, best first, without those who cannot be asked any more or whom it hid or knows, and
    ``without`` these.

    Who said *never* leaves it just as who can have no further meeting does, so that nobody learns of the one.
    Empty where the event's phase shows no suggestions.
    """
    event = db.session.get_one(Event, ranking.event_id)
    if refusals(load_own_facts(event, MeetingAct.SUGGEST)):
        return []
    packed = _packed_list(registration_id, ranking)
    places = list(enumerate(places_without_reasons(packed) if packed else (), 1))
    left = [each for each in places if each[1].other not in without]
    near = len(left) if limit is None else limit * LOOK_AHEAD
    shown = _askable_places(registration_id, ranking, event, left[:near])
    if limit is not None and len(shown) < limit:
        shown += _askable_places(registration_id, ranking, event, left[near:])
    return _with_reasons(registration_id, packed, shown[:limit])


def _askable_places(
    registration_id: int, ranking: Ranking, event: Event, places: Sequence[tuple[int, StoredPlace]]
) -> list[tuple[int, StoredPlace, Registration, Company]]:
    """Those of these places whose firm can still be asked, each with its firm."""
    if not places:
        return []
    rows = (
        select(Registration, Company)
        .join(Company, Company.id == Registration.company_id)
        .where(
            Registration.id.in_([place.other for _number, place in places]),
            Registration.event_id == ranking.event_id,
            Registration.created_at <= ranking.computed_at,  # a number may be given again to a company that came later
            Registration.state == RegistrationState.APPROVED,
        )
    )
    by_id = {registration.id: (registration, company) for registration, company in db.session.execute(rows)}
    own = db.session.get_one(Registration, registration_id)
    tallies = count_tallies(event.id, [registration_id, *by_id])  # as the page counts them
    out = {
        mark.other_id
        for mark in list_marks(registration_id)
        if mark.registration_id == registration_id and mark.kind in ("hidden", "known")
    }
    facts = load_facts_by_partner(event, MeetingAct.SUGGEST, own, dict.fromkeys(by_id), tallies=tallies)
    return [
        (number, place, *by_id[place.other])
        for number, place in places
        if place.other in by_id and place.other not in out and not refusals(facts[place.other])
    ]


def _with_reasons(
    registration_id: int, packed: bytes, shown: Sequence[tuple[int, StoredPlace, Registration, Company]]
) -> list[SuggestedCompany]:
    if not shown:
        return []
    reasons = find_reasons(packed, {place.other for _number, place, *_company in shown})
    quoted = reasons_with_quotes({(registration_id, other): lines for other, lines in reasons.items()})
    return [
        SuggestedCompany(
            registration_id=registration.id,
            place=number,
            score=place.score,
            fit=place.fit,
            fit_back=place.fit_back,
            reasons=quoted[registration_id, place.other],
            company=company,
            languages=tuple(registration.languages),
            group_id=registration.group_id or 0,
        )
        for number, place, registration, company in shown
    ]


def without_weak_matches(places: Sequence[SuggestedCompany], registration: Registration) -> list[SuggestedCompany]:
    """Those of a firm's suggestions that are no weak match, or that the organizer put first, whatever their score."""
    if not any(is_weak(place.score) for place in places):
        return list(places)
    pins = pins_of_company(registration)
    return [place for place in places if not is_weak(place.score) or pins.get(place.registration_id) == "up"]


def list_first_places(ranking: Ranking, count: int) -> list[tuple[int, int]]:
    """Who is suggested whom in the first places of all lists; all first places, then all second ones."""
    lists = select(Suggestion.registration_id, Suggestion.places).where(*lists_in_ranking(ranking))
    pairs = [
        (number, registration_id, place.other)
        for registration_id, packed in db.session.execute(lists)
        for number, place in enumerate(places_without_reasons(packed)[:count])
    ]
    return [(registration_id, other) for _, registration_id, other in sorted(pairs)]


def _packed_list(registration_id: int, ranking: Ranking) -> bytes:
    """What was computed for a firm, packed; nothing for one that takes no part any more."""
    chosen = (
        select(Suggestion.places)
        .join(Registration, Registration.id == Suggestion.registration_id)
        .where(
            Suggestion.registration_id == registration_id,
            *lists_in_ranking(ranking),
            Registration.state.in_(RANKED_STATES),
        )
    )
    return db.session.scalar(chosen) or b""


def lists_in_ranking(ranking: Ranking) -> tuple[ColumnElement[bool], ...]:
    return lists_at_version(ranking.event_id, ranking.version)


def lists_at_version(event_id: int, version: int | ScalarSelect[int]) -> tuple[ColumnElement[bool], ...]:
    """Of lists: those of the ranking of that version."""
    return (
        Suggestion.event_id == event_id,
        Suggestion.since <= version,
        or_(Suggestion.until.is_(None), Suggestion.until > version),
    )


def get_reasons_between(
    event_id: int, version: int, pairs: Collection[tuple[int, int]]
) -> dict[tuple[int, int], tuple[MatchReason, ...]]:
    """(firm, other) → why the other suits it, for the pairs either way round, as far as the ranking of that version is
    still kept; two queries at most."""
    others_of: dict[int, set[int]] = defaultdict(set)
    for company, other in pairs:
        others_of[company].add(other)
        others_of[other].add(company)
    lists = select(Suggestion.registration_id, Suggestion.places).where(
        *lists_at_version(event_id, version), Suggestion.registration_id.in_(others_of)
    )
    return reasons_with_quotes(
        {
            (company, other): reasons
            for company, packed in db.session.execute(lists)
            for other, reasons in find_reasons(packed, others_of[company]).items()
        }
    )


def list_widened_places(ranking: Ranking) -> list[tuple[int, int, int, float]]:
    """(company, other, place, score) where the other stands in the list of the company though somebody who scores
    higher is left out for it; by list and place, one query."""
    lists = select(Suggestion.registration_id, Suggestion.places).where(*lists_in_ranking(ranking))
    return [
        (registration_id, place.other, number, place.score)
        for registration_id, packed in db.session.execute(lists.order_by(Suggestion.registration_id))
        for number, place in enumerate(places_without_reasons(packed), 1)
        if place.widened
    ]


def get_market(event_id: int) -> EventMarket:
    """All firms that stand in the ranking, by the ids of their registrations, as their profiles are now."""
    return EventMarket(tuple(list_ranked_companies(event_id)), allowed_groups(event_id))


def get_lists(ranking: Ranking) -> dict[CompanyKey, tuple[StoredPlace, ...]]:
    """Registration → its list as it was computed, the best first."""
    lists = select(Suggestion.registration_id, Suggestion.places).where(*lists_in_ranking(ranking))
    return {company: unpacked_places(packed) for company, packed in db.session.execute(lists)}


def get_scores(ranking: Ranking) -> dict[CompanyKey, list[float]]:
    """Registration → the scores in its list, the best first."""
    lists = select(Suggestion.registration_id, Suggestion.places).where(*lists_in_ranking(ranking))
    return {
        company: [place.score for place in places_without_reasons(packed)]
        for company, packed in db.session.execute(lists)
    }


def list_preferences(registration: Registration) -> Sequence[Row[str, str | None, int, Company]]:
    """All that a firm keeps to itself about others and that is not sealed (``kind``, ``because``, ``other_id``,
    ``Company``), the newest first."""
    rows = (
        select(Preference.kind, Preference.because, Preference.other_id, Company)
        .join(Registration, Registration.id == Preference.other_id)
        .join(Company, Company.id == Registration.company_id)
        .where(Preference.registration_id == registration.id, ~Preference.sealed)
        .order_by(Preference.id.desc())
    )
    return db.session.execute(rows).all()


def saved_registration_ids(registration: Registration) -> frozenset[int]:
    """The registrations that a firm saved for later."""
    return frozenset(
        mark.other_id
        for mark in list_marks(registration.id)
        if mark.registration_id == registration.id and mark.kind == "saved" and not mark.sealed
    )


def list_wants(event_id: int) -> list[tuple[int, int]]:
    """Who wants whom, of approved companies whose want is no request yet; the first to want first."""
    rows = (
        select(Preference.registration_id, Preference.other_id)
        .join(Registration, Registration.id == Preference.registration_id)
        .where(
            Preference.event_id == event_id,
            Preference.kind == "wanted",
            Registration.state == RegistrationState.APPROVED,
        )
        .order_by(Preference.id)
    )
    return [(registration_id, other_id) for registration_id, other_id in db.session.execute(rows)]
