"""How many firms and people said yes or no in a sheet's own columns of consent."""

from __future__ import annotations

from dataclasses import dataclass

from app.core.spreadsheets.values import SheetCell
from app.registrations.cells import is_answer, words
from app.registrations.column import Certainty, Column
from app.registrations.consent_headers import asks_for_a_no
from app.registrations.consent_texts import LISTED
from app.registrations.fields import Field
from app.registrations.plan import ImportPlan, RowVerdict
from app.registrations.said_consents import OWN


@dataclass(frozen=True, slots=True)
class ConsentTally:
    """``header``: of the column, the source; ``yes``, ``no``, ``silent``: firms, or people (``of_people``) where each
    speaks for their own data; the last are not asked yet."""

    header: str
    purpose: str
    yes: int
    no: int
    silent: int
    of_people: bool = False


def consent_tally(plan: ImportPlan) -> tuple[ConsentTally, ...]:
    """One for each column of consent, in the order in which the rows speak; none where the sheet has no such column."""
    counted: dict[tuple[str, str], list[int]] = {}
    for effect in plan.effects:
        for one in effect.consents:
            if one.purpose == LISTED and one.person is not None:
                counted.setdefault((one.header, LISTED), [0, 0])  # the firm's own word is counted
                continue
            if one.person is not None or one.purpose != OWN or not effect.after.people:
                counted.setdefault((one.header, one.purpose), [0, 0])[0 if one.given else 1] += 1
    return tuple(
        ConsentTally(header, purpose, yes, no, _silent(plan, header, purpose), purpose == OWN)
        for (header, purpose), (yes, no) in counted.items()
    )


@dataclass(frozen=True, slots=True)
class UncountedConsent:
    """A column whose answers count for nothing. ``answers``: how many rows say something there; ``key``: of the header;
    ``asked``: a person must say what the consent is to before the import; ``refuses``: a yes there is a no."""

    header: str
    answers: int
    key: str = ""
    asked: bool = False
    refuses: bool = False


def uncounted_consents(plan: ImportPlan) -> tuple[UncountedConsent, ...]:
    """The columns of consent whose purpose nobody can tell, or that is none of ours; each is kept as a remark."""
    counted: dict[str, int] = {}
    columns: dict[str, Column] = {}
    imported = {(row.sheet, row.row) for row in plan.rows if row.verdict is not RowVerdict.LEFT_OUT}
    for sheet in plan.sheets:
        for row in sheet.rows:
            if row.table is None or (sheet.name, row.number) not in imported:
                continue
            for column in row.table.all(Field.CONSENT_OTHER):
                if column.number in row.cells and _answers(row.cells[column.number]):
                    columns.setdefault(column.header, column)
                    counted[column.header] = counted.get(column.header, 0) + 1
    return tuple(
        UncountedConsent(header, answers, columns[header].key, _is_asked(columns[header]), asks_for_a_no(header))
        for header, answers in counted.items()
    )


def consents_to_settle(plan: ImportPlan) -> tuple[UncountedConsent, ...]:
    """Those of whose purpose the header says nothing, and of which nobody has said it either."""
    return tuple(one for one in uncounted_consents(plan) if one.asked)


def _answers(cell: SheetCell) -> bool:
    """A tick too, which is no word."""
    return bool(words(cell)) or is_answer(cell.text)


def _is_asked(column: Column) -> bool:
    return bool(column.key) and column.certainty is Certainty.LOOK and not column.chosen


def _silent(plan: ImportPlan, header: str, purpose: str) -> int:
    """How many firms, or people, say nothing there; a firm that names nobody speaks itself."""
    silent = 0
    for effect in plan.effects:
        said = {one.person for one in effect.consents if (one.header, one.purpose) == (header, purpose)}
        if purpose == OWN and effect.after.people:
            silent += len(set(range(len(effect.after.people))) - said)
        else:
            silent += None not in said
    return silent
