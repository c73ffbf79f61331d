"""How far two firms came at a meeting: what the one and the other say, what of it counts as claimed, and what as
confirmed. The two are never added to each other, nor is one currency to another.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property
from typing import Final, NamedTuple


class About(NamedTuple):
    """What words are about: a meeting of two firms, or of a group its host and one ``guest`` of it."""

    meeting: int
    guest: int | None = None


class Stage(StrEnum):
    """What came of a meeting, the least first."""

    NONE = "none"
    FOLLOW_UP = "follow_up"
    INTENT = "intent"  # a memorandum or a letter, not binding
    SIGNED = "signed"


class Way(StrEnum):
    """How a side's word came in."""

    COMPANY = "company"  # the firm said so, or who acts for it
    SLIP = "slip"  # the desk keyed in what was ticked on paper


class Standing(StrEnum):
    """How the words of the two sides stand to each other."""

    SILENT = "silent"
    WAITS = "waits"  # one side has spoken
    AMOUNT_WAITS = "amount_waits"  # both say the same, one of them names an amount
    AGREED = "agreed"
    DIFFERS = "differs"
    CONFIRMED = "confirmed"  # by the organizer, who saw the paper


WITH_AMOUNT: Final = frozenset({Stage.INTENT, Stage.SIGNED})
_ORDER: Final = {stage: place for place, stage in enumerate(Stage)}


@dataclass(frozen=True, slots=True)
class Money:
    """``amount``: in the smallest unit of the currency (ISO 4217), 0 or more."""

    amount: int
    currency: str


@dataclass(frozen=True, slots=True)
class Word:
    """What one side (a registration) says. Money is named of intents and signings alone."""

    side: int
    stage: Stage
    money: Money | None = None


@dataclass(frozen=True)
class Verdict:
    """The words that stand about one meeting, of a group about its host and one guest, at most one of each side;
    ``seen``: what the organizer confirms."""

    words: Sequence[Word] = ()
    seen: Word | None = None

    @cached_property
    def claimed(self) -> Stage | None:
        """The furthest that either side says."""
        return max((word.stage for word in self.words), key=_ORDER.__getitem__, default=None)

    @cached_property
    def claimed_money(self) -> Mapping[str, int]:
        """By currency the higher amount that a side names who says that much."""
        claimed, found = self.claimed, dict[str, int]()
        for word in self.words:
            if word.stage is claimed and word.money is not None:
                named = word.money
                found[named.currency] = max(named.amount, found.get(named.currency, 0))
        return found

    @cached_property
    def confirmed(self) -> Stage | None:
        """What both say, or what the organizer confirms."""
        if self.seen is not None:
            return self.seen.stage
        one = self.words[0].stage if len(self.words) > 1 else None
        return one if all(word.stage is one for word in self.words) else None

    @cached_property
    def confirmed_money(self) -> Money | None:
        """The amount that both name with the same stage, or that stands in what the organizer confirms."""
        if self.seen is not None:
            return self.seen.money
        one = self.words[0].money if self.confirmed is not None else None
        return one if all(word.money == one for word in self.words) else None

    @cached_property
    def standing(self) -> Standing:
        if self.seen is not None:
            return Standing.CONFIRMED
        if len(self.words) < 2:
            return Standing.WAITS if self.words else Standing.SILENT
        if self.confirmed is None:
            return Standing.DIFFERS
        named = {word.money for word in self.words}
        if len(named) == 1:
            return Standing.AGREED
        return Standing.AMOUNT_WAITS if None in named else Standing.DIFFERS

    @cached_property
    def needs_a_look(self) -> bool:
        """Whether the organizer should settle it: the sides differ, or money waits for the other side's word."""
        standing = self.standing
        waits = standing is Standing.WAITS and self.claimed in WITH_AMOUNT
        return waits or standing in (Standing.DIFFERS, Standing.AMOUNT_WAITS)

    def of(self, side: int) -> Word | None:
        """What this side says."""
        return next((word for word in self.words if word.side == side), None)


def is_whole(stage: Stage, money: Money | None) -> bool:
    """Whether the two go together: who names an amount has an intent or a signing to name it of."""
    return money is None or (stage in WITH_AMOUNT and money.amount >= 0)
