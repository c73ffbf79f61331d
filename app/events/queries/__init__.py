"""Reads about events."""

from app.events.queries.description import draft_of, group_rules_of, has_interpreters, slots_by_id, tables_in_use
from app.events.queries.lists import (
    EventEdit,
    MyEvent,
    edits_since,
    event_sources,
    is_slug_taken,
    last_zone_of,
    latest_notices,
    my_events,
    organisations_run_by,
    public_events,
    taken_slugs,
)

__all__ = [
    "EventEdit",
    "MyEvent",
    "draft_of",
    "edits_since",
    "event_sources",
    "group_rules_of",
    "has_interpreters",
    "is_slug_taken",
    "last_zone_of",
    "latest_notices",
    "my_events",
    "organisations_run_by",
    "public_events",
    "slots_by_id",
    "tables_in_use",
    "taken_slugs",
]
