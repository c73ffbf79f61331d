"""Whom a message goes to, and who of the group it does not reach, each for one reason."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from hashlib import sha256
from typing import Final

from app.core.localized import LANGUAGES


class Reason(StrEnum):
    """Why somebody of the group gets no letter; of several that hold the first counts."""

    GONE = "gone"  # the registration was cancelled or rejected
    NO_CONSENT = "no_consent"  # the list is one for handing over, and they did not agree to that
    NO_ADDRESS = "no_address"
    UNUSABLE = "unusable"  # no letter can go to such an address
    REFUSED = "refused"  # they want no messages
    HAD_IT = "had_it"
    SAME_ADDRESS = "same_address"  # another one of the group reads there


BY_HAND: Final = (Reason.NO_ADDRESS, Reason.UNUSABLE)
"""Those whom only another way reaches: a text to paste into WeChat."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """Somebody of the group. ``key`` names them in an address without saying who they are; ``named``: how a letter
    addresses them, "" where nobody is known by name; ``address``: in lower case, "" for none; ``bars``: what is known
    to keep a letter from them already."""

    key: str
    registration_id: int
    language: str
    named: str = ""
    address: str = ""
    user_id: int | None = None
    bars: frozenset[Reason] = frozenset()


@dataclass(frozen=True, slots=True)
class Audience:
    going: Sequence[Candidate]
    left_out: Mapping[Reason, Sequence[Candidate]] = field(default_factory=dict)

    @property
    def by_hand(self) -> list[Candidate]:
        return [one for reason in BY_HAND for one in self.left_out.get(reason, ())]

    @property
    def everybody(self) -> list[Candidate]:
        """Those to whom the text goes by mail, then those who could be told by hand."""
        return [*self.going, *self.by_hand]

    @property
    def mark(self) -> str:
        """The same for the same letters, whatever else there is: who looked at these confirms these."""
        told = "\n".join(sorted(f"{one.address} {one.language} {one.registration_id}" for one in self.going))
        return sha256(told.encode()).hexdigest()[:16]

    @property
    def languages(self) -> dict[str, int]:
        """How many letters in each language, in the order en, zh, fr; languages without any are absent."""
        counted = Counter(one.language for one in self.going)
        return {language: counted[language] for language in LANGUAGES if counted[language]}

    def read_in(self) -> tuple[str, ...]:
        """The languages that anybody reads whom the text goes to, by mail or by hand."""
        spoken = {one.language for one in self.everybody}
        return tuple(language for language in LANGUAGES if language in spoken)


def sorted_out(
    candidates: Iterable[Candidate],
    *,
    unusable: Collection[str] = (),
    refused: Collection[str] = (),
    had: Collection[str] = (),
) -> Audience:
    """Each candidate stands in it once: among those who get a letter, or under one reason. The collections hold
    addresses. One letter goes to each address, to who of it comes first."""
    going: list[Candidate] = []
    left_out: dict[Reason, list[Candidate]] = {}
    taken: set[str] = set()
    for one in candidates:
        holds = {
            *one.bars,
            *([] if one.address else [Reason.NO_ADDRESS]),
            *(reason for reason, those in ((Reason.UNUSABLE, unusable), (Reason.REFUSED, refused), (Reason.HAD_IT, had))
              if one.address in those),
            *([Reason.SAME_ADDRESS] if one.address in taken else []),
        }  # fmt: skip
        if reason := next((each for each in Reason if each in holds), None):
            left_out.setdefault(reason, []).append(one)
        else:
            going.append(one)
            taken.add(one.address)
    return Audience(going, {reason: left_out[reason] for reason in Reason if reason in left_out})
