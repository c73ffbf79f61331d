"""A list with what it says about itself in each format that a table can have; codes in cells as words."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from flask_babel import gettext

from app.companies.locale_names import get_country_name, get_language_name
from app.core.web.locale import language
from app.core.web.translations import lazy_gettext as _l
from app.core.web.translations import lazy_pgettext
from app.documents.csv import CellValue, to_csv, to_tsv
from app.documents.pdf import PrintedTable, table_to_pdf
from app.documents.xlsx import WorkbookSheet, to_xlsx
from app.lists.columns import ANSWER_PREFIX, SHEET_PREFIX, ListColumn
from app.lists.selection import ListSelection
from app.lists.wording import CATEGORIES, column_meaning, heading_of

ANSWER_LABELS: Final[dict[str, Any]] = {"Yes": _l("yes"), "No": _l("no")}
CELL_STATE_LABELS: Final[dict[str, Any]] = {
    "invited": _l("not begun"),
    "draft": _l("draft"),
    "submitted": _l("to approve"),
    "approved": _l("approved"),
    "waiting": _l("waiting list"),
    "rejected": _l("rejected"),
    "cancelled": _l("cancelled"),
}
"""Of one firm, as its mark on pages says; ``wording.STATES`` names several."""
CONSENT_LABELS: Final[dict[str, Any]] = {
    "yes": _l("yes"),
    "no": _l("no"),
    "withdrawn": _l("withdrawn"),
    "not_asked": _l("not asked"),
}
SOURCE_LABELS: Final[dict[str, Any]] = {
    "self": lazy_pgettext("who said it", "themselves"),
    "sheet": lazy_pgettext("who said it", "chamber’s sheet"),
    "paper": lazy_pgettext("who said it", "paper"),
    "desk": lazy_pgettext("who said it", "at the desk"),
}


def cell_text(column: ListColumn, value: CellValue) -> CellValue:
    """The value as the reader calls it; one that is no code as it is."""
    if not isinstance(value, str) or not value:
        return value
    if column.name in _TEXT_OF_COLUMN:
        return _TEXT_OF_COLUMN[column.name](value)
    answers = (
        column.section or column.name == "needs_interpreter" or column.name.startswith((ANSWER_PREFIX, SHEET_PREFIX))
    )
    return str(ANSWER_LABELS.get(value, value)) if answers else value


def _consent_text(value: str) -> str:
    """“yes (themselves)”."""
    word, _, source = value.removesuffix(")").partition(" (")
    text = str(CONSENT_LABELS.get(word, word))
    return (
        gettext("%(word)s (%(source)s)", word=text, source=str(SOURCE_LABELS.get(source, source))) if source else text
    )


def _country_text(value: str) -> str:
    return get_country_name(language(), value) if len(value) == 2 else value


def _languages_text(value: str) -> str:
    return str(gettext(", ")).join(get_language_name(code, language()) for code in value.split(", "))


_TEXT_OF_COLUMN: Final[Mapping[str, Callable[[str], str]]] = {
    "category": lambda value: str(CATEGORIES.get(value, value)),
    "registration_state": lambda value: str(CELL_STATE_LABELS.get(value, value)),
    "consent_list": _consent_text,
    "country": _country_text,
    "languages": _languages_text,
}


LIST_MEDIA_TYPES: Final = {
    "csv": "text/csv",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "pdf": "application/pdf",
    "tsv": "text/tab-separated-values",
    "vcf": "text/vcard",
}
WIDTHS: Final = {"event": 30, "company": 38, "company_zh": 28, "sectors": 40, "offers": 40, "seeks": 40, "email": 28}
USUAL_WIDTH: Final = 16
TITLE_COLUMNS: Final = ("company", "company_zh", "representative", "representative_zh")
"""Columns that say whom a row is of, the first of them best."""


@dataclass(frozen=True, slots=True)
class FileContent:
    """What a file holds. ``about``: pairs of a word and what it is; ``event``: its name; ``at``: when it was made."""

    selection: ListSelection
    rows: Sequence[list[CellValue]]
    about: Sequence[tuple[str, str]]
    event: str
    language: str
    at: datetime

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
        return [[cell_text(*pair) for pair in zip(columns, row, strict=True)] for row in self.rows]


def render_csv(content: FileContent) -> bytes:
    """The rows alone, under the stable names, for who works on with the data; what the list is stands in the log."""
    return to_csv(content.heads, content.rows)


def render_xlsx(content: FileContent) -> bytes:
    legend = [
        [label, column_meaning(name), name if head == name else f"{head} ({name})"]
        for label, name, head in zip(content.labels, content.names, content.heads, strict=True)
    ]
    listed = WorkbookSheet(
        name="attendees",
        header=content.heads,
        rows=content.rows,
        widths=[WIDTHS.get(name, USUAL_WIDTH) for name in content.names],
    )
    about = WorkbookSheet(
        name=gettext("About this list"),
        header=[gettext("About this list"), ""],
        rows=[*content.about, ["", ""], [gettext("Column"), gettext("Meaning"), gettext("Name in the file")], *legend],
        widths=[34, 70, 24],
        wraps=True,
    )
    return to_xlsx([listed, about], made_at=content.at, title=content.event)


def render_pdf(content: FileContent) -> bytes:
    """For people: columns are named as the page names them, codes are words, and where a row is a block it is titled by
    the company. What the list is stands after the rows."""
    table = PrintedTable(
        title=gettext("Attendee list"),
        subtitle=content.event,
        header=content.labels,
        rows=content.worded,
        title_column=next((content.names.index(name) for name in TITLE_COLUMNS if name in content.names), 0),
        notes=content.about,
        foot=f"{content.event} · {gettext('Attendee list')}",
    )
    return table_to_pdf(table, language=content.language, made_at=content.at)


def render_tsv(content: FileContent) -> bytes:
    """To be pasted: the rows alone, in the words of the page as their headings are; what the list is stands in the
    log."""
    return to_tsv(content.labels, content.worded).encode()


RENDERERS: Final[Mapping[str, Callable[[FileContent], bytes]]] = {
    "csv": render_csv,
    "xlsx": render_xlsx,
    "pdf": render_pdf,
    "tsv": render_tsv,
}
