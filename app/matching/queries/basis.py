"""What a ranking is computed from: a constant number of queries."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Row, and_, func, not_, select

from app.companies.models import CompanyCertificate, CompanySector
from app.companies.profile import CompanyGoal, CompanyProfile
from app.core.db import db
from app.events.models import GroupRule
from app.matching.firm import Firm, Key
from app.matching.models import RankingPin, RankingSettings
from app.matching.queries.texts import recall, says_of_companies
from app.matching.said import Says
from app.matching.settings import AS_USUAL, Settings
from app.meetings.lifecycle import State
from app.meetings.models import ONE_TO_ONE, Meeting
from app.registrations.models import Preference, Registration
from app.registrations.queries.expiring import still_valid
from app.registrations.states import RegistrationState

RANKED = (RegistrationState.DRAFT, RegistrationState.SUBMITTED, RegistrationState.APPROVED)
"""Who stands in the ranking: those who take part and those who are about to, so that a firm sees its partners while it
still writes its profile. Only approved ones are shown to others and can be asked; the others take nobody's place."""
BARRING = ("never", "hidden", "known")
"""What keeps the other out of a firm's own list at the least."""
COMPETITOR = "competitor"


@dataclass(frozen=True)
class Basis:
    """All that a ranking is computed from."""

    firms: list[Firm]
    allowed: frozenset[tuple[int, int]]
    barred: list[tuple[int, int]]
    unshown: list[tuple[int, int]] = field(default_factory=list)
    """The first finds the second not interesting and is not shown it. The second is shown the first as before: a name
    that goes from its list a moment after would tell it."""
    settings: Settings = AS_USUAL
    pins: dict[tuple[int, int], str] = field(default_factory=dict)
    """Pair → ``up`` or ``down``."""
    unkept: dict[int, tuple[str, ...]] = field(default_factory=dict)
    """Company → the texts that are read of it, where what they mean is not kept; none where it was and is no more."""

    def readers(self) -> dict[Key, int]:
        """Each approved firm, and how many others are of a group that it is shown to."""
        firms = Counter(firm.group for firm in self.firms)
        shown_to = {seen: sum(firms[group] for group, other in self.allowed if other == seen) for seen in firms}
        return {
            firm.key: shown_to[firm.group] - ((firm.group, firm.group) in self.allowed)
            for firm in self.firms
            if firm.seen
        }


def basis_of(event_id: int) -> Basis:
    """Firms with their profiles, who may be shown to whom, and the pairs that are not to be shown."""
    rows = _standing(event_id)
    says = says_of_companies([row.company_id for row in rows])
    return Basis(
        _firms(event_id, rows, says),
        allowed_in(event_id),
        *_apart(event_id),
        settings_of(event_id),
        pins_of(event_id),
        recall([row.company_id for row in rows], says),
    )


def settings_of(event_id: int) -> Settings:
    """What the organizer weighs."""
    return versioned_settings(event_id)[0]


def versioned_settings(event_id: int) -> tuple[Settings, int]:
    """The same with its version, 0 while none are kept."""
    kept = select(RankingSettings.settings, RankingSettings.version).where(RankingSettings.event_id == event_id)
    row = db.session.execute(kept).one_or_none()
    return (Settings.from_json(row.settings), row.version) if row is not None else (AS_USUAL, 0)


def pins_of(event_id: int) -> dict[tuple[int, int], str]:
    """Pairs that the organizer put first in the lists of both (``up``) or took out of them (``down``)."""
    rows = select(RankingPin.low_id, RankingPin.high_id, RankingPin.kind).where(RankingPin.event_id == event_id)
    return {(low, high): kind for low, high, kind in db.session.execute(rows.order_by(RankingPin.id))}


def pinned_for(registration: Registration) -> dict[int, str]:
    """Of one firm: other firm → ``up`` or ``down``, as the organizer pinned the two."""
    pins = pins_of(registration.event_id)
    return {low + high - registration.id: kind for (low, high), kind in pins.items() if registration.id in (low, high)}


def registered(event_id: int) -> frozenset[int]:
    """The ids of all registrations that the event has now, in any state."""
    return frozenset(db.session.scalars(select(Registration.id).where(Registration.event_id == event_id)))


def firms_of(event_id: int) -> list[Firm]:
    """All firms that stand in the ranking, by the ids of their registrations, as their profiles are now; without what
    they say in their own words."""
    return _firms(event_id, _standing(event_id), {})


def _standing(event_id: int) -> Sequence[Row[*tuple[Any, ...]]]:
    shown = (
        Registration.id,
        Registration.company_id,
        Registration.group_id,
        Registration.goal,
        Registration.languages,
        Registration.state,
    )
    chosen = (Registration.event_id == event_id, Registration.kind == "firm", Registration.state.in_(RANKED))
    return db.session.execute(select(*shown).where(*chosen)).all()


def _firms(event_id: int, rows: Sequence[Row[*tuple[Any, ...]]], says: Mapping[int, Says]) -> list[Firm]:
    companies = [row.company_id for row in rows]
    sectors, standards = codes_of(companies), _standards_of(companies, event_id)
    return [
        Firm(
            key=row.id,
            group=row.group_id,
            profile=_profile(
                row.goal, row.languages, sectors.get(row.company_id, {}), standards.get(row.company_id, {})
            ),
            says=says.get(row.company_id),
            seen=row.state == RegistrationState.APPROVED,
        )
        for row in rows
    ]


def _profile(
    goal: str | None, languages: list[str], codes: Mapping[str, set[str]], standards: Mapping[str, set[str]]
) -> CompanyProfile:
    return CompanyProfile(
        is_in=frozenset(codes.get("is_in", ())),
        offers=frozenset(codes.get("offers", ())),
        seeks=frozenset(codes.get("seeks", ())),
        goal=CompanyGoal(goal) if goal else None,
        holds=frozenset(standards.get("holds", ())),
        needs=frozenset(standards.get("needs", ())),
        languages=frozenset(languages),
    )


def codes_of(company_ids: Sequence[int | None]) -> dict[int, dict[str, set[str]]]:
    """Company → kind (``is_in``, ``offers``, ``seeks``) → its sectors (ISIC)."""
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


def allowed_in(event_id: int) -> frozenset[tuple[int, int]]:
    """Groups that are shown to each other: the two may meet if either may ask the other."""
    rules = db.session.execute(select(GroupRule.from_id, GroupRule.to_id).where(GroupRule.event_id == event_id)).all()
    return frozenset(pair for one, other in rules for pair in ((one, other), (other, one)))


def _apart(event_id: int) -> tuple[list[tuple[int, int]], list[tuple[int, int]]]:
    """Pairs shown to neither side: with *never*, *known* or a competitor on either side, and those that already met at
    this event; and who finds whom not interesting for another reason."""
    said = select(Preference.registration_id, Preference.other_id).where(Preference.event_id == event_id)
    uninteresting = and_(Preference.kind == "hidden", func.coalesce(Preference.because, "") != COMPETITOR)
    met = select(Meeting.low_id, Meeting.high_id).where(
        Meeting.event_id == event_id, Meeting.kind == ONE_TO_ONE, Meeting.state == State.HELD
    )
    barred = (said.where(Preference.kind.in_(BARRING), not_(uninteresting)), met)
    return [_pair(row) for rows in barred for row in db.session.execute(rows)], [
        _pair(row) for row in db.session.execute(said.where(uninteresting))
    ]


def _pair(row: Row[int, int]) -> tuple[int, int]:
    return row[0], row[1]
