"""An erasure: whose data is erased and for what reason, as it is passed from feature to feature."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final

from app.core.erasure_marks import NO_IDS, ErasureScope


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
class Erasure(ErasureScope):
    """``stands_for``: the registrations that each of the people stands for; ``other_events``: where sheets that were
    never imported may name them."""

    why: ErasureReason
    by: int | None
    other_events: frozenset[int] = NO_IDS
    stands_for: Mapping[int, frozenset[int]] = field(default_factory=dict)

    @property
    def is_empty(self) -> bool:
        return not (self.users or self.people or self.companies or self.whole)
