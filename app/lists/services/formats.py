"""A list with what it says about itself, in each format that a table can have."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from flask_babel import gettext

from app.documents.csv import CellValue, to_csv, to_tsv
from app.documents.pdf import PrintedTable, table_to_pdf
from app.documents.xlsx import WorkbookSheet, to_xlsx
from app.lists.news import News
from app.lists.selection import Selection
from app.lists.services.cell_words import in_words
from app.lists.wording import HAPPENED, heading_of, meaning, since, summary

MEDIA_TYPES: Final = {
    "csv": "text/csv",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "pdf": "application/pdf",
    "tsv": "text/tab-separated-values",
    "vcf": "text/vcard",
}
WIDTHS: Final = {"event": 30, "company": 38, "company_zh": 28, "sectors": 40, "offers": 40, "seeks": 40, "email": 28}
USUAL_WIDTH: Final = 16
TITLES: Final = ("company", "company_zh", "representative", "representative_zh")
"""Columns that say whom a row is of, the first of them best."""
MOST_PRINTED_NEWS: Final = 200


@dataclass(frozen=True, slots=True)
class Told:
    """What a file holds. ``about``: pairs of a word and what it is; ``event``: its name; ``at``: when it was made;
    ``news``: what changed since the list was last taken, None where it was not."""

    selection: Selection
    rows: Sequence[list[CellValue]]
    about: Sequence[tuple[str, str]]
    event: str
    language: str
    at: datetime
    news: News | None = None

    @property
    def names(self) -> list[str]:
        return [column.name for column in self.selection.columns]

    @property
    def heads(self) -> list[str]:
        """The stable names, or the user's own words, for who works on with the data."""
        return [self.selection.headings.get(name, name) for name in self.names]

    @property
    def labels(self) -> list[str]:
        """What the page calls the columns, for who reads."""
        return [heading_of(column, self.selection) for column in self.selection.columns]

    @property
    def worded(self) -> list[list[CellValue]]:
        """The rows in the reader's words, where cells hold codes."""
        columns = self.selection.columns
        return [[in_words(*pair) for pair in zip(columns, row, strict=True)] for row in self.rows]

    @property
    def told_news(self) -> list[tuple[str, str]]:
        """The news as pairs, as the facts are."""
        if self.news is None:
            return []
        changed = [(word, who + gettext(": ") + columns if columns else who) for word, who, columns in self.lines]
        return [(since(self.news), summary(self.news)), *changed]

    @property
    def lines(self) -> list[tuple[str, str, str]]:
        """The news row by row, in words."""
        labels = dict(zip(self.names, self.labels, strict=True))
        lines = self.news.lines() if self.news is not None else ()
        return [
            (str(HAPPENED[what]), who, gettext(", ").join(labels[name] for name in names)) for what, who, names in lines
        ]


def as_csv(told: Told) -> bytes:
    """The rows alone, under the stable names, for who works on with the data; what the list is stands in the log."""
    return to_csv(told.heads, told.rows)


def as_xlsx(told: Told) -> bytes:
    legend = [
        [label, meaning(name), name if head == name else f"{head} ({name})"]
        for label, name, head in zip(told.labels, told.names, told.heads, strict=True)
    ]
    listed = WorkbookSheet(
        name="attendees",
        header=told.heads,
        rows=told.rows,
        widths=[WIDTHS.get(name, USUAL_WIDTH) for name in told.names],
    )
    about = WorkbookSheet(
        name=gettext("About this list"),
        header=[gettext("About this list"), ""],
        rows=[*told.about, ["", ""], [gettext("Column"), gettext("Meaning"), gettext("Name in the file")], *legend],
        widths=[34, 70, 24],
        wraps=True,
    )
    return to_xlsx([listed, about, *_changes(told)], made_at=told.at, title=told.event)


def _changes(told: Told) -> Iterator[WorkbookSheet]:
    """What changed since the list was last taken, on a sheet of its own."""
    if told.news is not None:
        yield WorkbookSheet(
            name=gettext("Changes"),
            header=[since(told.news), summary(told.news), gettext("Columns")],
            rows=told.lines,
            widths=[34, 50, 60],
            wraps=True,
        )


def as_pdf(told: Told) -> bytes:
    """For people: columns are named as the page names them, codes are words, and where a row is a block it is titled by
    the firm. What the list is stands after the rows."""
    table = PrintedTable(
        title=gettext("Attendee list"),
        subtitle=told.event,
        header=told.labels,
        rows=told.worded,
        title_column=next((told.names.index(name) for name in TITLES if name in told.names), 0),
        notes=[*told.about, *told.told_news[:MOST_PRINTED_NEWS]],
        foot=f"{told.event} · {gettext('Attendee list')}",
    )
    return table_to_pdf(table, language=told.language, made_at=told.at)


def as_tsv(told: Told) -> bytes:
    """To be pasted: the rows alone, in the words of the page as their headings are; what the list is stands in the
    log."""
    return to_tsv(told.labels, told.worded).encode()


FORMATS: Final[Mapping[str, Callable[[Told], bytes]]] = {
    "csv": as_csv,
    "xlsx": as_xlsx,
    "pdf": as_pdf,
    "tsv": as_tsv,
}
