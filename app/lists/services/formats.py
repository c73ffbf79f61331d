"""A list with what it says about itself, in each format that a table can have."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import chain
from typing import Final

from flask_babel import gettext

from app.documents.table_to_pdf import PrintedTable, table_to_pdf
from app.documents.to_csv import Value, to_csv
from app.documents.to_tsv import to_tsv
from app.documents.to_xlsx import Sheet, to_xlsx
from app.lists.columns import Column
from app.lists.wording import column_label, meaning

MEDIA_TYPES: Final = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "pdf": "application/pdf",
    "tsv": "text/tab-separated-values; charset=utf-8",
    "vcf": "text/vcard; charset=utf-8",
}
WIDTHS: Final = {"event": 30, "company": 38, "company_zh": 28, "sectors": 40, "offers": 40, "seeks": 40, "email": 28}
USUAL_WIDTH: Final = 16
REMARK: Final = "#"
"""Begins each line of a CSV that is no row of the table."""


@dataclass(frozen=True, slots=True)
class Told:
    """What a file holds. ``about``: pairs of a word and what it is; ``event``: its name; ``at``: when it was made."""

    columns: Sequence[Column]
    rows: Sequence[list[Value]]
    about: Sequence[tuple[str, str]]
    event: str
    language: str
    at: datetime

    @property
    def names(self) -> list[str]:
        return [column.name for column in self.columns]


def as_csv(told: Told) -> bytes:
    """The table, a blank line that ends it for a spreadsheet, then the facts: each a line that begins with ``#``, so
    that readers of data can pass over it as a remark."""
    about = [[f"{REMARK} {word}", what] for word, what in told.about]
    return to_csv(told.names, chain(told.rows, [[], [f"{REMARK} {gettext('About this list')}"]], about))


def as_xlsx(told: Told) -> bytes:
    legend = [[column_label(name), meaning(name), name] for name in told.names]
    listed = Sheet(
        name="attendees",
        header=told.names,
        rows=told.rows,
        widths=[WIDTHS.get(name, USUAL_WIDTH) for name in told.names],
    )
    about = Sheet(
        name=gettext("About this list"),
        header=[gettext("About this list"), ""],
        rows=[*told.about, ["", ""], [gettext("Column"), gettext("Meaning"), gettext("Name in the file")], *legend],
        widths=[34, 70, 24],
        wraps=True,
    )
    return to_xlsx([listed, about], made_at=told.at, title=told.event)


def as_pdf(told: Told) -> bytes:
    """For people: columns are named as the page names them. What the list is stands after the rows."""
    table = PrintedTable(
        title=gettext("Attendee list"),
        subtitle=told.event,
        header=[column_label(name) for name in told.names],
        rows=told.rows,
        notes=told.about,
        foot=f"{told.event} · {gettext('Attendee list')}",
    )
    return table_to_pdf(table, language=told.language, made_at=told.at)


def as_tsv(told: Told) -> bytes:
    """To be pasted: the rows alone, under the words of the page; what the list is stands in the log."""
    return to_tsv([column_label(name) for name in told.names], told.rows).encode()


FORMATS: Final[Mapping[str, Callable[[Told], bytes]]] = {
    "csv": as_csv,
    "xlsx": as_xlsx,
    "pdf": as_pdf,
    "tsv": as_tsv,
}
