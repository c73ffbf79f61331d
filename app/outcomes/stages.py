"""How far two companies came at a meeting: what each says, what is claimed and confirmed; slips; refusals."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property
from typing import Final, NamedTuple

from app.core.errors import Conflict
from app.core.parsing import parse_whole_number


class OutcomeSubject(NamedTuple):
    """What words are about: a meeting of two firms, or of a group its host and one ``guest`` of it."""

    meeting: int
    guest: int | None = None


class OutcomeStage(StrEnum):
    """What came of a meeting, the least first."""

    NONE = "none"
    FOLLOW_UP = "follow_up"
    INTENT = "intent"  # a memorandum or a letter, not binding
    SIGNED = "signed"


class OutcomeSource(StrEnum):
    """How a side's word came in."""

    COMPANY = "company"  # the company said so, or who acts for it
    SLIP = "slip"  # the desk keyed in what was ticked on paper


class OutcomeStanding(StrEnum):
    """How the words of the two sides stand to each other."""

    SILENT = "silent"
    WAITS = "waits"  # one side has spoken
    AMOUNT_WAITS = "amount_waits"  # both say the same, one of them names an amount
    AGREED = "agreed"
    DIFFERS = "differs"
    CONFIRMED = "confirmed"  # by the organizer, who saw the paper


STAGES_WITH_AMOUNT: Final = frozenset({OutcomeStage.INTENT, OutcomeStage.SIGNED})
_STAGE_ORDER: Final = {stage: place for place, stage in enumerate(OutcomeStage)}


@dataclass(frozen=True, slots=True)
class Money:
    """``amount``: in the smallest unit of the currency (ISO 4217), 0 or more."""

    amount: int
    currency: str


@dataclass(frozen=True, slots=True)
class OutcomeStatement:
    """What one side (a registration) says. Money is named of intents and signings alone."""

    side: int
    stage: OutcomeStage
    money: Money | None = None


@dataclass(frozen=True)
class OutcomeVerdict:
    """The words that stand about one meeting, of a group about its host and one guest, at most one of each side;
    ``seen``: what the organizer confirms."""

    words: Sequence[OutcomeStatement] = ()
    seen: OutcomeStatement | None = None

    @cached_property
    def claimed(self) -> OutcomeStage | None:
        """The furthest that either side says."""
        return max((word.stage for word in self.words), key=_STAGE_ORDER.__getitem__, default=None)

    @cached_property
    def claimed_money(self) -> Mapping[str, int]:
        """By currency the higher amount that a side names who says that much."""
        claimed, amounts = self.claimed, dict[str, int]()
        for word in self.words:
            if word.stage is claimed and word.money is not None:
                named = word.money
                amounts[named.currency] = max(named.amount, amounts.get(named.currency, 0))
        return amounts

    @cached_property
    def confirmed(self) -> OutcomeStage | None:
        """What both say, or what the organizer confirms."""
        if self.seen is not None:
            return self.seen.stage
        stage = self.words[0].stage if len(self.words) > 1 else None
        return stage if all(word.stage is stage for word in self.words) else None

    @cached_property
    def confirmed_money(self) -> Money | None:
        """The amount that both name with the same stage, or that stands in what the organizer confirms."""
        if self.seen is not None:
            return self.seen.money
        money = self.words[0].money if self.confirmed is not None else None
        return money if all(word.money == money for word in self.words) else None

    @cached_property
    def standing(self) -> OutcomeStanding:
        if self.seen is not None:
            return OutcomeStanding.CONFIRMED
        if len(self.words) < 2:
            return OutcomeStanding.WAITS if self.words else OutcomeStanding.SILENT
        if self.confirmed is None:
            return OutcomeStanding.DIFFERS
        named = {word.money for word in self.words}
        if len(named) == 1:
            return OutcomeStanding.AGREED
        return OutcomeStanding.AMOUNT_WAITS if None in named else OutcomeStanding.DIFFERS

    @cached_property
    def needs_attention(self) -> bool:
        """Whether the organizer should settle it: the sides differ, or money waits for the other side's word."""
        standing = self.standing
        waits = standing is OutcomeStanding.WAITS and self.claimed in STAGES_WITH_AMOUNT
        return waits or standing in (OutcomeStanding.DIFFERS, OutcomeStanding.AMOUNT_WAITS)

    def of(self, side: int) -> OutcomeStatement | None:
        """What this side says."""
        return next((word for word in self.words if word.side == side), None)


def is_complete(stage: OutcomeStage, money: Money | None) -> bool:
    """Whether the two go together: who names an amount has an intent or a signing to name it of."""
    return money is None or (stage in STAGES_WITH_AMOUNT and money.amount >= 0)


class SlipSigner(StrEnum):
    """Who signed the slip."""

    BOTH = "both"
    ASKER = "asker"
    ASKED = "asked"


STAGE_KEYS: Final = {str(place): stage for place, stage in enumerate(OutcomeStage, start=1)}
"""1 for nothing up to 4 for signed."""
NOT_HELD_KEY: Final = "0"
_SLIP_NUMBER: Final = re.compile(r"([0-9]+)(?:\s*[-‐–/ ]\s*([0-9]+))?")


def stage_of_key(key: str) -> OutcomeStage | None:
    """What a key stands for; full-width figures are read too."""
    return STAGE_KEYS.get(key.strip().translate(_NARROW_DIGITS))


def is_not_held(key: str) -> bool:
    return key.strip().translate(_NARROW_DIGITS) == NOT_HELD_KEY


def slip_number(about: OutcomeSubject) -> str:
    """As slips say it: 12, of a guest of a group 12-45."""
    return f"{about.meeting}-{about.guest}" if about.guest is not None else str(about.meeting)


def parse_slip_number(number: str) -> OutcomeSubject | None:
    """What a number on a slip is about; None for what is no number."""
    match = _SLIP_NUMBER.fullmatch(number.strip())
    meeting, guest = (
        (parse_whole_number(match[1]), parse_whole_number(match[2]) if match[2] else None) if match else (None, None)
    )
    if meeting is None or (match and match[2] and guest is None):
        return None
    return OutcomeSubject(meeting, guest)


_NARROW_DIGITS: Final = str.maketrans("０１２３４", "01234")


class MeetingNotHeld(Conflict):
    """Nothing came of a meeting that was missed, or has no time. Details: state (as it now is)."""

    code = "not_met"


class NoOutcomeStated(Conflict):
    """The side has said nothing, or something else by now: there is no such word to confirm or to undo."""

    code = "nothing_said"
