"""An attendee list as a file: its columns and rows, and what the file says about itself."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import chain
from typing import Final
from zoneinfo import ZoneInfo

from flask_babel import force_locale, gettext, ngettext

from app.documents.to_csv import Value, to_csv
from app.documents.to_xlsx import Sheet, to_xlsx
from app.events.models import Event
from app.floor.web.locale import LOCALES
from app.kernel.clock import format_time, to_zone
from app.lists.columns import VERSION, Column, Terms, Writer
from app.lists.consent import Purpose
from app.lists.queries.attendees import Found, Listed
from app.lists.queries.filter_words import filter_words, names_in
from app.lists.selection import Selection
from app.lists.wording import PURPOSES, REASONS, column_label, meaning

MEDIA_TYPES: Final = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
WIDTHS: Final = {"event": 30, "company": 38, "company_zh": 28, "sectors": 40, "offers": 40, "seeks": 40, "email": 28}
USUAL_WIDTH: Final = 16
REMARK: Final = "#"
"""Begins each line of a CSV that is no row of the table."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """What a file says of itself besides its rows. ``by``: a name, "" for the command line; ``recipient`` may be ""."""

    event: Event
    selection: Selection
    by: str
    at: datetime
    reason: str
    recipient: str
    language: str


def as_file(found: Found, facts: Facts, kind: str) -> bytes:
    """The list as ``csv`` or ``xlsx``, with labels and texts in the wanted language."""
    columns = facts.selection.columns
    terms = Terms(facts.language, ZoneInfo(facts.event.zone), facts.event.name.in_language(facts.language)[0])
    writer = Writer(columns, terms)
    rows = [writer.cells(one.row, one.verdict) for one in found.listed]
    with force_locale(LOCALES[facts.language]):
        about = list(about_lines(found, facts))
        return _csv(columns, rows, about) if kind == "csv" else _xlsx(columns, rows, about, facts)


def about_lines(found: Found, facts: Facts) -> Iterator[tuple[str, str]]:
    """What the list is, for what, by whom, of whom, and who is missing: pairs of a word and what it is."""
    use = facts.selection.use
    yield gettext("List"), gettext("Attendee list, columns version %(number)s", number=VERSION)
    yield gettext("Event"), facts.event.name.in_language(facts.language)[0]
    yield gettext("Purpose"), _purpose(facts)
    if facts.reason:
        yield gettext("What for"), facts.reason
    if facts.recipient:
        yield gettext("For whom"), facts.recipient
    yield gettext("Filter"), filter_words(facts.selection.filter, names_in(facts.event))
    yield gettext("Made by"), f"{facts.by or gettext('command line')}, {_moment(facts)}"
    yield gettext("Rows"), str(len(found.listed))
    if use.purpose is Purpose.HANDOVER:
        yield from _missing(found)


def left_out_firms(found: Found) -> list[tuple[Listed, int]]:
    """Who is left out, each firm and reason once, with how many rows that concerns."""
    firms: dict[tuple[int, str], list[Listed]] = {}
    for one in found.left_out:
        firms.setdefault((one.row.firm.registration_id, one.verdict.reason), []).append(one)
    return [(rows[0], len(rows)) for rows in firms.values()]


def _missing(found: Found) -> Iterator[tuple[str, str]]:
    silent = sum(1 for one in found.listed if one.row.person and not one.verdict.contacts)
    if silent:
        told = ngettext(
            "E-mail, phone and WeChat are empty in %(num)d row: no consent to contacts",
            "E-mail, phone and WeChat are empty in %(num)d rows: no consent to contacts",
            silent,
        )
        yield gettext("Contacts"), told
    yield gettext("Left out"), ngettext("%(num)d row", "%(num)d rows", len(found.left_out))
    for one, rows in left_out_firms(found):
        told = f"{one.row.firm.name}: {REASONS[one.verdict.reason]}"
        yield gettext("Left out"), told if rows == 1 else told + ngettext(" (%(num)d row)", " (%(num)d rows)", rows)


def _purpose(facts: Facts) -> str:
    use = facts.selection.use
    words = str(PURPOSES[use.purpose])
    if use.purpose is Purpose.RUNNING:
        return words
    place = gettext("recipient abroad, or not known") if use.abroad else gettext("recipient in the event’s country")
    return f"{words}; {place}"


def _moment(facts: Facts) -> str:
    local = to_zone(facts.at, facts.event.zone)
    return f"{local:%Y-%m-%d} {format_time(local)} ({facts.event.zone})"


def _csv(columns: Sequence[Column], rows: Sequence[list[Value]], about: Sequence[tuple[str, str]]) -> bytes:
    """The table, a blank line that ends it for a spreadsheet, then the facts: each a line that begins with ``#``, so
    that readers of data can pass over it as a remark."""
    told = [[f"{REMARK} {word}", what] for word, what in about]
    return to_csv(
        [column.name for column in columns], chain(rows, [[], [f"{REMARK} {gettext('About this list')}"]], told)
    )


def _xlsx(
    columns: Sequence[Column], rows: Sequence[list[Value]], about: Sequence[tuple[str, str]], facts: Facts
) -> bytes:
    names = [column.name for column in columns]
    legend = [[column_label(name), meaning(name), name] for name in names]
    listed = Sheet(name="attendees", header=names, rows=rows, widths=[WIDTHS.get(name, USUAL_WIDTH) for name in names])
    told = Sheet(
        name=gettext("About this list"),
        header=[gettext("About this list"), ""],
        rows=[*about, ["", ""], [gettext("Column"), gettext("Meaning"), gettext("Name in the file")], *legend],
        widths=[34, 70, 24],
        wraps=True,
    )
    return to_xlsx([listed, told], made_at=facts.at, title=facts.event.name.in_language(facts.language)[0])
