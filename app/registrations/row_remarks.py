"""What the answers of one row say beside a yes or no stays among its remarks, each with its question."""

from __future__ import annotations

from app.core.spreadsheets.values import SheetCell
from app.registrations.cells import (
    consent_in,
    is_ditto,
    is_none,
    is_plain_answer,
    is_to_come,
    tidy,
    words,
)
from app.registrations.fields import CONSENTS, Field
from app.registrations.interpreter_answers import interpreter_in, is_bare
from app.registrations.rows import Row
from app.registrations.tables import Table
from app.registrations.values import Values


def remark_consents(read: Values, row: Row, table: Table) -> None:
    """A consent to something else counts for nothing here, nor does an answer that is no yes or no; what was said
    stays, with its question. Where one counts, what tells its source goes with it."""
    for column in table.all(Field.CONSENT_OTHER):
        text = words(row.cells.get(column.number, SheetCell()))
        if text and not is_ditto(text):
            read.remark(f"{column.header}: {text}")
            read.note("consent_other")
    told = []
    for column in (column for wanted in CONSENTS for column in table.all(wanted)):
        text = tidy(row.cells.get(column.number, SheetCell()).text)
        if is_ditto(text):
            continue
        if consent_in(SheetCell(text)) is None and (words(SheetCell(text)) or is_to_come(text)):
            read.remark(f"{column.header}: {text}")
            read.note("consent_unread")
        elif text and not is_none(text) and not is_plain_answer(text):
            told.append(text)
    sources = [(c.header, words(row.cells.get(c.number, SheetCell()))) for c in table.all(Field.CONSENT_SOURCE)]
    told += [f"{header}: {text}" for header, text in sources if text]
    if told and any(wanted in read.values for wanted in CONSENTS):
        read.values["consent_source"] = "; ".join(told)
    elif told:
        read.remark("; ".join(told))
        read.note("consent_other")


def remark_interpreter(read: Values, row: Row, table: Table) -> None:
    """What an answer says beside its yes or no stays, as does one that is neither, with its question."""
    for column in table.all(Field.NEEDS_INTERPRETER):
        cell = row.cells.get(column.number, SheetCell())
        if not words(cell) or is_ditto(cell.text) or is_bare(cell) or is_plain_answer(cell.text):
            continue
        read.remark(f"{column.header}: {tidy(cell.text)}")
        read.note("interpreter_unread" if interpreter_in(cell) is None else "")
