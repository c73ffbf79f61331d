"""The form of an event, filled in."""

from __future__ import annotations

from typing import Any

from tests.support.pages import fields_of


def filled(page: Any, **changes: Any) -> dict[str, Any]:
    """What a browser would send of this page, with some fields typed otherwise (``days__0__day`` is days-0-day)."""
    return {**fields_of(page), **{name.replace("__", "-"): value for name, value in changes.items()}}


CONTRADICTORY = {
    "registration_opens_on": "2032-04-15",
    "registration_closes_on": "2032-05-01",
    "requests_until": "2032-06-01",
    "timetable_on": "2032-07-01",
}
