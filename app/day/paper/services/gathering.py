"""The sheets of a kind, or of all kinds, as they would be printed now."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from flask import g
from flask_babel import force_locale

from app.core.web.locale import LOCALES
from app.day.paper.kinds import Kind
from app.day.paper.packs import SHEETS
from app.day.paper.queries.ground import ground_of
from app.day.paper.sheets import Sheet
from app.events.models import Event
from app.meetings.queries.run_sheets import RunSheet, run_sheets_of
from app.meetings.services.run_sheets import run_sheet_values


@dataclass(frozen=True)
class RunSheetSaid:
    """What an interpreter's sheet says in English, for its mark."""

    words: dict[str, Any]


def sheets_of(event: Event, kind: Kind) -> list[Sheet[Any]]:
    return all_sheets(event, [kind])[kind]


def all_sheets(event: Event, kinds: Iterable[Kind]) -> dict[Kind, list[Sheet[Any]]]:
    """Those of several kinds, from a day that is read once."""
    wanted = list(kinds)
    ground = ground_of(event) if any(one in SHEETS for one in wanted) else None
    return {
        kind: SHEETS[kind](ground) if ground is not None and kind in SHEETS else run_sheets(event, run_sheets_of(event))
        for kind in wanted
    }


def run_sheets(event: Event, found: list[RunSheet]) -> list[Sheet[RunSheetSaid]]:
    """A sheet for each interpreter who has something to do."""
    g.event = event
    busy = [one for one in found if one.meetings or one.rounds]
    with force_locale(LOCALES["en"]):
        said = run_sheet_values(event, busy)["sheets"]
    return [
        Sheet(f"i{one.interpreter.id}", one.interpreter.name, RunSheetSaid(words))
        for one, words in zip(busy, said, strict=True)
    ]
