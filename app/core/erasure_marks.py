"""What an erasure does to a column, declared on it as ``mapped_column(info=…)``; and whose data goes.

Each column of text or JSON has a mark. ``app.core.erasure`` acts on those that can be acted on row by row.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Final, Literal

from app.core.personal_data import PersonalTraces

NO_IDS: Final[frozenset[int]] = frozenset()

Owner = Literal["users", "people", "registrations", "companies", "whole"]
"""Whose erasure takes a row, as fields of ``ErasureScope``; ``whole``: of all that names people at its event."""

CODE: Final[dict[str, Any]] = {"names": "never"}
"""A state, a code, a hash, numbers of rows: it names nobody."""
PUBLISHED: Final[dict[str, Any]] = {"names": "published"}
"""What organizers publish stays; they are shown where it still names somebody."""
PERSONAL: Final[dict[str, Any]] = {"names": "own"}
"""About one person or firm: it goes with its row, or by a rule of its package."""
REWRITTEN: Final[dict[str, Any]] = {"names": "by_rule"}
"""Written by people: a rule of its package takes names out of it."""
CLEANED: Final[dict[str, Any]] = {"names": "removed"}
"""Written by people: it stays, without the names of those erased."""
FILE: Final[dict[str, Any]] = {"file": True}
"""The file's bytes go with the row."""


def erased(to: Any = None, *, names: Literal["never", "own", "removed", "forgotten"] = "own") -> dict[str, Any]:
    """``to``: what is left of a row of somebody erased. ``names``: what becomes of a text of others that names them:
    they are removed from it, or all of it is forgotten; ``never``: it is no name."""
    return {"erased_to": to, "names": names}


def deleted_with(*owners: Owner) -> dict[str, Any]:
    """The row goes with what this column points to."""
    return {"deleted_with": owners}


def emptied_with(*owners: Owner) -> dict[str, Any]:
    """The row stays; its columns that are ``erased`` are emptied with what this column points to."""
    return {"emptied_with": owners}


@dataclass(frozen=True, kw_only=True)
class ErasureScope:
    """``people``: representatives; ``registrations``: those of companies and guests that go as a whole; ``events``:
    where texts may name them; ``whole``: those of which everything goes that names anybody; ``organisations``: whose
    registers may name them."""

    users: frozenset[int] = NO_IDS
    people: frozenset[int] = NO_IDS
    companies: frozenset[int] = NO_IDS
    registrations: frozenset[int] = NO_IDS
    events: frozenset[int] = NO_IDS
    whole: frozenset[int] = NO_IDS
    organisations: frozenset[int] = NO_IDS
    traces: PersonalTraces = field(default_factory=PersonalTraces)
