"""Make a pack: count the run, set its pages, keep the file for who asked and the marks for the next run."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from flask import current_app
from sqlalchemy import func, select

from app.core import audit
from app.core.db import db, now, transaction
from app.core.errors import Invalid
from app.core.files import store_export
from app.day.paper.asked import Asked
from app.day.paper.kinds import ALL
from app.day.paper.models import PaperRun
from app.day.paper.packs import chosen
from app.day.paper.queries.runs import printed_before
from app.day.paper.services.files import FILES
from app.day.paper.services.gathering import sheets_of
from app.day.paper.services.setting import Pack
from app.day.paper.sheets import Sheet, changes, mark_of
from app.events.models import Event

Tell = Callable[[float, str], None]
"""Hears how far it is, and with what."""


@dataclass(frozen=True)
class Made:
    """``file``: the public id of the PDF, for who asked."""

    run: PaperRun
    file: str


def make(event: Event, asked: Asked, *, reader: str, by: int | None, tell: Tell = lambda _part, _stage: None) -> Made:
    """One pack as a PDF that ``by`` may fetch for a quarter of an hour. Raises Invalid ``paper_nothing`` where there is
    no sheet to print, PdfFailed."""
    tell(0.05, "gathering")
    sheets, marks = to_print(event, asked)
    if not sheets:
        raise Invalid("paper_nothing")
    run = begin(event, asked, len(sheets), by=by)
    tell(0.4, "setting")
    content = FILES[asked.kind].pdf(Pack(event, asked, sheets, run.number, run.made_at, reader))
    tell(0.95, "setting")
    return finish(event, run, marks, content, f"{FILES[asked.kind].name}-{event.slug}-{run.number}.pdf")


def to_print(event: Event, asked: Asked) -> tuple[list[Sheet[Any]], dict[str, str | None]]:
    """The sheets that were asked for, and the marks that the run keeps: those that are gone count as taken back."""
    sheets = chosen(sheets_of(event, asked.kind), asked)
    marks = {one.key: mark_of(one, secret()) for one in sheets}
    if not asked.only_changed:
        return sheets, dict(marks)
    before = printed_before(event.id, asked.kind, asked.delegation_id if asked.chamber else None)
    found = changes(*before, marks)
    wanted = set(found.anew) if found.printed else set(marks)
    kept: dict[str, str | None] = {key: mark for key, mark in marks.items() if key in wanted}
    whole = asked.day is None and (asked.chamber or asked.delegation_id is None)
    return [one for one in sheets if one.key in wanted], {**kept, **(dict.fromkeys(found.gone) if whole else {})}


def secret() -> bytes:
    """With which marks are made."""
    return str(current_app.config["SECRET_KEY"]).encode()


def begin(event: Event, asked: Asked, sheets: int, *, by: int | None, kind: str = "") -> PaperRun:
    """The next run of its kind, of which nothing is printed yet."""
    kind = kind or asked.kind.value
    with transaction() as session:
        session.execute(select(Event.id).where(Event.id == event.id).with_for_update(key_share=True))
        last = session.scalar(
            select(func.max(PaperRun.number)).where(PaperRun.event_id == event.id, PaperRun.kind == kind)
        )
        run = PaperRun(
            event_id=event.id,
            kind=kind,
            number=(last or 0) + 1,
            delegation_id=asked.delegation_id if asked.chamber else None,
            made_by=by,
            made_at=now(),
            sheets=sheets,
            choices={} if kind == ALL else asked.to_json(),
        )
        session.add(run)
        session.flush()
    return run


def finish(
    event: Event,
    run: PaperRun,
    marks: Mapping[str, str | None],
    content: bytes,
    name: str,
    *,
    sheets: int | None = None,
) -> Made:
    """Keep the file and the marks, and note who made what; ``sheets``: how many there are, where that was not known."""
    with transaction():
        kept = keep_marks(run, marks)
        kept.sheets = kept.sheets if sheets is None else sheets
        file = store_export(
            content,
            name=name,
            media_type="application/zip" if name.endswith(".zip") else "application/pdf",
            user_id=kept.made_by,
            event_id=event.id,
        )
    return Made(kept, file.public_id)


def keep_marks(run: PaperRun, marks: Mapping[str, str | None]) -> PaperRun:
    """The run is printed: remember what its sheets say, and note who made it."""
    with transaction():
        kept = db.session.get_one(PaperRun, run.id)
        kept.marks, kept.finished_at = dict(marks), now()
        audit.log_action(
            "paper.made", kept, event_id=kept.event_id, by=kept.made_by, paper=kept.kind, number=kept.number
        )
    return kept
