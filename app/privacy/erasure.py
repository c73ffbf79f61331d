"""An erasure: whose data is erased and for what reason, as it is passed from feature to feature."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final

from app.core.erasure_scope import ErasureScope
from app.core.personal_data import PersonalTraces

NO_IDS: Final[frozenset[int]] = frozenset()


class ErasureReason(StrEnum):
    """For what reason data is erased; it stands in the notice, so it names nobody."""

    ITSELF = "itself"
    ASKED_IN_WRITING = "asked_in_writing"
    ASKED_IN_PERSON = "asked_in_person"
    MISTAKE = "mistake"
    AUTHORITY = "authority"
    TIME_OVER = "time_over"


REASONS_ON_REQUEST: Final = (
    ErasureReason.ASKED_IN_WRITING,
    ErasureReason.ASKED_IN_PERSON,
    ErasureReason.MISTAKE,
    ErasureReason.AUTHORITY,
)
"""Of these an organizer chooses one."""


@dataclass(frozen=True, kw_only=True)
class Erasure:
    """``people``: representatives, each with the registrations that it stands for (``stands_for``). ``registrations``:
    those of companies and guests that go as a whole. ``events``: where texts may name them; ``other_events``: where
    sheets that were never imported may; ``whole``: those of which all that is personal goes; ``organisations``: whose
    registers and sheets may name them."""

    why: ErasureReason
    by: int | None
    users: frozenset[int] = NO_IDS
    people: frozenset[int] = NO_IDS
    companies: frozenset[int] = NO_IDS
    registrations: frozenset[int] = NO_IDS
    events: frozenset[int] = NO_IDS
    other_events: frozenset[int] = NO_IDS
    whole: frozenset[int] = NO_IDS
    organisations: frozenset[int] = NO_IDS
    traces: PersonalTraces = field(default_factory=PersonalTraces)
    stands_for: Mapping[int, frozenset[int]] = field(default_factory=dict)

    @property
    def whose(self) -> ErasureScope:
        """The same, as the floor knows it."""
        return ErasureScope(users=self.users, events=self.events, whole=self.whole, traces=self.traces)

    @property
    def is_empty(self) -> bool:
        return not (self.users or self.people or self.companies or self.whole)
