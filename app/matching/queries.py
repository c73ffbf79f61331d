"""What the ranking reads, and the lists it made; a constant number of queries each."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, case, or_, select

from app.companies.models import Company, CompanyCertificate, CompanySector
from app.companies.profile import Goal, Profile
from app.db import db
from app.events.models import Event, GroupRule
from app.events.phases import Act, BookingMode, Phase, allows
from app.floor.models import JobRun
from app.matching.firm import Firm
from app.matching.freshness import is_behind
from app.matching.models import ProfileGain, Ranking, Suggestion
from app.matching.packed import Place, unpacked
from app.matching.reasons import Reason
from app.meetings.lifecycle import State
from app.meetings.models import Meeting
from app.meetings.queries.boards import full_among
from app.registrations.models import Preference, Registration
from app.registrations.queries.expiring import still_valid
from app.registrations.queries.profiles import audiences_of
from app.registrations.states import RegistrationState

RANKED = (RegistrationState.DRAFT, RegistrationState.SUBMITTED, RegistrationState.APPROVED)
"""Who stands in the ranking: those who take part and those who are about to, so that a firm sees its partners while it
still writes its profile. Only approved ones are shown to others and can be asked."""
BARRING = ("never", "hidden", "known")


@dataclass(frozen=True)
class Basis:
    """All that a ranking is computed from."""

    firms: list[Firm]
    allowed: frozenset[tuple[int, int]]
    barred: list[tuple[int, int]]


def basis_of(event_id: int) -> Basis:
    """Firms with their profiles, who may be shown to whom, and the pairs that are not to be shown."""
    return Basis(_firms(event_id), _allowed(event_id), _barred(event_id))


def latest_ranking(event_id: int) -> Ranking | None:
    """The newest ranking of an event."""
    return db.session.scalar(
        select(Ranking).where(Ranking.event_id == event_id).order_by(Ranking.version.desc()).limit(1)
    )


def awaits_ranking(registration: Registration, ranking: Ranking | None) -> bool:
    """Whether the firm's profile is newer than the ranking, and the next one is on its way."""
    job = running_job(registration.event_id)
    return registration.company is not None and is_behind(
        saved_at=registration.company.updated_at,
        computed_at=ranking.computed_at if ranking is not None else None,
        waits_since=job.created_at if job is not None else None,
    )


def running_job(event_id: int, kind: str = "rank") -> JobRun | None:
    """The ranking (or job of another ``kind``) that runs, or waits to."""
    found = select(JobRun).where(
        JobRun.event_id == event_id, JobRun.kind == kind, JobRun.state.in_(("queued", "running"))
    )
    return db.session.scalar(found.order_by(JobRun.id.desc()).limit(1))


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
    sectors: frozenset[str]


def suggestions_for(registration_id: int, ranking: Ranking, *, limit: int | None = None) -> list[SuggestedFirm]:
    """The list of one firm, best first, without those who cannot be asked any more or whom it hid since.

    Who said *never* leaves it just as who can have no further meeting does, so that nobody learns of the one.
    Empty where the event's phase shows no suggestions.
    """
    event = db.session.get_one(Event, ranking.event_id)
    if not allows(Phase(event.phase), Act.SEE_SUGGESTIONS, BookingMode(event.booking_mode)):
        return []
    gone = select(Preference.other_id).where(
        Preference.registration_id == registration_id, Preference.kind.in_(("never", "hidden"))
    )
    barring = select(Preference.registration_id).where(
        Preference.other_id == registration_id, Preference.kind == "never"
    )
    places = _list_of(registration_id, ranking)
    rows = (
        select(Registration, Company)
        .join(Company, Company.id == Registration.company_id)
        .where(
            Registration.id.in_([place.other for place in places]),
            Registration.event_id == ranking.event_id,
            Registration.created_at <= ranking.computed_at,  # a number may be given again to a firm that came later
            Registration.state == RegistrationState.APPROVED,
            Registration.id.not_in(gone),
            Registration.id.not_in(barring),
        )
    )
    found = {registration.id: (registration, company) for registration, company in db.session.execute(rows)}
    full = full_among(event, found)
    firms = {one: firm for one, firm in found.items() if one not in full}
    shown = [(number, place) for number, place in enumerate(places, 1) if place.other in firms][:limit]
    sectors = _codes_of([firms[place.other][1].id for _, place in shown])
    return [_suggested(number, place, *firms[place.other], sectors) for number, place in shown]


def first_places(ranking: Ranking, count: int) -> list[tuple[int, int]]:
    """Who is suggested whom in the first places of all lists; all first places, then all second ones."""
    lists = select(Suggestion.registration_id, Suggestion.places).where(*_shown_in(ranking))
    pairs = [
        (number, registration_id, place.other)
        for registration_id, packed in db.session.execute(lists)
        for number, place in enumerate(unpacked(packed)[:count])
    ]
    return [(registration_id, other) for _, registration_id, other in sorted(pairs)]


def _list_of(registration_id: int, ranking: Ranking) -> tuple[Place, ...]:
    """What was computed for a firm; nothing for one that takes no part any more."""
    chosen = (
        select(Suggestion.places)
        .join(Registration, Registration.id == Suggestion.registration_id)
        .where(Suggestion.registration_id == registration_id, *_shown_in(ranking), Registration.state.in_(RANKED))
    )
    packed = db.session.scalar(chosen)
    return unpacked(packed) if packed else ()


def _shown_in(ranking: Ranking) -> tuple[ColumnElement[bool], ...]:
    return (
        Suggestion.event_id == ranking.event_id,
        Suggestion.since <= ranking.version,
        or_(Suggestion.until.is_(None), Suggestion.until > ranking.version),
    )


def _suggested(
    number: int,
    place: Place,
    registration: Registration,
    company: Company,
    sectors: Mapping[int, Mapping[str, set[str]]],
) -> SuggestedFirm:
    codes = sectors.get(company.id, {})
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
        sectors=frozenset().union(codes.get("is_in", set()), codes.get("offers", set())),
    )


@dataclass(frozen=True)
class Kept:
    """Something that a firm keeps to itself about another; ``priority``: of what is wanted; ``source``: as in
    ``Preference``."""

    kind: str
    priority: str | None
    source: str
    other_id: int
    company: Company


def kept_by(registration: Registration) -> list[Kept]:
    """All that a firm keeps to itself, the newest first."""
    rows = (
        select(Preference.kind, Preference.priority, Preference.source, Preference.other_id, Company)
        .join(Registration, Registration.id == Preference.other_id)
        .join(Company, Company.id == Registration.company_id)
        .where(Preference.registration_id == registration.id)
        .order_by(Preference.id.desc())
    )
    return [Kept(*row) for row in db.session.execute(rows)]


def wants_kept(event_id: int) -> list[tuple[int, int, str | None]]:
    """Who wants whom, and how much, of approved firms whose want is no request yet; musts first, then the first to
    want, so that a limit on requests cuts off what matters least."""
    rows = (
        select(Preference.registration_id, Preference.other_id, Preference.priority)
        .join(Registration, Registration.id == Preference.registration_id)
        .where(
            Preference.event_id == event_id,
            Preference.kind == "wanted",
            Registration.state == RegistrationState.APPROVED,
        )
        .order_by(case((Preference.priority == "must", 0), else_=1), Preference.id)
    )
    return [(one, other, priority) for one, other, priority in db.session.execute(rows)]


def may_meet(registration: Registration) -> int:
    """How many firms of the event this one may meet, whether they are approved already or about to be."""
    audience = audiences_of(registration.event_id).get(registration.group_id or 0)
    return audience.firms if audience else 0


def gains_of(event_id: int, among: Collection[int]) -> Mapping[int, Mapping[str, int]]:
    """For these registrations: part of the profile that was missing when it was last counted → how many other firms
    would rank the firm higher with it. A firm that lacked nothing is absent."""
    chosen = select(ProfileGain.registration_id, ProfileGain.firms).where(
        ProfileGain.event_id == event_id, ProfileGain.registration_id.in_(among)
    )
    return {row[0]: row[1] for row in db.session.execute(chosen)}


def _firms(event_id: int) -> list[Firm]:
    rows = db.session.execute(
        select(
            Registration.id,
            Registration.company_id,
            Registration.group_id,
            Registration.goal,
            Registration.languages,
        ).where(Registration.event_id == event_id, Registration.kind == "firm", Registration.state.in_(RANKED))
    ).all()
    companies = [row.company_id for row in rows]
    sectors, standards = _codes_of(companies), _standards_of(companies, event_id)
    return [
        Firm(
            key=row.id,
            group=row.group_id,
            profile=_profile(
                row.goal, row.languages, sectors.get(row.company_id, {}), standards.get(row.company_id, {})
            ),
        )
        for row in rows
    ]


def _profile(
    goal: str | None, languages: list[str], codes: Mapping[str, set[str]], standards: Mapping[str, set[str]]
) -> Profile:
    return Profile(
        is_in=frozenset(codes.get("is_in", ())),
        offers=frozenset(codes.get("offers", ())),
        seeks=frozenset(codes.get("seeks", ())),
        goal=Goal(goal) if goal else None,
        holds=frozenset(standards.get("holds", ())),
        needs=frozenset(standards.get("needs", ())),
        languages=frozenset(languages),
    )


def _codes_of(company_ids: Sequence[int | None]) -> dict[int, dict[str, set[str]]]:
    rows = select(CompanySector.company_id, CompanySector.kind, CompanySector.code)
    return _grouped(db.session.execute(rows.where(CompanySector.company_id.in_(company_ids))))


def _standards_of(company_ids: Sequence[int | None], event_id: int) -> dict[int, dict[str, set[str]]]:
    """Needed ones, and those held that are still valid on the event's last day."""
    rows = select(CompanyCertificate.company_id, CompanyCertificate.kind, CompanyCertificate.standard)
    return _grouped(
        db.session.execute(rows.where(CompanyCertificate.company_id.in_(company_ids), still_valid(event_id)))
    )


def _grouped(rows: Iterable[tuple[int, str, str]]) -> dict[int, dict[str, set[str]]]:
    found: dict[int, dict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
    for owner, kind, code in rows:
        found[owner][kind].add(code)
    return found


def _allowed(event_id: int) -> frozenset[tuple[int, int]]:
    """Groups that are shown to each other: the two may meet if either may ask the other."""
    rules = db.session.execute(select(GroupRule.from_id, GroupRule.to_id).where(GroupRule.event_id == event_id)).all()
    return frozenset(pair for one, other in rules for pair in ((one, other), (other, one)))


def _barred(event_id: int) -> list[tuple[int, int]]:
    """Pairs with *never*, *known* or *hidden* on either side, and pairs that already met at this event."""
    said = select(Preference.registration_id, Preference.other_id).where(
        Preference.event_id == event_id, Preference.kind.in_(BARRING)
    )
    met = select(Meeting.low_id, Meeting.high_id).where(Meeting.event_id == event_id, Meeting.state == State.HELD)
    return [(one, other) for one, other in (*db.session.execute(said), *db.session.execute(met))]
