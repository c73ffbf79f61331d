"""What recurs: small acts that the consumers of jobs do every so often, once among all of them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import structlog
from sqlalchemy import ColumnElement, insert, or_, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import InstrumentedAttribute

from app.db import aside, db, now
from app.floor.models import Beat

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Chore:
    name: str
    seconds: float
    act: Callable[[], None]


CHORES: dict[str, Chore] = {}


def every(seconds: float, name: str) -> Callable[[Callable[[], None]], Callable[[], None]]:
    """Register an act without arguments that is done every so many seconds; it must bear being done twice.

    It should take a second at most: what is longer enqueues a job.
    """

    def register(act: Callable[[], None]) -> Callable[[], None]:
        CHORES[name] = Chore(name, seconds, act)
        return act

    return register


def do_chores() -> None:
    """Do what is due. A chore that breaks is logged and tried again when it is due next; the others are done."""
    for chore in CHORES.values():
        try:
            if take_turn(f"chore:{chore.name}", chore.seconds):
                chore.act()
        except Exception:
            log.exception("chore.broke", chore=chore.name)
        finally:
            db.session.rollback()


def take_turn(name: str, seconds: float) -> bool:
    """Whether it is due and nobody else took it: at most one True in so many seconds among all processes.

    A beat in the future, of a clock that was ahead, is due.
    """
    moment = now()
    last = last_beat(name)
    if last is not None and timedelta() <= moment - last < timedelta(seconds=seconds):
        return False
    return _first(name, moment) if last is None else _next(name, last, moment)


def is_older(column: ColumnElement[Any] | InstrumentedAttribute[Any], age: timedelta) -> ColumnElement[bool]:
    """Whether the time in the column lies longer ago, or as far in the future: a clock that was ahead wrote it."""
    return or_(column <= now() - age, column >= now() + age)


def beat(name: str) -> None:
    """Write down that ``name`` is alive now."""
    last = last_beat(name)
    _first(name, now()) if last is None else _next(name, last, now())


def consumer_beat(queue: str) -> str:
    """The name under which the consumers of a queue say that they live."""
    return f"consumer:{queue}"


def last_beat(name: str) -> datetime | None:
    """When ``name`` was last alive or last done."""
    with db.engine.connect() as connection:
        return connection.scalar(select(Beat.at).where(Beat.name == name))


def _first(name: str, moment: datetime) -> bool:
    try:
        with aside() as connection:
            connection.execute(insert(Beat).values(name=name, at=moment))
    except IntegrityError:  # another process was first
        return False
    return True


def _next(name: str, last: datetime, moment: datetime) -> bool:
    with aside() as connection:
        return bool(
            connection.execute(update(Beat).where(Beat.name == name, Beat.at == last).values(at=moment)).rowcount
        )
