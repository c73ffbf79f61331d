"""The list of one firm, as it was computed and as it may be shown now."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Final

from sqlalchemy import ColumnElement, ScalarSelect, or_, select

from app.companies.models import Company
from app.core.db import db
from app.events.models import Event
from app.events.phases import BookingMode, EventAct, Phase, is_allowed
from app.matching.models import Ranking, Suggestion
from app.matching.packed import Place, reasons_in, without_reasons
from app.matching.queries.basis import RANKED, pinned_for
from app.matching.queries.texts import with_quotes
from app.matching.reasons import Reason
from app.matching.weak import is_weak
from app.meetings.queries.tallies import full_among, tallies_of
from app.registrations.models import Preference, Registration
from app.registrations.states import RegistrationState

NEAR: Final = 3
"""Where a few are wanted, so many times as many places are looked at first."""


@dataclass(frozen=True)
class SuggestedFirm:
    """One place of a firm's list, with all that a page shows of the other side. Numbers lie in [0, 100]."""

    registration_id: int
    place: int
    score: float
    fit: float
    fit_back: float
    reasons: tuple[Reason, ...]
    company: Company
    languages: tuple[str, ...]
    group_id: int


def suggestions_for(
    registration_id: int, ranking: Ranking, *, limit: int | None = None, without: Collection[int] = ()
) -> list[SuggestedFirm]:
    """The list of one firm, best first, without those who cannot be asked any more or whom it hid or knows, and
    ``without`` these.

    Who said *never* leaves it just as who can have no further meeting does, so that nobody learns of the one.
    Empty where the event's phase shows no suggestions.
    """
    event = db.session.get_one(Event, ranking.event_id)
    if not is_allowed(Phase(event.phase), EventAct.SEE_SUGGESTIONS, BookingMode(event.booking_mode)):
        return []
    packed = _list_of(registration_id, ranking)
    places = list(enumerate(without_reasons(packed) if packed else (), 1))
    left = [each for each in places if each[1].other not in without]
    near = len(left) if limit is None else limit * NEAR
    shown = _askable(registration_id, ranking, event, left[:near])
    if limit is not None and len(shown) < limit:
        shown += _askable(registration_id, ranking, event, left[near:])
    return _told(registration_id, packed, shown[:limit])


def _askable(
    registration_id: int, ranking: Ranking, event: Event, places: Sequence[tuple[int, Place]]
) -> list[tuple[int, Place, Registration, Company]]:
    """Those of these places whose firm can still be asked, each with its firm."""
    if not places:
        return []
    gone = select(Preference.other_id).where(
        Preference.registration_id == registration_id, Preference.kind.in_(("never", "hidden", "known"))
    )
    barring = select(Preference.registration_id).where(
        Preference.other_id == registration_id, Preference.kind == "never"
    )
    rows = (
        select(Registration, Company)
        .join(Company, Company.id == Registration.company_id)
        .where(
            Registration.id.in_([place.other for _number, place in places]),
            Registration.event_id == ranking.event_id,
            Registration.created_at <= ranking.computed_at,  # a number may be given again to a firm that came later
            Registration.state == RegistrationState.APPROVED,
            Registration.id.not_in(gone),
            Registration.id.not_in(barring),
        )
    )
    found = {registration.id: (registration, company) for registration, company in db.session.execute(rows)}
    full = full_among(event, tallies_of(event.id, [registration_id, *found]))  # as the page counts them
    return [
        (number, place, *found[place.other])
        for number, place in places
        if place.other in found and place.other not in full
    ]


def _told(
    registration_id: int, packed: bytes, shown: Sequence[tuple[int, Place, Registration, Company]]
) -> list[SuggestedFirm]:
    """With the reasons."""
    if not shown:
        return []
    reasons = reasons_in(packed, {place.other for _number, place, *_firm in shown})
    quoted = with_quotes({(registration_id, other): told for other, told in reasons.items()})
    return [
        _suggested(number, place._replace(reasons=quoted[registration_id, place.other]), registration, company)
        for number, place, registration, company in shown
    ]


def without_weak(places: Sequence[SuggestedFirm], registration: Registration) -> list[SuggestedFirm]:
    """Those of a firm's suggestions that are no weak match, or that the organizer put first, whatever their score."""
    if not any(is_weak(place.score) for place in places):
        return list(places)
    pins = pinned_for(registration)
    return [place for place in places if not is_weak(place.score) or pins.get(place.registration_id) == "up"]


def first_places(ranking: Ranking, count: int) -> list[tuple[int, int]]:
    """Who is suggested whom in the first places of all lists; all first places, then all second ones."""
    lists = select(Suggestion.registration_id, Suggestion.places).where(*shown_in(ranking))
    pairs = [
        (number, registration_id, place.other)
        for registration_id, packed in db.session.execute(lists)
        for number, place in enumerate(without_reasons(packed)[:count])
    ]
    return [(registration_id, other) for _, registration_id, other in sorted(pairs)]


def _list_of(registration_id: int, ranking: Ranking) -> bytes:
    """What was computed for a firm, packed; nothing for one that takes no part any more."""
    chosen = (
        select(Suggestion.places)
        .join(Registration, Registration.id == Suggestion.registration_id)
        .where(Suggestion.registration_id == registration_id, *shown_in(ranking), Registration.state.in_(RANKED))
    )
    return db.session.scalar(chosen) or b""


def shown_in(ranking: Ranking) -> tuple[ColumnElement[bool], ...]:
    return shown_at(ranking.event_id, ranking.version)


def shown_at(event_id: int, version: int | ScalarSelect[int]) -> tuple[ColumnElement[bool], ...]:
    """Of lists: those of the ranking of that version."""
    return (
        Suggestion.event_id == event_id,
        Suggestion.since <= version,
        or_(Suggestion.until.is_(None), Suggestion.until > version),
    )


def _suggested(number: int, place: Place, registration: Registration, company: Company) -> SuggestedFirm:
    return SuggestedFirm(
        registration_id=registration.id,
        place=number,
        score=place.score,
        fit=place.fit,
        fit_back=place.fit_back,
        reasons=place.reasons,
        company=company,
        languages=tuple(registration.languages),
        group_id=registration.group_id or 0,
    )


def reasons_between(
    event_id: int, version: int, pairs: Collection[tuple[int, int]]
) -> dict[tuple[int, int], tuple[Reason, ...]]:
    """(firm, other) → why the other suits it, for the pairs either way round, as far as the ranking of that version is
    still kept; two queries at most."""
    wanted: dict[int, set[int]] = defaultdict(set)
    for one, other in pairs:
        wanted[one].add(other)
        wanted[other].add(one)
    lists = select(Suggestion.registration_id, Suggestion.places).where(
        *shown_at(event_id, version), Suggestion.registration_id.in_(wanted)
    )
    return with_quotes(
        {
            (firm, other): reasons
            for firm, packed in db.session.execute(lists)
            for other, reasons in reasons_in(packed, wanted[firm]).items()
        }
    )
