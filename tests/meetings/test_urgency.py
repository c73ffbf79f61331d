"""Requests are answered in the order in which they press."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime

from app.meetings.lifecycle import sort_by_urgency


@dataclass
class Request:
    name: str
    lapses: int | None
    priority: str = "want"
    asked: int = 1

    @property
    def expires_at(self):
        return None if self.lapses is None else datetime(2032, 3, self.lapses, 9, self.asked, tzinfo=UTC)

    @property
    def created_at(self):
        return datetime(2032, 2, self.asked, tzinfo=UTC)


def test_what_lapses_sooner_then_is_dearer_then_is_older_comes_first():
    rows = [
        Request("without an end", None, "must"),
        Request("open", 5, "open"),
        Request("later", 5, "want", asked=9),
        Request("earlier", 5, "want", asked=2),
        Request("must", 5, "must", asked=9),
        Request("soonest", 3, "open"),
    ]

    told = [row.name for row in sort_by_urgency(rows)]

    assert told == ["soonest", "must", "earlier", "later", "open", "without an end"]
