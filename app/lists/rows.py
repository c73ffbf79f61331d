"""One line of an attendee list before it is written, and the order of lines by any column or by protocol."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import lru_cache
from typing import Any, Final, TypeVar

from app.core.localized import Localized
from app.core.pinyin import syllables
from app.documents.csv import CellValue, value_text
from app.lists.consent import ListVerdict, RowConsents
from app.registrations.delegate_roles import DelegateRole

NO_TEXT: Final = Localized()


@dataclass(slots=True, kw_only=True)
class ListCompany:
    """A registration as lists show it. ``is_in``, ``offers_codes``, ``seeks_codes``: ISIC; ``holds``, ``needs``: codes
    of certificates; ``fields``: others of its profile that
    lists show, by name; ``meetings``: how many stand in its agenda or were held; ``answers``: by question;
    ``sheet``: what else its sheet said, by name."""

    registration_id: int
    category: str
    state: str
    name: str
    delegation_id: int | None = None
    delegation: Localized = NO_TEXT
    group: Localized = NO_TEXT
    name_zh: str = ""
    country: str = ""
    city: str = ""
    website: str = ""
    fields: Mapping[str, str] = field(default_factory=dict)
    is_in: tuple[str, ...] = ()
    offers_codes: tuple[str, ...] = ()
    seeks_codes: tuple[str, ...] = ()
    offers: Localized = NO_TEXT
    seeks: Localized = NO_TEXT
    holds: tuple[str, ...] = ()
    needs: tuple[str, ...] = ()
    rank: int | None = None
    languages: tuple[str, ...] = ()
    needs_interpreter: bool | None = None
    meetings: int = 0
    registered_at: datetime | None = None
    answers: Mapping[int, Any] = field(default_factory=dict)
    sheet: Mapping[str, Any] = field(default_factory=dict)


@dataclass(slots=True, kw_only=True)
class ListPerson:
    """``part``: in the firm's delegation, "" for a member; known where the order asks for it."""

    id: int
    name: str
    salutation: str = ""
    family_name: str = ""
    given_name: str = ""
    name_zh: str = ""
    title: str = ""
    title_zh: str = ""
    rank: int | None = None
    email: str = ""
    phone: str = ""
    wechat: str = ""
    languages: tuple[str, ...] = ()
    dietary: str = ""
    checked_in_at: datetime | None = None
    vip: bool = False
    part: str = ""
    answers: Mapping[int, Any] = field(default_factory=dict)


@dataclass(slots=True)
class ListRow:
    """``person`` is absent for a firm that has named nobody yet."""

    company: ListCompany
    person: ListPerson | None = None
    consents: RowConsents = field(default_factory=RowConsents)

    @property
    def bare(self) -> ListRow:
        """The firm by itself, in place of people who may not be named."""
        return ListRow(self.company, None, self.consents.of_company)

    @property
    def person_id(self) -> int | None:
        return self.person.id if self.person is not None else None


@dataclass(slots=True)
class JudgedRow:
    """A row with what may be shown of it. ``own``: whether the reader answers for its firm."""

    row: ListRow
    verdict: ListVerdict
    own: bool = True


PROTOCOL: Final = "protocol"
CATEGORY_ORDER: Final = ("official", "chamber", "speaker", "firm", "press")
"""Categories as a protocol names them."""
LEADING_ROLES: Final = (DelegateRole.HEAD, DelegateRole.DEPUTY)

T = TypeVar("T")


def sort_by_value(rows: Sequence[T], value: Callable[[T], CellValue], *, descending: bool = False) -> list[T]:
    """The rows by what ``value`` takes from them; equal ones stay as they were, empty ones stand last either way."""
    filled: list[tuple[Any, T]] = []
    empty: list[T] = []
    for row in rows:
        key = value(row)
        if key is None or key == "":
            empty.append(row)
        else:
            filled.append((_sort_key(key), row))
    filled.sort(key=lambda each: each[0], reverse=descending)
    return [row for _key_of_it, row in filled] + empty


def protocol_key(row: ListRow, *, honours: bool = True) -> tuple[Any, ...]:
    """Heads of delegations first, then deputies, guests of honour, officials, chambers, speakers, companies, the press;
    each by rank, then by name. ``honours``: whether the reader may know who is a guest of honour."""
    person, company = row.person, row.company
    own = person.rank if person is not None else None
    return (
        LEADING_ROLES.index(person.part) if person is not None and person.part in LEADING_ROLES else len(LEADING_ROLES),
        not honours or person is None or not person.vip,
        CATEGORY_ORDER.index(company.category) if company.category in CATEGORY_ORDER else len(CATEGORY_ORDER),
        company.rank is None,
        company.rank or 0,
        sort_text(company.name),
        own is None,
        own or 0,
        sort_text(person.name if person is not None else ""),
    )


@lru_cache(maxsize=8192)
def sort_text(text: str) -> str:
    """What a text is sorted by: 重庆 as chong qing; accents and capitals do not count."""
    spoken = text if text.isascii() else " ".join(syllables(text))
    bare = unicodedata.normalize("NFKD", spoken).casefold()
    return "".join(character for character in bare if not unicodedata.combining(character))


def _sort_key(value: CellValue) -> tuple[int, Any, str]:
    if isinstance(value, int | float):
        return 0, value, ""
    if isinstance(value, date):
        return 1, value_text(value), ""
    return 2, sort_text(str(value)), str(value)
