"""What an import would do, as plain values: the choices and fixes that go in, the planned rows that come out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, Final, Self

from app.registrations.differences import Difference
from app.registrations.held import Held
from app.registrations.rows import Kind
from app.registrations.sector_words import SectorWords
from app.registrations.sheet import FoundSheet, Reading


class RowVerdict(StrEnum):
    NEW = "new"
    SAME = "same"
    LOOK = "look"
    LEFT_OUT = "left_out"


@dataclass(frozen=True, slots=True)
class Known:
    """A firm of the organisation's register. ``held``: all that the register has of it, to tell changes; ``closed``:
    why a sheet may not touch it at this event (``in_another_delegation registered_by_itself registration_cancelled
    registration_rejected``), or ""."""

    id: int
    name: str
    name_zh: str = ""
    stock_code: str = ""
    website: str = ""
    uen: str = ""
    uscc: str = ""
    country: str = ""
    other_names: tuple[str, ...] = ()
    emails: tuple[str, ...] = ()
    held: Held | None = field(default=None, hash=False)
    closed: str = ""

    @property
    def key(self) -> str:
        return f"c{self.id}"


_TYPED: Final = ("company", "email", "stock_code", "same_as", "people")
ABOVE: Final = "above"
"""Said of a row: it belongs to the firm of the row above."""
NEW: Final = "new"
"""Said of a row: its firm is none of those that are known."""
ONE, SPLIT = "one", "split"
"""Said of a row's people: the cell names one, or several."""


@dataclass(frozen=True, slots=True)
class Fix:
    """What somebody typed in the preview to settle a row; "" or None: nothing said about it.

    ``same_as``: the key of a firm (``c12`` known, ``s1r6`` of this import), ``above`` or ``new``; ``people``:
    ``one`` or ``split``; ``accept``: import it as it is; ``as_firm``: it is no guest.
    """

    company: str = ""
    email: str = ""
    without_email: bool = False
    stock_code: str = ""
    same_as: str = ""
    people: str = ""
    leave_out: bool = False
    accept: bool = False
    as_firm: bool = False

    @classmethod
    def of(cls, plain: Mapping[str, Any]) -> Self:
        """From JSON; unknown names are ignored."""
        flags = {name: bool(plain.get(name, False)) for name in ("without_email", "leave_out", "accept", "as_firm")}
        texts = {name: str(plain.get(name) or "").strip() for name in _TYPED}
        return cls(**texts, **flags)  # type: ignore[arg-type]

    def to_plain(self) -> dict[str, Any]:
        told = {name: getattr(self, name) for name in self.__dataclass_fields__}
        return {name: value for name, value in told.items() if value}


@dataclass(frozen=True, slots=True)
class Choices:
    """``columns``: header key → field; ``sheets``: name → whether to read it, or as what; ``sectors``: key of words →
    codes. All of them are remembered for the next sheet, but as what one was read."""

    columns: Mapping[str, str] = field(default_factory=dict)
    sheets: Mapping[str, Reading] = field(default_factory=dict)
    sectors: Mapping[str, Sequence[str]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class SameAs:
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
    register would gain or change; ``differences``: the same of a known firm, as they are and would be;
    ``kept_elsewhere``: only its registration would. ``suggestions``: field → what was probably meant. ``stands_for``:
    the known company whose name a row left out bears. ``values`` and ``people``: see ``Values``; ``several``: names
    that stand in one cell. ``guest``: the category
    of those whom it names as guests, "" for a firm. ``apart``: keys of the firms that it was taken for and, as somebody
    said, is not. ``country``: of a firm that would be new, as its first row says it or as it is guessed.
    """

    sheet: str
    row: int
    kind: Kind
    verdict: RowVerdict
    company: str = ""
    key: str = ""
    same_as: SameAs | None = None
    looks: tuple[str, ...] = ()
    because: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    left_out: str = ""
    values: dict[str, Any] = field(default_factory=dict)
    raw: dict[str, str] = field(default_factory=dict)
    suggestions: dict[str, str] = field(default_factory=dict)
    changes: tuple[str, ...] = ()
    differences: tuple[Difference, ...] = ()
    people: tuple[dict[str, Any], ...] = ()
    several: tuple[str, ...] = ()
    section: str = ""
    kept_elsewhere: bool = False
    stands_for: int | None = None
    guest: str = ""
    apart: tuple[str, ...] = ()
    country: str = ""

    @property
    def reasons(self) -> tuple[str, ...]:
        why = self.left_out or (f"guest_{self.guest}" if self.guest else "")
        told = (*((why,) if why else ()), *self.looks, *self.because, *self.notes)
        return tuple(dict.fromkeys((*told, "second_contact") if self.kind is Kind.SECOND_CONTACT else told))

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
class SaidConsent:
    """A yes or no of the sheet's own column. ``person``: position among the people, None for the firm; ``told``: what
    the row says of its source, or ""."""

    purpose: str
    given: bool
    person: int | None
    header: str
    sheet: str
    row: int
    told: str = ""


@dataclass(frozen=True, slots=True)
class Effect:
    """What all rows of one firm would do to it. ``company_id``: None for a new firm; ``after``: what it would be.
    ``sectors`` (by kind), ``exports``: the codes that it would gain, ``products``: the names, by column, of a firm that
    has none. ``named``: its people of before (ids) whom rows speak of; ``names_people``: rows name somebody at all."""

    key: str
    company_id: int | None
    rows: tuple[PlannedRow, ...]
    before: Held
    after: Held
    consents: tuple[SaidConsent, ...] = ()
    group: str = ""
    sectors: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    exports: tuple[str, ...] = ()
    products: tuple[Mapping[str, str], ...] = ()
    named: frozenset[int] = frozenset()
    names_people: bool = False


@dataclass(frozen=True, slots=True)
class Tally:
    """The numbers of an import, the same on every page and on the command line. ``new``: firms; the others are rows;
    ``left_out``: of sheets that are read; ``not_read``: sheets; ``guests``: rows of guests, new and known."""

    new: int
    same: int
    looks: int
    left_out: int
    not_read: int
    guests: int = 0


@dataclass(frozen=True, slots=True)
class ImportPlan:
    sheets: tuple[FoundSheet, ...]
    rows: tuple[PlannedRow, ...]
    effects: tuple[Effect, ...] = ()
    sectors: tuple[SectorWords, ...] = ()

    def of(self, verdict: RowVerdict) -> list[PlannedRow]:
        return [row for row in self.rows if row.verdict is verdict]

    def firms(self, verdict: RowVerdict) -> list[PlannedRow]:
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
    def tally(self) -> Tally:
        return Tally(
            new=len({row.key for row in self.firms(RowVerdict.NEW)}),
            same=len(self.firms(RowVerdict.SAME)),
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
    def not_read(self) -> list[FoundSheet]:
        return [sheet for sheet in self.sheets if sheet.why_not]


Fixes = Mapping[tuple[str, int], Fix]


def to_json(plan: ImportPlan) -> dict[str, Any]:
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
