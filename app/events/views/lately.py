"""What happened at an event, in words that lead to where it shows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from flask import current_app, url_for

from app.events.models import Event
from app.events.overview import Figure, Happened, Place, Step, firm_sources, notice_places, notice_words
from app.kernel.localized import Localized


@dataclass(frozen=True)
class Told:
    """An act in words, with its link ("" for none) and the firms it is about, each with its own."""

    at: datetime
    by: str | None
    words: str
    url: str
    firms: Sequence[tuple[Localized, str]]


def told(event: Event, happened: Sequence[Happened]) -> list[Told]:
    """Each of these acts, with the firms that it is about."""
    firms: dict[int, Sequence[Place]] = {}
    for source in firm_sources:
        firms |= source(happened)
    return [
        Told(
            one.at,
            one.by,
            notice_words[one.kind](one.details),
            url_at(event, place) if (place := notice_places.get(one.kind)) and exists(place.endpoint) else "",
            [(firm.name, url_at(event, firm)) for firm in firms.get(one.id, ()) if exists(firm.endpoint)],
        )
        for one in happened
    ]


def exists(endpoint: str) -> bool:
    """Whether the page is built in."""
    return endpoint in current_app.view_functions


def url_at(event: Event, part: Figure | Step | Place) -> str:
    """Where a part of the overview leads."""
    return url_for(part.endpoint, event=event, **part.values)
