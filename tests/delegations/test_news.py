"""What is new in a programme for who knows it as it was."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from app.delegations.programme import ChangeKind, VisitSnapshot, list_changes, programme_from_json, programme_to_json

NOW = datetime(2032, 3, 1, tzinfo=UTC)
TOUR = VisitSnapshot(
    label="Port tour", starts_at=NOW + timedelta(hours=2), ends_at=NOW + timedelta(hours=3), place="Gate 3"
)
DINNER = VisitSnapshot(label="Dinner", starts_at=NOW + timedelta(hours=9), ends_at=NOW + timedelta(hours=11))
PAST = VisitSnapshot(label="Landing", starts_at=NOW - timedelta(hours=3), ends_at=NOW - timedelta(hours=2))


def test_only_what_is_otherwise_and_still_to_come_is_news_by_time():
    later = replace(TOUR, starts_at=TOUR.starts_at + timedelta(minutes=10))
    briefing = replace(DINNER, label="Briefing", starts_at=NOW + timedelta(hours=1))

    news = list_changes({1: TOUR, 2: DINNER, 3: PAST}, {1: later, 4: briefing}, NOW)

    assert [(one.kind, one.item.label, one.was) for one in news] == [
        (ChangeKind.NEW, "Briefing", None),
        (ChangeKind.CHANGED, "Port tour", TOUR),
        (ChangeKind.OFF, "Dinner", None),
    ]


def test_what_was_told_is_read_as_it_was_written():
    assert programme_from_json(programme_to_json({1: TOUR, 2: DINNER})) == {1: TOUR, 2: DINNER}
