"""The texts that organizers publish about their event, and where these name somebody who was erased.

An erasure leaves them as they are. It notes which of their lines name who goes, as keyed hashes: so the note names
nobody, and a line that was changed since is told no longer.
"""

from __future__ import annotations

import hmac
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from flask import current_app
from sqlalchemy import select

from app.core.db import db
from app.core.localized import LANGUAGES
from app.core.models import Notice
from app.core.personal_data import PersonalTraces
from app.events.models import Break, Event, Group, ProgrammeItem, Slot, Table
from app.registrations.models import Question

NAMES_SOMEBODY: Final = "event.names_somebody"
"""The kind of the notice; its ``lines`` are marks."""
MARK_LETTERS: Final = 32


def _each(*names: str) -> tuple[str, ...]:
    return tuple(f"{name}_{language}" for name in names for language in LANGUAGES)


TEXTS: Final[Mapping[Any, tuple[str, ...]]] = {
    Event: _each("name", "about", "venue", "city"),
    ProgrammeItem: _each("title", "place"),
    Group: ("name", "name_zh", "name_fr"),
    Break: _each("label"),
    Slot: _each("label"),
    Table: ("label", *_each("zone")),
    Question: (*_each("label", "help"), "options"),
}


@dataclass(frozen=True, slots=True)
class Place:
    """Where a text stands: its table, the time of what it tells of (of the programme), its language, "" for any."""

    table: str
    at: datetime | None
    language: str


def marks_naming(event_id: int, traces: PersonalTraces) -> list[str]:
    """The marks of the lines that name somebody."""
    lines = {line for _place, line in _lines(event_id) if traces.is_mentioned_in(line)}
    return sorted(_mark(event_id, line) for line in lines)


def places_naming(event_id: int) -> list[Place]:
    """Where lines that named somebody who was erased still stand as they did then."""
    noted = select(Notice.details).where(Notice.event_id == event_id, Notice.kind == NAMES_SOMEBODY)
    marks = {mark for details in db.session.scalars(noted) for mark in details["lines"]}
    if not marks:
        return []
    return list(dict.fromkeys(place for place, line in _lines(event_id) if _mark(event_id, line) in marks))


def _lines(event_id: int) -> Iterator[tuple[Place, str]]:
    """Without tables and questions that are shown no longer."""
    for model, names in TEXTS.items():
        here = (Event.id if model is Event else model.event_id) == event_id
        for row in db.session.scalars(select(model).where(here).order_by(model.id)):
            if getattr(row, "retired_at", None) is not None:
                continue
            for name in names:
                place = Place(model.__tablename__, getattr(row, "starts_at", None), _language(name))
                yield from ((place, line) for text in _texts(getattr(row, name)) for line in text.splitlines())


def _texts(value: Any) -> Iterator[str]:
    """The texts in a text, or in lists and dicts of such."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict | list):
        for one in value.values() if isinstance(value, dict) else value:
            yield from _texts(one)


def _language(name: str) -> str:
    last = name.rpartition("_")[2]
    return last if last in LANGUAGES else ""


def _mark(event_id: int, line: str) -> str:
    secret = str(current_app.config["SECRET_KEY"])
    return hmac.digest(secret.encode(), f"line of event {event_id} {line}".encode(), "sha256").hex()[:MARK_LETTERS]
