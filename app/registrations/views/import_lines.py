"""The lines of an import's preview, section by section; texts are in the reader's language.

``place``: the row as forms send it (``import_memory.key_of``); ``label``: the row as people read it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class ColumnLine:
    """``name``: of the select; "" where the column has no header under which a choice could be remembered."""

    name: str
    header: str
    above: str
    example: str
    field: str
    state: str
    word: str


@dataclass(frozen=True, slots=True)
class Given:
    """What a person typed into a row's fields, given back unsaved; ``error``: what is wrong with the e-mail, or ""."""

    typed: Mapping[str, str]
    error: str = ""


@dataclass(frozen=True, slots=True)
class LookLine:
    """A row to settle. ``controls``: which of email, code, same, company, withdrawn its form offers.

    ``email``, ``code``, ``name``: what stands in its fields.
    """

    place: str
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
    error: str = ""

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
class SameLine:
    """``known``: the firm's name in the register, or "" where the same sheet names it above (``above``).

    ``aside``: the sentence which says that the firm's record stays as it is, or "".
    """

    place: str
    label: str
    company: str
    known: str
    registration_id: int | None
    above: str
    why: str
    changes: str
    may_part: bool
    aside: str = ""


@dataclass(frozen=True, slots=True)
class NewLine:
    place: str
    label: str
    company: str
    company_zh: str
    contact: str
    email: str
    notes: tuple[str, ...]


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
