"""One line of an attendee list before it is written: a firm or a guest's institution, and one of its people.

A long list makes tens of thousands of these. They are not frozen, which would triple the time; nobody changes them.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final

from app.core.localized import Localized
from app.lists.consent import Said, Verdict

NOTHING: Final = Localized()


@dataclass(slots=True, kw_only=True)
class Firm:
    """A registration as lists show it. ``is_in``, ``offers_codes``, ``seeks_codes``: ISIC; ``holds``, ``needs``: codes
    of certificates; ``meetings``: how many stand in its agenda or were held; ``answers``: by question;
    ``sheet``: what else its sheet said, by name."""

    registration_id: int
    category: str
    state: str
    name: str
    delegation_id: int | None = None
    delegation: Localized = NOTHING
    group: Localized = NOTHING
    name_zh: str = ""
    country: str = ""
    city: str = ""
    website: str = ""
    is_in: tuple[str, ...] = ()
    offers_codes: tuple[str, ...] = ()
    seeks_codes: tuple[str, ...] = ()
    offers: Localized = NOTHING
    seeks: Localized = NOTHING
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
class Person:
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
class Row:
    """``person`` is absent for a firm that has named nobody yet."""

    firm: Firm
    person: Person | None = None
    said: Said = field(default_factory=Said)

    @property
    def bare(self) -> Row:
        """The firm by itself, in place of people who may not be named."""
        return Row(self.firm, None, self.said.of_the_firm)

    @property
    def person_id(self) -> int | None:
        return self.person.id if self.person is not None else None


@dataclass(slots=True)
class Listed:
    """A row with what may be shown of it. ``own``: whether the reader answers for its firm."""

    row: Row
    verdict: Verdict
    own: bool = True
