"""What an import would do, as plain values: the planned rows, and field by field what would change about a known
company."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, Final

from app.importing.person_matching import ABSENT_COLUMN
from app.registrations.existing_record import ExistingRecord
from app.sheets.fields import SheetField
from app.sheets.rows import RowKind
from app.sheets.sectors import SectorText
from app.sheets.sheet_reading import ParsedSheet

F = SheetField

_FIELD_BY_COLUMN: Final[Mapping[str, str]] = {
    "name": F.COMPANY,
    "name_zh": F.COMPANY_ZH,
    "sector_words": F.SECTORS,
    "other_names": F.OTHER_NAME,
    "display_name": F.REPRESENTATIVE,
    **{f"{text}_{language}": text for text in ("about", "offers", "seeks") for language in ("en", "zh", "fr")},
}
"""Columns that bear another name than their field; those of a person's Chinese name are told apart below."""


@dataclass(frozen=True, slots=True)
class FieldChange:
    """``field``: as ``PlannedRow.changes`` names it; ``old`` None where nothing stood there; values as they are kept.

    ``person``: whose it is, where the company has several people; a new person is a ``representative`` without old one.
    """

    field: str
    old: Any
    new: Any
    person: str = ""


def list_field_changes(before: ExistingRecord, after: ExistingRecord) -> tuple[FieldChange, ...]:
    """In the order firm, registration, answers, people."""
    changes = [
        *_part_changes(before.company, after.company),
        *_part_changes(before.registration, after.registration),
        *_part_changes(before.answers, after.answers),
    ]
    return (*changes, *_people_changes(before, after))


def _part_changes(before: Mapping[str, Any], after: Mapping[str, Any]) -> Iterator[FieldChange]:
    for column, new in after.items():
        old = before.get(column)
        if old != new and (old or new):
            yield _create_field_change(_FIELD_BY_COLUMN.get(column, column), old, new)


def _people_changes(before: ExistingRecord, after: ExistingRecord) -> Iterator[FieldChange]:
    several = len(after.people) > 1
    for at, person in enumerate(after.people):
        name = str(person.values.get("display_name") or "")
        if at >= len(before.people) or before.people[at].id != person.id:
            yield FieldChange(F.REPRESENTATIVE, None, name)
            continue
        old = before.people[at].values
        for column, new in person.values.items():
            if (new or column == ABSENT_COLUMN) and (old.get(column) or None) != (new or None):
                field = F.REPRESENTATIVE_ZH if column == "name_zh" else _FIELD_BY_COLUMN.get(column, column)
                yield FieldChange(field, old.get(column) or None, new, name if several else "")


def _create_field_change(field: str, old: Any, new: Any) -> FieldChange:
    """Of a list only what came to it."""
    if isinstance(new, list) and field != ABSENT_COLUMN:
        old_values = list(old or [])
        return FieldChange(field, None, [value for value in new if value not in old_values])
    return FieldChange(field, old if old not in ("", []) else None, new)


class RowVerdict(StrEnum):
    NEW = "new"
    SAME = "same"
    LOOK = "look"
    LEFT_OUT = "left_out"


SAME_AS_ABOVE: Final = "above"
"""Said of a row: it belongs to the firm of the row above."""
SAME_AS_NONE: Final = "new"
"""Said of a row: its firm is none of those that are known."""
SINGLE_PERSON, SPLIT_PEOPLE = "one", "split"
"""Said of a row's people: the cell names one, or several."""


@dataclass(frozen=True, slots=True)
class RowMatch:
    """Whom a row is the same as, surely or perhaps: a known firm (``company_id``) or an earlier row of this import."""

    key: str
    name: str
    company_id: int | None = None
    sheet: str | None = None
    row: int | None = None


@dataclass(slots=True)
class PlannedRow:
    """``key``: one for each company, "" for a row that names none. ``looks``: what a person must settle; ``because``:
    why it is the same; ``notes``: what was cleaned; ``left_out``: why nothing is imported. ``changes``: fields the
    register would gain or change; ``differences``: the same of a known company, as they are and would be;
    ``recorded_elsewhere``: only its registration would. ``suggestions``: field → what was probably meant.
    ``stands_for``: the known company whose name a row left out bears. ``several``: names
    that stand in one cell. ``guest``: the category
    of those whom it names as guests, "" for a company. ``apart``: keys of the companies that it was taken for and, as
    somebody said, is not. ``country``: of a company that would be new, as its first row says it or as it is guessed.
    """

    sheet: str
    row: int
    kind: RowKind
    verdict: RowVerdict
    company: str = ""
    key: str = ""
    same_as: RowMatch | None = None
    looks: tuple[str, ...] = ()
    because: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    left_out: str = ""
    values: dict[str, Any] = field(default_factory=dict)
    raw: dict[str, str] = field(default_factory=dict)
    suggestions: dict[str, str] = field(default_factory=dict)
    changes: tuple[str, ...] = ()
    differences: tuple[FieldChange, ...] = ()
    people: tuple[dict[str, Any], ...] = ()
    several: tuple[str, ...] = ()
    section: str = ""
    recorded_elsewhere: bool = False
    stands_for: int | None = None
    guest: str = ""
    apart: tuple[str, ...] = ()
    country: str = ""

    @property
    def reasons(self) -> tuple[str, ...]:
        why = self.left_out or (f"guest_{self.guest}" if self.guest else "")
        codes = (*((why,) if why else ()), *self.looks, *self.because, *self.notes)
        return tuple(dict.fromkeys((*codes, "second_contact") if self.kind is RowKind.SECOND_CONTACT else codes))

    @property
    def may_be_same(self) -> bool:
        """Whether somebody has to say if it is the firm that it resembles."""
        return "perhaps_same" in self.looks

    @property
    def lacks_email_alone(self) -> bool:
        return all(code.startswith("email") for code in self.looks)


@dataclass(frozen=True, slots=True)
class KnownGuest:
    """A guest whom the delegation brings already."""

    category: str
    person: str
    institution: str


@dataclass(frozen=True, slots=True)
class SheetConsent:
    """A yes or no of the sheet's own column. ``person``: position among the people, None for the company; ``evidence``:
    what the row says of its source, or ""."""

    purpose: str
    given: bool
    person: int | None
    header: str
    sheet: str
    row: int
    evidence: str = ""


@dataclass(frozen=True, slots=True)
class CompanyChange:
    """What all rows of one company would do to it. ``company_id``: None for a new company; ``after``: what it would be.
    ``sectors`` (by kind), ``exports``: the codes that it would gain, ``products``: the names, by column, of a company
    that has none. ``named``: its people of before (ids) whom rows speak of; ``names_people``: rows name somebody at
    all."""

    key: str
    company_id: int | None
    rows: tuple[PlannedRow, ...]
    before: ExistingRecord
    after: ExistingRecord
    consents: tuple[SheetConsent, ...] = ()
    group: str = ""
    sectors: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    exports: tuple[str, ...] = ()
    products: tuple[Mapping[str, str], ...] = ()
    named: frozenset[int] = frozenset()
    names_people: bool = False


@dataclass(frozen=True, slots=True)
class ImportTally:
    """The numbers of an import, the same on every page and on the command line. ``new``: companies; the others are
    rows; ``left_out``: of sheets that are read; ``not_read``: sheets; ``guests``: rows of guests, new and known."""

    new: int
    same: int
    looks: int
    left_out: int
    not_read: int
    guests: int = 0


@dataclass(frozen=True, slots=True)
class ImportPlan:
    sheets: tuple[ParsedSheet, ...]
    rows: tuple[PlannedRow, ...]
    effects: tuple[CompanyChange, ...] = ()
    sectors: tuple[SectorText, ...] = ()

    def of(self, verdict: RowVerdict) -> list[PlannedRow]:
        return [row for row in self.rows if row.verdict is verdict]

    def companies(self, verdict: RowVerdict) -> list[PlannedRow]:
        """The same without guests."""
        return [row for row in self.of(verdict) if not row.guest]

    @property
    def guests(self) -> list[PlannedRow]:
        return [row for row in self.rows if row.guest and row.verdict is not RowVerdict.LEFT_OUT]

    @property
    def left_out(self) -> list[PlannedRow]:
        """Rows of the sheets that are read; a header is what the others are read by."""
        read = {sheet.name for sheet in self.sheets if not sheet.why_not}
        return [row for row in self.of(RowVerdict.LEFT_OUT) if row.sheet in read and row.left_out != "header"]

    @property
    def tally(self) -> ImportTally:
        return ImportTally(
            new=len({row.key for row in self.companies(RowVerdict.NEW)}),
            same=len(self.companies(RowVerdict.SAME)),
            looks=len(self.of(RowVerdict.LOOK)),
            left_out=len(self.left_out),
            not_read=len(self.not_read),
            guests=len(self.guests),
        )

    @property
    def ready(self) -> bool:
        """Whether nothing is left to settle and there is something to import."""
        verdicts = {row.verdict for row in self.rows}
        return RowVerdict.LOOK not in verdicts and bool(verdicts & {RowVerdict.NEW, RowVerdict.SAME})

    @property
    def not_read(self) -> list[ParsedSheet]:
        return [sheet for sheet in self.sheets if sheet.why_not]


def plan_to_json(plan: ImportPlan) -> dict[str, Any]:
    """The plan as the command line writes it; ``row`` is the spreadsheet's own; rows of one company share a key."""
    return {"rows": [_row_to_json(row) for row in plan.rows]}


def _row_to_json(row: PlannedRow) -> dict[str, Any]:
    plain: dict[str, Any] = {
        "sheet": row.sheet,
        "row": row.row,
        "verdict": row.verdict.value,
        "company": row.company,
        "key": row.key,
    }
    if row.same_as is not None:
        plain["same_as"] = row.same_as.name
    return {**plain, "reasons": list(row.reasons)}
