"""What the register has of one company and its people at an event, and how a value of a list is compared with it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Final

from app.companies.identifiers import parse_stock_code
from app.companies.locale_names import find_country
from app.companies.names.parsing import chinese_name, compact
from app.companies.typed_text import get_website_host
from app.core.spreadsheets.values import SheetCell
from app.registrations.match_features import ComparableCompany, create_comparable_company


@dataclass(slots=True)
class ExistingPerson:
    """``id``: of the representative, None for one whom the import would add. ``values``: column → value."""

    id: int | None = None
    values: dict[str, Any] = field(default_factory=dict)


ConsentKey = tuple[str, int | None]
"""To a purpose: a person (id) or, with None, the firm."""


@dataclass(frozen=True, slots=True)
class ExistingConsent:
    """The newest yes or no to a purpose. ``is_own``: said, signed or taken back by themselves, so that no sheet says
    otherwise."""

    given: bool
    is_own: bool


@dataclass(slots=True)
class ExistingRecord:
    """One company: its columns as a company, those of its registration, its answers, its people in their order.

    ``own_words``: somebody of the company has said what is there, so a sheet only fills gaps. ``recorded_elsewhere``:
    the company is not this delegation's to write, so what a sheet says of it stays among the answers. ``has``: which of
    ``exports``, ``products`` and the kinds of sectors it has some of already. ``consents``: of the company and its
    people.
    """

    company: dict[str, Any] = field(default_factory=dict)
    registration: dict[str, Any] = field(default_factory=dict)
    answers: dict[str, Any] = field(default_factory=dict)
    people: list[ExistingPerson] = field(default_factory=list)
    own_words: bool = False
    recorded_elsewhere: bool = False
    has: frozenset[str] = frozenset()
    consents: Mapping[ConsentKey, ExistingConsent] = field(default_factory=dict)

    def has_refused(self, purpose: str, person: int | None) -> bool:
        """Whether the firm (None) or a person (id) said no themselves."""
        word = self.consents.get((purpose, person))
        return word is not None and word.is_own and not word.given

    def copy(self) -> ExistingRecord:
        people = [ExistingPerson(person.id, dict(person.values)) for person in self.people]
        return replace(
            self,
            company=dict(self.company),
            registration=dict(self.registration),
            answers=dict(self.answers),
            people=people,
        )


def _digits(text: str) -> str:
    return "".join(c for c in text if c.isdigit())


_COLUMN_READERS: Final[dict[str, Callable[[str], object]]] = {
    "website": get_website_host,
    "name_zh": lambda text: chinese_name(text).core,
    "stock_code": lambda text: text.upper().lstrip("0"),
    "phone": _digits,
}
"""How a column is read before it is compared; others fold case, accents and blanks."""


def is_blank(value: Any) -> bool:
    return value is None or value == "" or value == []


def is_different_value(column: str, value: Any, stored: Any) -> bool:
    """Whether the sheet really says otherwise; one that says nothing never does."""
    if is_blank(value) or value == stored:
        return False
    if not isinstance(value, str) or not isinstance(stored, str):
        return True
    read = _COLUMN_READERS.get(column, compact)
    return read(value) != read(stored) or (
        column == "name_zh" and _is_other_chinese_name(compact(value), compact(stored))
    )


def _is_other_chinese_name(name: str, stored_name: str) -> bool:
    """Of two Chinese names of one firm: 木槿公司 has become 木槿集团, as no name that is only written shorter has."""
    return name not in stored_name and stored_name not in name


@dataclass(frozen=True, slots=True)
class KnownCompany:
    """A company of the organisation's register. ``record``: all that the register has of it, to tell changes;
    ``closed``: why a sheet may not touch it at this event (``in_another_delegation registered_by_itself
    registration_cancelled registration_rejected``), or ""."""

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
    record: ExistingRecord | None = field(default=None, hash=False)
    closed: str = ""

    @property
    def key(self) -> str:
        return f"c{self.id}"


def known_to_comparable(known: KnownCompany) -> ComparableCompany:
    code = parse_stock_code(SheetCell(known.stock_code)) if known.stock_code else None
    names = (known.name, known.name_zh, *known.other_names)
    return create_comparable_company(
        known.key,
        names,
        code=code,
        website=known.website,
        emails=known.emails,
        registry=(known.uen, known.uscc),
        country=find_country(known.country),
    )
