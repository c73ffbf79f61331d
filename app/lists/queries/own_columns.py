"""The columns that an event has besides the stable ones, and in which terms its cells are written."""

from __future__ import annotations

from dataclasses import replace
from zoneinfo import ZoneInfo

from app.events.models import Event
from app.lists.answers import answer_columns
from app.lists.columns import Column, Terms
from app.lists.imported import imported_columns
from app.lists.selection import Selection
from app.registrations.queries.answers import columns_of
from app.registrations.queries.sheet_answers import kept_names


def own_columns(event_id: int) -> tuple[Column, ...]:
    """One for each question that the event asks besides the profile, but for sealed ones and files; then one for each
    answer that imports of sheets have kept."""
    return (*answer_columns(columns_of(event_id)), *imported_columns(kept_names(event_id)))


def with_own_columns(selection: Selection, event_id: int) -> Selection:
    return replace(selection, extra=own_columns(event_id))


def terms_of(event: Event, language: str) -> Terms:
    return Terms(language, ZoneInfo(event.zone), event.name.in_language(language)[0])
