"""A sheet of pairs on its way in: read, stored with what was typed for its rows, and arranged as a whole."""

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
from app.meetings.pair_sheets import MOST_PAIR_ROWS, PairGrid, PairRow, parse_pair_grids
from app.meetings.queries.pair_sheets import JudgedPair, get_table_ids, judge_pairs, load_name_index
from app.meetings.services import bulk
from app.meetings.services.policy import require_phase

RETENTION_MINUTES = 7 * 24 * 60
PAIR_SHEET_MEDIA_TYPE = "application/vnd.qiao.pairs+json"
MARK_LENGTH = 12
FIXABLE_FIELDS = ("one", "other", "priority", "time", "table")


class NoPairsLeft(Conflict):
    """Every row is left out already, each for its own reason. Nothing is arranged."""

    code = "pairs_nothing_left"


class PairsUnsettled(Conflict):
    """Rows still need a look, so nothing is arranged. Details: rows."""

    code = "pairs_not_settled"


class PairsChanged(Conflict):
    """Other rows are ready than the preview showed, so nothing is arranged. Details: meetings, how many are now."""

    code = "pairs_not_as_shown"


@dataclass
class PairSheet:
    """``fixes``: index of a row → what was typed for it; ``out``: indexes of rows that somebody left out."""

    grids: list[PairGrid]
    fixes: dict[int, dict[str, Any]] = field(default_factory=dict)
    out: set[int] = field(default_factory=set)

    @property
    def rows(self) -> list[PairRow]:
        return [row for grid in self.grids for row in grid.pairs()]

    def as_fixed(self) -> list[PairRow]:
        return [replace(row, **self.fixes.get(at, {})) for at, row in enumerate(self.rows)]

    def to_bytes(self) -> bytes:
        fields: dict[str, Any] = {
            "grids": [grid.to_json() for grid in self.grids],
            "fixes": {str(at): fix for at, fix in self.fixes.items()},
            "out": sorted(self.out),
        }
        return json.dumps(fields, ensure_ascii=False).encode()

    @classmethod
    def of(cls, content: bytes) -> PairSheet:
        fields = json.loads(content)
        fixes = {int(at): fix for at, fix in fields["fixes"].items()}
        return cls([PairGrid.of_json(grid) for grid in fields["grids"]], fixes, set(fields["out"]))


def import_pair_sheet(event: Event, content: bytes, filename: str, *, by: int) -> str:
    """Read the file and keep its pairs for a week, for whoever brought it; the public id. Raises SheetRefused (what is
    wrong with the file), PhaseForbids, Invalid ``pairs_none`` and ``pairs_too_many``."""
    require_phase(event, EventAct.ARRANGE)
    sheet = PairSheet(parse_pair_grids(read_workbook(content, filename), get_table_ids(event.id)))
    if not (rows := len(sheet.rows)):
        raise Invalid("pairs_none")
    if rows > MOST_PAIR_ROWS:
        raise Invalid("pairs_too_many", most=MOST_PAIR_ROWS, rows=rows)
    with transaction():
        stored_file = store_file(
            sheet.to_bytes(),
            name=filename,
            media_type=PAIR_SHEET_MEDIA_TYPE,
            user_id=by,
            event_id=event.id,
            minutes=RETENTION_MINUTES,
        )
        return stored_file.public_id


def get_pair_sheet(event: Event, public_id: str, *, by: int) -> tuple[StoredFile, PairSheet]:
    """The reader's own sheet at this event. Raises NotFound."""
    file = get_file(public_id, by)
    if file.event_id != event.id or file.media_type != PAIR_SHEET_MEDIA_TYPE or b'"grids"' not in file.content[:20]:
        raise NotFound
    return file, PairSheet.of(file.content)


def save_fixes(
    event: Event, public_id: str, typed: Mapping[int, Mapping[str, str]], out: Collection[int], *, by: int
) -> None:
    """Keep what was typed for rows, and which of these are left out."""
    with transaction():
        file, sheet = get_pair_sheet(event, public_id, by=by)
        rows = sheet.rows
        for at, fix in typed.items():
            if 0 <= at < len(rows):
                as_read = asdict(rows[at])
                sheet.fixes[at] = {
                    name: fix[name] for name in FIXABLE_FIELDS if name in fix and fix[name] != as_read[name]
                }
                (sheet.out.add if at in out else sheet.out.discard)(at)
        _save_sheet(file, sheet)


def save_columns(event: Event, public_id: str, kinds_by_sheet: Sequence[Mapping[int, str]], *, by: int) -> None:
    """Keep what the columns of each of the sheets hold (column → kind, "" for nothing that counts). What was typed for
    rows before goes where it changes anything: they may be other rows now."""
    with transaction():
        file, sheet = get_pair_sheet(event, public_id, by=by)
        before = [dict(grid.kinds) for grid in sheet.grids]
        for grid, kinds in zip(sheet.grids, kinds_by_sheet, strict=False):
            columns = grid.columns
            grid.take_for({at: kind for at, kind in kinds.items() if at in columns})
        if [grid.kinds for grid in sheet.grids] != before:
            sheet.fixes, sheet.out = {}, set()
            _save_sheet(file, sheet)


def _save_sheet(file: StoredFile, sheet: PairSheet) -> None:
    file.content = sheet.to_bytes()
    file.sha256 = hashlib.sha256(file.content).hexdigest()


def start_arranging_sheet(
    event: Event, public_id: str, mine: Collection[int] | None, *, shown: Collection[str], key: str, by: int
) -> str:
    """Arrange all rows that are ready, or none; the public id of the job. Where nothing is left to arrange because the
    same reader has arranged these pairs already, it is the job that did. ``shown``: the marks of the rows that the
    reader saw as ready; to leave a row out may wake another one. Raises NotSettled, NothingLeft, NotAsShown."""
    _file, sheet = get_pair_sheet(event, public_id, by=by)
    judged_pairs = judge_pairs(load_name_index(event, mine), sheet.as_fixed(), sheet.out)
    looks = sum(bool(pair.looks) for pair in judged_pairs)
    if looks:
        raise PairsUnsettled(rows=looks)
    ready = [pair for pair in judged_pairs if pair.is_ready]
    if not ready:
        if (run := find_earlier_run(event, judged_pairs, by=by)) is not None:
            return run.public_id
        raise NoPairsLeft
    if {get_pair_mark(pair) for pair in ready} != set(shown):
        raise PairsChanged(meetings=len(ready))
    return bulk.start_arranging(
        event, [_make_pair(pair) for pair in ready], key=key, by=by, source=public_id, whole=True
    )


def get_pair_mark(ready: JudgedPair) -> str:
    """What tells a row that is ready, and all that would be arranged for it, from any other."""
    content = json.dumps([ready.index, *asdict(_make_pair(ready)).values()]).encode()
    return hashlib.sha256(content).hexdigest()[:MARK_LENGTH]


def find_earlier_run(event: Event, judged_pairs: Sequence[JudgedPair], *, by: int) -> JobRun | None:
    """The reader's newest job that arranged rows which now have their meeting; None where nobody did so together."""
    there = {judged_pair.pair for judged_pair in judged_pairs if judged_pair.left == "already"}
    return bulk.find_arranging_run(event.id, there, by=by) if there else None


def _make_pair(judged_pair: JudgedPair) -> bulk.PairToArrange:
    return bulk.PairToArrange(*judged_pair.sides, judged_pair.slot_id, judged_pair.priority, judged_pair.table_id)
