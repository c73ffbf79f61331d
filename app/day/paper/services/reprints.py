"""The status of each kind of paper: what was printed, what differs since, what was withdrawn."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select

from app.core import audit
from app.core.db import transaction
from app.core.errors import Stale
from app.day.paper.models import PaperRun
from app.day.paper.print_requests import PaperKind, PrintRequest
from app.day.paper.queries.print_runs import (
    ObsoleteSheet,
    PrintedRun,
    get_latest_run,
    get_printed_runs,
    list_obsolete_sheets,
)
from app.day.paper.services.printing import filter_sheets, get_mark_secret, list_sheets_by_kind
from app.day.paper.sheets import PaperSheet, get_sheet_changes, get_sheet_marks
from app.events.models import Event


@dataclass(frozen=True)
class PaperStatus:
    """``count``: of sheets as chosen; ``anew``: the titles of those among them that say something else than was
    printed, or are new; ``obsolete``: those that were printed and are no more, ``obsolete_keys`` the same as runs know
    them."""

    kind: PaperKind
    count: int
    printed: PrintedRun | None
    anew: Sequence[str] = ()
    obsolete: Sequence[ObsoleteSheet] = ()
    obsolete_keys: tuple[str, ...] = ()

    @property
    def seal(self) -> str:
        """By which a form says which gone sheets its reader saw."""
        return hashlib.sha256("\n".join(sorted(self.obsolete_keys)).encode()).hexdigest()[:32]


def list_paper_statuses(
    event: Event, asked: Mapping[PaperKind, PrintRequest], printed: Mapping[str, PrintedRun]
) -> list[PaperStatus]:
    """Of each kind that is asked about, from a day that is read once. ``printed``: as ``get_printed_runs`` has it."""
    sheets = list_sheets_by_kind(event, asked)
    return [
        _build_paper_status(sheets[kind], print_request, printed.get(kind)) for kind, print_request in asked.items()
    ]


def _build_paper_status(
    whole: Sequence[PaperSheet[Any]], asked: PrintRequest, printed: PrintedRun | None
) -> PaperStatus:
    mine = filter_sheets(whole, asked)
    if printed is None:
        return PaperStatus(asked.kind, len(mine), None)
    sheet_changes = get_sheet_changes(printed.number, printed.marks, get_sheet_marks(mine, get_mark_secret()))
    keys, titles = {sheet.key for sheet in whole}, {sheet.key: sheet.title for sheet in mine}
    marks = tuple(key for key in printed.marks if key not in keys)
    return PaperStatus(
        asked.kind, len(mine), printed, [titles[key] for key in sheet_changes.anew], list_obsolete_sheets(marks), marks
    )


def withdraw_sheets(event: Event, asked: PrintRequest, seen: str, *, by: int | None) -> int:
    """Note all gone sheets of a kind as taken back; how many. ``seen``: the seal of those that the page named. Raises
    Stale where others are gone by now, or none was printed."""
    with transaction() as session:
        session.execute(select(Event.id).where(Event.id == event.id).with_for_update(key_share=True))
        printer = asked.delegation_id if asked.chamber else None
        (standing,) = list_paper_statuses(event, {asked.kind: asked}, get_printed_runs(event.id, printer))
        run = get_latest_run(event.id, asked.kind, printer)
        if run is None or standing.seal != seen:
            raise Stale("paper_stale")
        _mark_withdrawn(run, standing.obsolete_keys)
        details = {"paper": run.kind, "sheets": len(standing.obsolete_keys)}
        audit.log_action("paper.taken_back", run, event_id=event.id, by=by, **details)
        return len(standing.obsolete_keys)


def _mark_withdrawn(run: PaperRun, keys: tuple[str, ...]) -> None:
    run.marks = {**run.marks, **dict.fromkeys(keys)}
