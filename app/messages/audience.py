"""Whom a message goes to, and who of the group it does not reach, each for one reason."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from hashlib import sha256
from typing import Final

from app.core.localized import LANGUAGES


class LeftOutReason(StrEnum):
    """Why somebody of the group gets no letter; of several that hold the first counts."""

    CANCELLED = "gone"  # the registration was cancelled or rejected
    NO_CONSENT = "no_consent"  # the list is one for handing over, and they did not agree to that
    NO_ADDRESS = "no_address"
    UNUSABLE = "unusable"  # no email can go to such an address
    REFUSED = "refused"  # they want no messages
    HAD_IT = "had_it"
    SAME_ADDRESS = "same_address"  # another one of the group reads there


REACHED_BY_HAND: Final = (LeftOutReason.NO_ADDRESS, LeftOutReason.UNUSABLE)
"""Those whom only another way reaches: a text to paste into WeChat."""


@dataclass(frozen=True, slots=True)
class MessageCandidate:
    """Somebody of the group. ``key`` names them in an address without saying who they are; ``named``: how a letter
    addresses them, "" where nobody is known by name; ``address``: in lower case, "" for none; ``bars``: what is known
    to keep a letter from them already."""

    key: str
    registration_id: int
    language: str
    named: str = ""
    address: str = ""
    user_id: int | None = None
    bars: frozenset[LeftOutReason] = frozenset()


@dataclass(frozen=True, slots=True)
class MessageAudience:
    going: Sequence[MessageCandidate]
    left_out: Mapping[LeftOutReason, Sequence[MessageCandidate]] = field(default_factory=dict)

    @property
    def by_hand(self) -> list[MessageCandidate]:
        return [candidate for reason in REACHED_BY_HAND for candidate in self.left_out.get(reason, ())]

    @property
    def everybody(self) -> list[MessageCandidate]:
        """Those to whom the text goes by mail, then those who could be told by hand."""
        return [*self.going, *self.by_hand]

    @property
    def mark(self) -> str:
        """The same for the same letters, whatever else there is: who looked at these confirms these."""
        text = "\n".join(
            sorted(f"{candidate.address} {candidate.language} {candidate.registration_id}" for candidate in self.going)
        )
        return sha256(text.encode()).hexdigest()[:16]

    @property
    def languages(self) -> dict[str, int]:
        """How many letters in each language, in the order en, zh, fr; languages without any are absent."""
        counted = Counter(candidate.language for candidate in self.going)
        return {language: counted[language] for language in LANGUAGES if counted[language]}

    def read_in(self) -> tuple[str, ...]:
        """The languages that anybody reads whom the text goes to, by mail or by hand."""
        spoken = {candidate.language for candidate in self.everybody}
        return tuple(language for language in LANGUAGES if language in spoken)


def sort_candidates(
    candidates: Iterable[MessageCandidate],
    *,
    unusable: Collection[str] = (),
    refused: Collection[str] = (),
    had: Collection[str] = (),
) -> MessageAudience:
    """Each candidate stands in it once: among those who get an email, or under one reason. The collections hold
    addresses. One email goes to each address, to who of it comes first."""
    going: list[MessageCandidate] = []
    left_out: dict[LeftOutReason, list[MessageCandidate]] = {}
    taken: set[str] = set()
    for candidate in candidates:
        holds = {
            *candidate.bars,
            *([] if candidate.address else [LeftOutReason.NO_ADDRESS]),
            *(
                reason
                for reason, those in (
                    (LeftOutReason.UNUSABLE, unusable),
                    (LeftOutReason.REFUSED, refused),
                    (LeftOutReason.HAD_IT, had),
                )
                if candidate.address in those
            ),
            *([LeftOutReason.SAME_ADDRESS] if candidate.address in taken else []),
        }
        if reason := next((each for each in LeftOutReason if each in holds), None):
            left_out.setdefault(reason, []).append(candidate)
        else:
            going.append(candidate)
            taken.add(candidate.address)
    return MessageAudience(going, {reason: left_out[reason] for reason in LeftOutReason if reason in left_out})
