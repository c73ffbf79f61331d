"""Runs of paper: what was printed last, the pack that a job made, and printed sheets that are obsolete."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final

from sqlalchemy import Select, select
from sqlalchemy.orm import undefer

from app.accounts.models import User
from app.companies.models import Company
from app.core.db import db, now
from app.core.errors import NotFound
from app.core.jobs.runs import get_run
from app.core.models import StoredFile
from app.day.paper.models import PaperRun
from app.day.paper.print_requests import PaperKind
from app.day.paper.sheets import SheetKey, get_last_printed, parse_sheet_key
from app.events.models import Interpreter, Table
from app.registrations.models import Registration, Representation, Representative, VisitBlock


@dataclass(frozen=True, slots=True)
class PrintedRun:
    """The newest run of a kind, and by sheet the mark of what was printed last."""

    number: int
    made_at: datetime
    made_by: str
    sheets: int
    marks: dict[str, str]


def get_printed_runs(event_id: int, delegation_id: int | None) -> dict[str, PrintedRun]:
    """By kind what the organizers have printed, or a chamber for its delegation; one query."""
    mine = PaperRun.delegation_id.is_(None) if delegation_id is None else PaperRun.delegation_id == delegation_id
    rows = (
        select(PaperRun, User.name)
        .outerjoin(User, User.id == PaperRun.made_by)
        .options(undefer(PaperRun.marks))
        .where(PaperRun.event_id == event_id, mine, PaperRun.finished_at.is_not(None))
        .order_by(PaperRun.number)
    )
    by_kind: dict[str, list[tuple[PaperRun, str]]] = defaultdict(list)
    for run, name in db.session.execute(rows):
        by_kind[run.kind].append((run, name or ""))
    return {kind: _build_printed_run(runs) for kind, runs in by_kind.items()}


def _build_printed_run(runs: list[tuple[PaperRun, str]]) -> PrintedRun:
    run, name = runs[-1]
    number, marks = get_last_printed((paper_run.number, paper_run.marks) for paper_run, _name in runs)
    return PrintedRun(number, run.made_at, name, run.sheets, marks)


def get_latest_run(event_id: int, kind: PaperKind, delegation_id: int | None) -> PaperRun | None:
    """The newest run of a kind that was printed, as it now stands."""
    mine = PaperRun.delegation_id.is_(None) if delegation_id is None else PaperRun.delegation_id == delegation_id
    done = (PaperRun.event_id == event_id, PaperRun.kind == kind, PaperRun.finished_at.is_not(None), mine)
    newest = select(PaperRun).where(*done).order_by(PaperRun.number.desc()).limit(1)
    return db.session.scalar(newest.execution_options(populate_existing=True))


def get_printed_marks(event_id: int, kind: PaperKind, delegation_id: int | None) -> tuple[int, dict[str, str]]:
    """The number of the newest run of a kind, and what was printed last; (0, {}) where there was none."""
    printed = get_printed_runs(event_id, delegation_id).get(kind)
    return (printed.number, printed.marks) if printed else (0, {})


@dataclass(frozen=True, slots=True)
class FetchablePack:
    """``until``: so long its file can be fetched."""

    run: PaperRun
    file: str
    until: datetime


def find_pack_of_job(job: str, user_id: int, event_id: int) -> FetchablePack | None:
    """What this job of the user's ("" for none) made at the event; None where its time is over."""
    if not job:
        return None
    try:
        result = get_run(job, user_id).result or {}
    except NotFound:
        return None
    run = db.session.get(PaperRun, result.get("run", 0))
    fresh = (StoredFile.public_id == result.get("file", ""), StoredFile.expires_at > now())
    until = db.session.scalar(select(StoredFile.expires_at).where(*fresh))
    if run is None or run.event_id != event_id or until is None:
        return None
    return FetchablePack(run, result["file"], until)


@dataclass(frozen=True, slots=True)
class ObsoleteSheet:
    """``name``: of a person, a firm, a table …, a time or a number, "" for one that is known no more; ``day``: of which
    day the sheet was."""

    name: str
    day: date | None


_COMPANY_NAME: Final = (
    select(Company.name)
    .join(Registration, Registration.company_id == Company.id)
    .join(Representation, Representation.registration_id == Registration.id)
    .where(Representation.representative_id == Representative.id)
    .order_by(Representation.id)
    .limit(1)
    .correlate(Representative)
    .scalar_subquery()
)
_NAME_QUERIES: Final[dict[str, tuple[Any, Select[*tuple[Any, ...]]]]] = {
    "p": (Representative.id, select(Representative.id, Representative.display_name, _COMPANY_NAME)),
    "f": (
        Registration.id,
        select(Registration.id, Company.name).join(Company, Company.id == Registration.company_id),
    ),
    "t": (Table.id, select(Table.id, Table.label)),
    "i": (Interpreter.id, select(Interpreter.id, Interpreter.name)),
    "v": (VisitBlock.id, select(VisitBlock.id, VisitBlock.label)),
}
"""By the letter of a key: what its number is compared with, and what asks for names."""


def list_obsolete_sheets(keys: Iterable[str]) -> Sequence[ObsoleteSheet]:
    """In the order of their names; a query for each kind of sheet that is among them."""
    wanted = [parse_sheet_key(key) for key in keys]
    names: dict[tuple[str, str], str] = {}
    for letter in {sheet.letter for sheet in wanted} & set(_NAME_QUERIES):
        ids = {int(sheet.about) for sheet in wanted if sheet.letter == letter and sheet.about.isdigit()}
        column, named = _NAME_QUERIES[letter]
        for row in db.session.execute(named.where(column.in_(ids))):
            names[letter, str(row[0])] = " · ".join(text for text in row[1:] if text)
    return sorted(
        (_build_obsolete_sheet(sheet, names) for sheet in wanted), key=lambda sheet: (sheet.name, sheet.day or date.min)
    )


def _build_obsolete_sheet(key: SheetKey, names: dict[tuple[str, str], str]) -> ObsoleteSheet:
    if key.letter in _NAME_QUERIES:
        return ObsoleteSheet(names.get((key.letter, key.about), ""), key.day)
    return ObsoleteSheet(key.about, key.day)
