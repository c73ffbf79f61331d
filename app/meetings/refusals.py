"""What a firm may say when it declines a request, and to whom it says it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Final


class Why(StrEnum):
    """The choices that a page offers."""

    NOT_OUR_FIELD = "not_our_field"
    NO_TIME = "no_time"
    KNOWN = "known"
    OTHER = "other"


CHOICES: Final = tuple(Why)


@dataclass(frozen=True, slots=True)
class Refusal:
    """A reason with a few words. ``shared``: the other side reads it, else only who runs the event does."""

    why: Why = Why.OTHER
    words: str = ""
    shared: bool = True

    @property
    def says_something(self) -> bool:
        """Whether there is anything to keep: "other" without a word is no reason."""
        return self.why is not Why.OTHER or bool(self.words.strip())
