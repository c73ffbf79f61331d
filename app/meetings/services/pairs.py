"""A sheet of pairs on its way in: read, kept with what is said about its rows, and arranged as a whole."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from typing import Any

from app.core.db import transaction
from app.core.errors import Conflict, Invalid, NotFound
from app.core.files import get_file, store_file
from app.core.models import JobRun, StoredFile
from app.core.spreadsheets import read_workbook
from app.events.models import Event
from app.events.phases import EventAct
from app.meetings.pair_grid import Grid, grids_in
from app.meetings.pair_sheet import MOST_ROWS, PairRow
from app.meetings.queries.pair_names import ground_of
from app.meetings.queries.pairs import Judged, judge, tables_of
from app.meetings.services import many
from app.meetings.services.requirements import require_phase

KEPT_MINUTES = 7 * 24 * 60
MEDIA_TYPE = "application/vnd.qiao.pairs+json"
MARK = 12
FIXED = ("one", "other", "priority", "time", "table")


class NothingLeft(Conflict):
    """Every row is left out already, each for its own reason. Nothing is arranged."""

    code = "pairs_nothing_left"


class NotSettled(Conflict):
    """Rows still need a look, so nothing is arranged. Details: rows."""

    code = "pairs_not_settled"


class NotAsShown(Conflict):
    """Other rows are ready than the preview showed, so nothing is arranged. Details: meetings, how many are now."""

    code = "pairs_not_as_shown"


@dataclass
class Sheet:
    """``fixes``: index of a row → what was typed for it; ``out``: indexes of rows that somebody left out."""

    grids: list[Grid]
    fixes: dict[int, dict[str, Any]] = field(default_factory=dict)
    out: set[int] = field(default_factory=set)

    @property
    def rows(self) -> list[PairRow]:
        return [row for grid in self.grids for row in grid.pairs()]

    def as_fixed(self) -> list[PairRow]:
        return [replace(row, **self.fixes.get(at, {})) for at, row in enumerate(self.rows)]

    def to_bytes(self) -> bytes:
        told: dict[str, Any] = {
            "grids": [grid.to_json() for grid in self.grids],
            "fixes": {str(at): fix for at, fix in self.fixes.items()},
            "out": sorted(self.out),
        }
        return json.dumps(told, ensure_ascii=False).encode()

    @classmethod
    def of(cls, content: bytes) -> Sheet:
        told = json.loads(content)
        fixes = {int(at): fix for at, fix in told["fixes"].items()}
        return cls([Grid.of_json(grid) for grid in told["grids"]], fixes, set(told["out"]))


def take_in(event: Event, content: bytes, filename: str, *, by: int) -> str:
    """Read the file and keep its pairs for a week, for whoever brought it; the public id. Raises SheetRefused (what is
    wrong with the file), PhaseForbids, Invalid ``pairs_none`` and ``pairs_too_many``."""
    require_phase(event, EventAct.ARRANGE)
    sheet = Sheet(grids_in(read_workbook(content, filename), tables_of(event.id)))
    if not (rows := len(sheet.rows)):
        raise Invalid("pairs_none")
    if rows > MOST_ROWS:
        raise Invalid("pairs_too_many", most=MOST_ROWS, rows=rows)
    with transaction():
        kept = store_file(
            sheet.to_bytes(),
            name=filename,
            media_type=MEDIA_TYPE,
            user_id=by,
            event_id=event.id,
            minutes=KEPT_MINUTES,
        )
        return kept.public_id


def sheet_of(event: Event, public_id: str, *, by: int) -> tuple[StoredFile, Sheet]:
    """The reader's own sheet at this event. Raises NotFound."""
    file = get_file(public_id, by)
    if file.event_id != event.id or file.media_type != MEDIA_TYPE or b'"grids"' not in file.content[:20]:
        raise NotFound
    return file, Sheet.of(file.content)


def say(event: Event, public_id: str, typed: Mapping[int, Mapping[str, str]], out: Collection[int], *, by: int) -> None:
    """Keep what was typed for rows, and which of these are left out."""
    with transaction():
        file, sheet = sheet_of(event, public_id, by=by)
        rows = sheet.rows
        for at, fix in typed.items():
            if 0 <= at < len(rows):
                as_read = asdict(rows[at])
                sheet.fixes[at] = {name: fix[name] for name in FIXED if name in fix and fix[name] != as_read[name]}
                (sheet.out.add if at in out else sheet.out.discard)(at)
        _keep(file, sheet)


def say_columns(event: Event, public_id: str, said: Sequence[Mapping[int, str]], *, by: int) -> None:
    """Keep what the columns of each of the sheets hold (column → kind, "" for nothing that counts). What was typed for
    rows before goes where it changes anything: they may be other rows now."""
    with transaction():
        file, sheet = sheet_of(event, public_id, by=by)
        before = [dict(grid.kinds) for grid in sheet.grids]
        for grid, kinds in zip(sheet.grids, said, strict=False):
            columns = grid.columns
            grid.take_for({at: kind for at, kind in kinds.items() if at in columns})
        if [grid.kinds for grid in sheet.grids] != before:
            sheet.fixes, sheet.out = {}, set()
            _keep(file, sheet)


def _keep(file: StoredFile, sheet: Sheet) -> None:
    file.content = sheet.to_bytes()
    file.sha256 = hashlib.sha256(file.content).hexdigest()


def begin(
    event: Event, public_id: str, mine: Collection[int] | None, *, shown: Collection[str], key: str, by: int
) -> str:
    """Arrange all rows that are ready, or none; the public id of the job. Where nothing is left to arrange because the
    same reader has arranged these pairs already, it is the job that did. ``shown``: the marks of the rows that the
    reader saw as ready; to leave a row out may wake another one. Raises NotSettled, NothingLeft, NotAsShown."""
    _file, sheet = sheet_of(event, public_id, by=by)
    found = judge(ground_of(event, mine), sheet.as_fixed(), sheet.out)
    looks = sum(bool(one.looks) for one in found)
    if looks:
        raise NotSettled(rows=looks)
    ready = [one for one in found if one.is_ready]
    if not ready:
        if (run := done_before(event, found, by=by)) is not None:
            return run.public_id
        raise NothingLeft
    if {mark_of(one) for one in ready} != set(shown):
        raise NotAsShown(meetings=len(ready))
    return many.begin(event, [_wanted(one) for one in ready], key=key, by=by, source=public_id, whole=True)


def mark_of(ready: Judged) -> str:
    """What tells a row that is ready, and all that would be arranged for it, from any other."""
    told = json.dumps([ready.index, *asdict(_wanted(ready)).values()]).encode()
    return hashlib.sha256(told).hexdigest()[:MARK]


def done_before(event: Event, found: Sequence[Judged], *, by: int) -> JobRun | None:
    """The reader's newest job that arranged rows which now have their meeting; None where nobody did so together."""
    there = {one.pair for one in found if one.left == "already"}
    return many.run_behind(event.id, there, by=by) if there else None


def _wanted(one: Judged) -> many.Wanted:
    return many.Wanted(*one.sides, one.slot_id, one.priority, one.table_id)
