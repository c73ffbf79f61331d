"""The lines of an import's preview, section by section; texts are in the reader's language.

``place``: the row as forms send it (``fixes.row_key``); ``label``: the row as people read it; ``anchor``: where it
stands on the page."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from flask_babel import gettext


class RowLabels:
    """Row 13, or Singapore, row 13 where several sheets are read."""

    def __init__(self, several: bool, sheets: Sequence[str] = ()) -> None:
        self.several, self.sheets = several, list(sheets)

    def __call__(self, sheet: str, row: int) -> str:
        if self.several and sheet.strip():
            return str(gettext("%(sheet)s, row %(row)s", sheet=sheet.strip(), row=row))
        return str(gettext("Row %(row)s", row=row))

    def anchor(self, sheet: str, row: int) -> str:
        """By which the row is found on the page."""
        return f"row-{self.sheets.index(sheet) + 1 if sheet in self.sheets else 0}-{row}"

    def several_of(self, places: list[tuple[str, int]]) -> str:
        """Rows 16, 45; one after the other where several sheets are read."""
        if len(places) == 1 or self.several:
            return str(gettext(", ")).join(self(sheet, row) for sheet, row in places)
        return str(gettext("Rows %(rows)s", rows=gettext(", ").join(str(row) for _, row in places)))


@dataclass(frozen=True, slots=True)
class ColumnLine:
    """``name``: of the select; "" where the column has no header under which a choice could be remembered; ``forget``:
    what its button sends where one is."""

    name: str
    header: str
    above: str
    example: str
    field: str
    state: str
    word: str
    forget: str = ""


@dataclass(frozen=True, slots=True)
class TypedValues:
    """What a person typed into a row's fields, given back unsaved; ``error``: what is wrong in the field ``at``."""

    typed: Mapping[str, str]
    error: str = ""
    at: str = ""


@dataclass(frozen=True, slots=True)
class LookLine:
    """A row to settle. ``controls``: which of email, code, same, company, withdrawn its form offers.

    ``email``, ``code``, ``name``: what stands in its fields. ``above``: the company above that it may belong to, or "".
    ``may_stay``: it can be imported as it is;
    ``people``: who may stand in one cell. ``wrong``: the field that ``error`` speaks of.
    """

    place: str
    anchor: str
    label: str
    company: str
    wrongs: tuple[tuple[str, str], ...]
    says: str
    controls: frozenset[str]
    email: str = ""
    code: str = ""
    name: str = ""
    same_key: str = ""
    same_name: str = ""
    above: str = ""
    may_stay: bool = False
    people: tuple[str, ...] = ()
    error: str = ""
    wrong: str = ""

    @property
    def may_type(self) -> bool:
        """Whether its form has a field to fill in."""
        return bool(self.controls & {"email", "code", "company"})


@dataclass(frozen=True, slots=True)
class SettledLine:
    place: str
    label: str
    company: str
    what: str


@dataclass(frozen=True, slots=True)
class ChangeLine:
    """One field of a known firm: as it is and as it would be, in words; both "" where only its name is told."""

    what: str
    old: str = ""
    new: str = ""


@dataclass(frozen=True, slots=True)
class SameLine:
    """``known``: the firm's name in the register, or "" where the same sheet names it above (``above``).

    ``aside``: the sentence which says that the company's record stays as it is, or "". ``is_contact``: another
    contact of the company above; ``may_part``: somebody may say that it is another company; ``joins``: the register
    has it, this event not yet.
    """

    place: str
    anchor: str
    label: str
    company: str
    known: str
    registration_id: int | None
    above: str
    above_at: str
    why: str
    changes: tuple[ChangeLine, ...]
    may_part: bool
    is_contact: bool = False
    aside: str = ""
    joins: bool = False
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class NewLine:
    place: str
    anchor: str
    label: str
    company: str
    company_zh: str
    country: str
    contact: str
    title: str
    reach: tuple[str, ...]
    notes: tuple[str, ...]
    may_join: bool = False


@dataclass(frozen=True, slots=True)
class LeftOutLine:
    """``rows``: "1, 2, 26"; a row that names a firm has a line of its own."""

    rows: str
    why: str
    company: str = ""
    place: str = ""
    act: str = ""


@dataclass(frozen=True, slots=True)
class SheetLine:
    name: str
    why: str
    rows: int
    read: bool
    may_read: bool = True
    is_form: bool = False
