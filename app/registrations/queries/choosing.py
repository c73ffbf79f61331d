"""Choosing among a delegation's firms: by name in any spelling, by state, by how far they are."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from app.companies.names import sort_key
from app.companies.search import matches
from app.registrations.links import fold_code
from app.registrations.queries.roster import FirmRow
from app.registrations.states import RegistrationState

ONLY: dict[str, Callable[[FirmRow], bool]] = {
    "complete": lambda row: row.readiness.complete,
    "missing": lambda row: not row.readiness.complete,
    "reached": lambda row: row.reached,
    "unreached": lambda row: not row.reached,
    "claimed": lambda row: row.claimed,
    "silent": lambda row: row.reached and not row.claimed,
    "listed": lambda row: row.consent is True,
    "refused": lambda row: row.consent is False,
    "unasked": lambda row: row.consent is None,
}
"""How far a firm is; ``silent``: reached, but nobody is in."""

ORDERS: dict[str, Callable[[FirmRow], Any]] = {
    "company": lambda row: sort_key(row.company.name),
    "profile": lambda row: row.readiness.percent,
    "requests": lambda row: row.requests,
    "seen": lambda row: row.seen_at or datetime.min.replace(tzinfo=UTC),
}
"""By default the order of the chamber's sheet."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """What the reader asked for; values that mean nothing are as good as none. ``order`` with ``-``: turned round."""

    name: str = ""
    state: str = ""
    only: str = ""
    order: str = ""

    @property
    def narrows(self) -> bool:
        return bool(self.name or self.state in list(RegistrationState) or self.only in ONLY)


def chosen(rows: Sequence[FirmRow], wanted: Wanted) -> list[FirmRow]:
    """The rows that fit, in the order that was asked for."""
    named = set(matches(wanted.name, [(row.id, row.company.folded) for row in rows]))
    found = [row for row in rows if _fits(row, wanted) and (row.id in named or _has_code(row, wanted.name))]
    by = ORDERS.get(wanted.order.lstrip("-"))
    return sorted(found, key=by, reverse=wanted.order.startswith("-")) if by else found


def _fits(row: FirmRow, wanted: Wanted) -> bool:
    if wanted.state in list(RegistrationState) and row.state != wanted.state:
        return False
    return wanted.only not in ONLY or ONLY[wanted.only](row)


def _has_code(row: FirmRow, typed: str) -> bool:
    return row.link is not None and row.link.code == fold_code(typed)
