"""Which checks there are, and how they are run."""

from __future__ import annotations

from collections.abc import Callable, Container, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import islice
from typing import TypeVar

from app.db import db
from app.kernel.faults import Fault

Look = Callable[[], Iterable[Fault]]
SomeLook = TypeVar("SomeLook", bound=Look)
MOST_TOLD = 1_000
"""Faults of one check that are told; more of the same help nobody."""
MOST_WORDS = 200


@dataclass(frozen=True, slots=True)
class Check:
    """``holds``: the sentence that is true of a sound database."""

    name: str
    holds: str
    look: Look


@dataclass(frozen=True, slots=True)
class Finding:
    """What a check found; no faults: it holds."""

    check: Check
    faults: Sequence[Fault]


CHECKS: dict[str, Check] = {}


def check(name: str, holds: str) -> Callable[[SomeLook], SomeLook]:
    """Register ``look() -> faults`` under a name such as ``meetings.claims``. Raises ValueError for a name twice."""

    def register(look: SomeLook) -> SomeLook:
        if name in CHECKS:
            raise ValueError(f"there is a check {name} already")
        CHECKS[name] = Check(name, holds, look)
        return look

    return register


def examine(*, but: Container[str] = ()) -> list[Finding]:
    """Run every check, but for those of these names, upon one moment of the database; the order is theirs."""
    with _one_moment():
        return [Finding(one, _found_by(one)) for one in CHECKS.values() if one.name not in but]


def _found_by(one: Check) -> list[Fault]:
    """What a check finds; where it cannot go on, that is a fault, and the others go on."""
    found: list[Fault] = []
    kept = db.session.begin_nested()  # PostgreSQL answers nothing more after an error, but for going back to here
    try:
        found.extend(islice(one.look(), MOST_TOLD))
    except Exception as error:  # whatever a damaged value does to who reads it
        told = f"{type(error).__name__}: {getattr(error, 'orig', None) or error}".splitlines()[0][:MOST_WORDS]
        says = f"The check {one.name} could not go on: what it reads is not as it must be ({told})."
        found.append(Fault("check_cannot_run", "", (), says))
    finally:
        kept.rollback()
    return found


@contextmanager
def _one_moment() -> Iterator[None]:
    """A read transaction that sees no later commit; SQLite's plain BEGIN is one, PostgreSQL must be asked for it."""
    db.session.rollback()
    if db.engine.dialect.name == "postgresql":
        options = {"isolation_level": "REPEATABLE READ", "postgresql_readonly": True}
        db.session.connection(execution_options=options)
    try:
        yield
    finally:
        db.session.rollback()
