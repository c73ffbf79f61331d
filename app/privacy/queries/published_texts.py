"""Texts that organizers publish about their event, and where they still name somebody who was erased: lines are
noted as keyed hashes, so that the note names nobody and a changed line no longer counts."""

from __future__ import annotations

import hmac
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from flask import current_app
from sqlalchemy import select

from app.core.db import db
from app.core.erasure import names_in
from app.core.localized import LANGUAGES
from app.core.models import Notice
from app.core.personal_data import PersonalTraces
from app.events.models import Break, Event, Group, ProgrammeItem, Slot, Table
from app.registrations.models import Question

PERSON_NAMED: Final = "event.names_somebody"
"""The kind of the notice; its ``lines`` are marks."""
MARK_CHARACTERS: Final = 32


PUBLISHED_FIELDS: Final[Mapping[Any, Sequence[str]]] = {
    model: names_in(model, "published") for model in (Event, ProgrammeItem, Group, Break, Slot, Table, Question)
}


@dataclass(frozen=True, slots=True)
class TextPlace:
    """Where a text stands: its table, the time of what it tells of (of the programme), its language, "" for any."""

    table: str
    at: datetime | None
    language: str


def list_marks_naming(event_id: int, traces: PersonalTraces) -> list[str]:
    """The marks of the lines that name somebody."""
    lines = {line for _place, line in _list_lines(event_id) if traces.is_mentioned_in(line)}
    return sorted(_line_mark(event_id, line) for line in lines)


def list_places_naming(event_id: int) -> list[TextPlace]:
    """Where lines that named somebody who was erased still stand as they did then."""
    noted = select(Notice.details).where(Notice.event_id == event_id, Notice.kind == PERSON_NAMED)
    marks = {mark for details in db.session.scalars(noted) for mark in details["lines"]}
    if not marks:
        return []
    return list(dict.fromkeys(place for place, line in _list_lines(event_id) if _line_mark(event_id, line) in marks))


def _list_lines(event_id: int) -> Iterator[tuple[TextPlace, str]]:
    """Without tables and questions that are shown no longer."""
    for model, names in PUBLISHED_FIELDS.items():
        here = (Event.id if model is Event else model.event_id) == event_id
        for row in db.session.scalars(select(model).where(here).order_by(model.id)):
            if getattr(row, "retired_at", None) is not None:
                continue
            for name in names:
                place = TextPlace(model.__tablename__, getattr(row, "starts_at", None), _field_language(name))
                yield from ((place, line) for text in _list_texts(getattr(row, name)) for line in text.splitlines())


def _list_texts(value: Any) -> Iterator[str]:
    """The texts in a text, or in lists and dicts of such."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict | list):
        for part in value.values() if isinstance(value, dict) else value:
            yield from _list_texts(part)


def _field_language(name: str) -> str:
    last = name.rpartition("_")[2]
    return last if last in LANGUAGES else ""


def _line_mark(event_id: int, line: str) -> str:
    secret = str(current_app.config["SECRET_KEY"])
    return hmac.digest(secret.encode(), f"line of event {event_id} {line}".encode(), "sha256").hex()[:MARK_CHARACTERS]
