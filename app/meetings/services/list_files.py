"""The organizer's list of meetings as a file: for a spreadsheet or a calendar."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Final

from flask_babel import gettext, pgettext
from sqlalchemy import func, select

from app.companies.wording import company_label
from app.core.db import db, now
from app.core.web.locale import local, plain
from app.documents.csv import CellValue, to_csv
from app.documents.ics import Appointment, to_ics
from app.documents.xlsx import WorkbookSheet, to_xlsx
from app.events.models import Event, Slot
from app.meetings.lifecycle import PLACED
from app.meetings.mails.invitations import Place, place_of, uid_of
from app.meetings.models import Claim
from app.meetings.queries.overview import ids_that_fit
from app.meetings.queries.overview_lines import MeetingLine, lines_of
from app.meetings.queries.overview_wanted import Wanted
from app.meetings.wording import STATES

AT_ONCE: Final = 5_000
"""Meetings that are asked for in one statement."""
WIDTHS: Final = (18, 18, 10, 40, 40, 14)
MEDIA_TYPES: Final = {
    "csv": "text/csv",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "ics": "text/calendar",
}


def list_file(kind: str, event: Event, wanted: Wanted) -> bytes:
    """The meetings that fit, in one of ``MEDIA_TYPES``, in the reader's language; times on the clocks of the event."""
    ids = ids_that_fit(event.id, wanted)
    lines = [line for at in range(0, len(ids), AT_ONCE) for line in lines_of(event.id, ids[at : at + AT_ONCE])]
    return _WRITERS[kind](event, lines, _ends(event.id))


def _ends(event_id: int) -> dict[int, datetime]:
    """When each meeting that holds time ends."""
    held = select(Claim.meeting_id, func.max(Slot.ends_at)).join(Slot, Slot.id == Claim.slot_id)
    rows = db.session.execute(held.where(Claim.event_id == event_id).group_by(Claim.meeting_id))
    return {row[0]: row[1] for row in rows}


def _rows(lines: Sequence[MeetingLine], ends: Mapping[int, datetime]) -> Iterator[list[CellValue]]:
    for line in lines:
        starts_at, ends_at = line.starts_at, ends.get(line.id)
        yield [
            local(starts_at) if starts_at else None,
            local(ends_at) if starts_at and ends_at else None,
            line.table,
            company_label(line.asker),
            company_label(line.asked),
            str(STATES[line.state]),
        ]


def _header() -> list[str]:
    asker, asked = pgettext("side of a meeting", "Asker"), pgettext("side of a meeting", "Asked")
    return [gettext("Start"), gettext("End"), gettext("Table"), asker, asked, gettext("State")]


def _csv(_event: Event, lines: Sequence[MeetingLine], ends: Mapping[int, datetime]) -> bytes:
    return to_csv(_header(), _rows(lines, ends))


def _xlsx(event: Event, lines: Sequence[MeetingLine], ends: Mapping[int, datetime]) -> bytes:
    sheet = WorkbookSheet(name=gettext("Meetings"), header=_header(), rows=_rows(lines, ends), widths=WIDTHS)
    return to_xlsx([sheet], made_at=now(), title=plain(event.name))


def _ics(event: Event, lines: Sequence[MeetingLine], ends: Mapping[int, datetime]) -> bytes:
    """Those that have their time."""
    entries = (
        Appointment(
            uid=uid_of(line.id),
            sequence=line.sequence,
            starts_at=line.starts_at,
            ends_at=ends[line.id],
            changed_at=line.since,
            summary=" – ".join((company_label(line.asker), company_label(line.asked))),
            zone=event.zone,
            location=place_of(event, Place(line.table)),
        )
        for line in lines
        if line.state in PLACED and line.starts_at is not None and line.id in ends
    )
    return to_ics(entries, name=plain(event.name)).encode()


_WRITERS: Final[Mapping[str, Callable[[Event, Sequence[MeetingLine], Mapping[int, datetime]], bytes]]] = {
    "csv": _csv,
    "xlsx": _xlsx,
    "ics": _ics,
}
