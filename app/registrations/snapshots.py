"""Rows as plain values, to put them back as they were and to tell whether somebody has touched them since."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any


def plain(value: Any) -> Any:
    """A value that survives JSON; instants and days become text."""
    return value.isoformat() if isinstance(value, date | datetime) else value


def snapshot(row: Any) -> dict[str, Any]:
    """Column → plain value of a whole row."""
    return {column.name: plain(getattr(row, column.name)) for column in row.__table__.columns}
