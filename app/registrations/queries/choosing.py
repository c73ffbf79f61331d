"""Choosing among a delegation's firms: by name in any spelling, by state, by how far they are; what a page shows."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from typing import Any

from sqlalchemy import Select, bindparam, select

from app.companies.models import Company
from app.companies.names.search import search_companies
from app.companies.queries import company_name_order
from app.companies.sectors.codes import parse_sector_codes
from app.core.db import db
from app.registrations.links import fold_code
from app.registrations.models import Delegation, FirmLink, Registration
from app.registrations.queries.from_above import requests_asked
from app.registrations.queries.people import seen_at
from app.registrations.queries.progress import Progress
from app.registrations.queries.sectors import in_sectors
from app.registrations.readiness import Readiness
from app.registrations.states import RegistrationState

ONLY: dict[str, Callable[[Progress], bool]] = {
    "complete": lambda firm: firm.readiness.complete,
    "missing": lambda firm: not firm.readiness.complete,
    "unanswered": lambda firm: any(lack.code == "questions" for lack in firm.readiness.lacks),
    "reached": lambda firm: firm.reached,
    "unreached": lambda firm: not firm.reached,
    "claimed": lambda firm: firm.claimed,
    "unclaimed": lambda firm: not firm.claimed,
    "silent": lambda firm: firm.reached and not firm.claimed,
    "approved": lambda firm: firm.state == RegistrationState.APPROVED,
    "unapproved": lambda firm: firm.state != RegistrationState.APPROVED,
    "listed": lambda firm: firm.consent is True,
    "refused": lambda firm: firm.consent is False,
    "unasked": lambda firm: firm.consent is None,
}
"""How far a firm is; ``silent``: reached, but nobody is in; ``unanswered``: of questions that must be answered."""

STATES = frozenset(RegistrationState)
NEVER = datetime.min.replace(tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Wanted:
    """What the reader asked for; values that mean nothing are as good as none. ``order`` with ``-``: turned round;
    ``language``: the reader's."""

    language: str = "en"
    name: str = ""
    state: str = ""
    only: str = ""
    order: str = ""

    @property
    def narrows(self) -> bool:
        return bool(self.name or self.state in STATES or self.only in ONLY)

    @property
    def kept(self) -> dict[str, str]:
        """As the address of a page says it; what was not asked for is absent."""
        said = {"q": self.name, "state": self.state, "only": self.only, "sort": self.order}
        return {name: value for name, value in said.items() if value}


@dataclass(frozen=True, slots=True)
class Line:
    """What the list shows of a firm; ``requests``: meetings it asked for."""

    id: int
    state: str
    readiness: Readiness
    name: str
    name_zh: str | None
    requests: int
    seen_at: datetime | None
    reached: bool
    claimed: bool
    undelivered: bool
    unsent: bool


def chosen(delegation: Delegation, firms: Sequence[Progress], wanted: Wanted) -> list[Progress]:
    """Those of the delegation's firms that fit, in the order that was asked for; by default that of its sheet."""
    found = [firm for firm in firms if _fits(firm, wanted)]
    if wanted.name:
        named = _named(delegation, [firm.id for firm in found], wanted.name)
        found = [firm for firm in found if firm.id in named]
    if (order := ORDERS.get(wanted.order.lstrip("-"))) is None:
        return found
    key = order(delegation, found, wanted.language)
    return sorted(found, key=lambda firm: key[firm.id], reverse=wanted.order.startswith("-"))


def lines_of(event_id: int, firms: Sequence[Progress]) -> list[Line]:
    """The lines of these firms, in their order."""
    ids = [firm.id for firm in firms]
    names = {row[0]: (row[1], row[2]) for row in db.session.execute(_named_so(), {"ids": ids})}
    requests, seen = requests_asked(event_id, ids), seen_at(event_id, ids)
    return [
        Line(
            firm.id,
            firm.state,
            firm.readiness,
            *names[firm.id],
            requests.get(firm.id, 0),
            seen.get(firm.id),
            firm.reached,
            firm.claimed,
            firm.undelivered,
            firm.unsent,
        )
        for firm in firms
    ]


@cache
def _named_so() -> Select[int, str, str | None]:
    """Made once: making it takes longer than asking."""
    chosen = select(Registration.id, Company.name, Company.name_zh).join(Registration.company)
    return chosen.where(Registration.id.in_(bindparam("ids", expanding=True)))


def _fits(firm: Progress, wanted: Wanted) -> bool:
    if wanted.state in STATES and firm.state != wanted.state:
        return False
    return wanted.only not in ONLY or ONLY[wanted.only](firm)


def _named(delegation: Delegation, ids: Sequence[int], typed: str) -> set[int]:
    """Those of these firms whose name, in any spelling, whose link's code or codes of whose sectors were typed."""
    stored = (
        select(Registration.id, Company.folded, FirmLink.code)
        .join(Registration.company)
        .outerjoin(Registration.firm_link)
        .where(Registration.delegation_id == delegation.id)
    )
    wanted = set(ids)
    rows = [row for row in db.session.execute(stored) if row.id in wanted]
    coded = {row.id for row in rows if row.code is not None and row.code == fold_code(typed)}
    if codes := parse_sector_codes(typed):
        does = select(Registration.id).where(Registration.id.in_(wanted), in_sectors(codes))
        coded |= set(db.session.scalars(does))
    return coded | set(search_companies(typed, [(row.id, row.folded) for row in rows]))


def _by_name(delegation: Delegation, _firms: Sequence[Progress], language: str) -> Mapping[int, Any]:
    names = select(Registration.id, *company_name_order(language)).join(Registration.company)
    rows = db.session.execute(names.where(Registration.delegation_id == delegation.id))
    return {number: key for number, *key in rows}


def _by_profile(_delegation: Delegation, firms: Sequence[Progress], _language: str) -> Mapping[int, Any]:
    return {firm.id: firm.readiness.percent for firm in firms}


def _by_requests(delegation: Delegation, firms: Sequence[Progress], _language: str) -> Mapping[int, Any]:
    asked = requests_asked(delegation.event_id)
    return {firm.id: asked.get(firm.id, 0) for firm in firms}


def _by_sight(delegation: Delegation, firms: Sequence[Progress], _language: str) -> Mapping[int, Any]:
    seen = seen_at(delegation.event_id, [firm.id for firm in firms])
    return {firm.id: seen.get(firm.id, NEVER) for firm in firms}


ORDERS: dict[str, Callable[[Delegation, Sequence[Progress], str], Mapping[int, Any]]] = {
    "company": _by_name,
    "profile": _by_profile,
    "requests": _by_requests,
    "seen": _by_sight,
}
"""What firms are put in order by: registration's id → key."""
