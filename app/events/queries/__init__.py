"""Reads about events."""

from app.events.queries.description import draft_of, has_interpreters, rules_of, slots_by_id, tables_in_use
from app.events.queries.edits import Edit, edits_since, latest_notices
from app.events.queries.lists import (
    MyEvent,
    event_sources,
    is_slug_taken,
    last_zone_of,
    my_events,
    organisations_run_by,
    public_events,
    taken_slugs,
)

__all__ = [
    "Edit",
    "MyEvent",
    "draft_of",
    "edits_since",
    "event_sources",
    "has_interpreters",
    "is_slug_taken",
    "last_zone_of",
    "latest_notices",
    "my_events",
    "organisations_run_by",
    "public_events",
    "rules_of",
    "slots_by_id",
    "tables_in_use",
    "taken_slugs",
]
