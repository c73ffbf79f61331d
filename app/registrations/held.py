"""What the register holds of one firm before an import, and how a field of the sheet is compared with it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Final

from app.companies.names.parsing import chinese_name, compact
from app.registrations.cells import host


@dataclass(slots=True)
class Person:
    """``id``: of the representative, None for one whom the import would add. ``values``: column → value."""

    id: int | None = None
    values: dict[str, Any] = field(default_factory=dict)


Speaker = tuple[str, int | None]
"""To a purpose: a person (id) or, with None, the firm."""


@dataclass(frozen=True, slots=True)
class ConsentWord:
    """The newest yes or no to a purpose. ``is_own``: said, signed or taken back by themselves, so that no sheet says
    otherwise."""

    given: bool
    is_own: bool


@dataclass(slots=True)
class Held:
    """One firm: its columns as a company, those of its registration, its answers, its people in their order.

    ``own_words``: somebody of the firm has said what is there, so a sheet only fills gaps. ``kept_elsewhere``: the
    company is not this delegation's to write, so what a sheet says of it stays among the answers. ``has``: which of
    ``exports``, ``products`` and the kinds of sectors it has some of already. ``consents``: of the firm and its people.
    """

    company: dict[str, Any] = field(default_factory=dict)
    registration: dict[str, Any] = field(default_factory=dict)
    answers: dict[str, Any] = field(default_factory=dict)
    people: list[Person] = field(default_factory=list)
    own_words: bool = False
    kept_elsewhere: bool = False
    has: frozenset[str] = frozenset()
    consents: Mapping[Speaker, ConsentWord] = field(default_factory=dict)

    def has_refused(self, purpose: str, person: int | None) -> bool:
        """Whether the firm (None) or a person (id) said no themselves."""
        word = self.consents.get((purpose, person))
        return word is not None and word.is_own and not word.given

    def copy(self) -> Held:
        people = [Person(one.id, dict(one.values)) for one in self.people]
        return replace(
            self,
            company=dict(self.company),
            registration=dict(self.registration),
            answers=dict(self.answers),
            people=people,
        )


def _digits(text: str) -> str:
    return "".join(c for c in text if c.isdigit())


_READ_AS: Final[dict[str, Callable[[str], object]]] = {
    "website": host,
    "name_zh": lambda text: chinese_name(text).core,
    "stock_code": lambda text: text.upper().lstrip("0"),
    "phone": _digits,
}
"""How a column is read before it is compared; others fold case, accents and blanks."""


def is_blank(value: Any) -> bool:
    return value is None or value == "" or value == []


def differs(column: str, said: Any, held: Any) -> bool:
    """Whether the sheet really says otherwise; one that says nothing never does."""
    if is_blank(said) or said == held:
        return False
    if not isinstance(said, str) or not isinstance(held, str):
        return True
    read = _READ_AS.get(column, compact)
    return read(said) != read(held) or (column == "name_zh" and _of_another_form(compact(said), compact(held)))


def _of_another_form(said: str, held: str) -> bool:
    """Of two Chinese names of one firm: 木槿公司 has become 木槿集团, as no name that is only written shorter has."""
    return said not in held and held not in said
