"""Why a fit is what it is: lines whose points add up to the bar, and as they are shown, one for each sector."""

from __future__ import annotations

import math
from collections.abc import Iterable
from enum import StrEnum
from typing import Final, NamedTuple

from app.companies.sectors.tree import sector_tree


class ReasonKind(StrEnum):
    """What a line is about; the order is that of lines with the same points.

    ``you_seek``: you seek ``code``, they offer ``met_by``; ``firms`` offer that.
    ``they_seek``: they seek ``code``, you offer ``met_by``; ``firms`` offer that.
    ``same_activity``: both offer ``code``, or something in it; ``firms`` do.
    ``common_ground``: both offer or seek ``code``, or something in it; ``firms`` do.
    ``further``: the rest of the lines above, in one.
    ``no_language`` (takes points away): both name languages and share none.
    ``certificate`` (takes points away): you need ``code`` and they don't show it; ``firms`` hold it.
    ``each_seeks`` (told for two lines): each seeks ``code`` and offers it; ``firms`` offer it.
    ``nothing_known`` (no points): the only line of a pair that has nothing in common as far as is known.
    ``their_text``: what they offer in their own words, in the language ``code``, answers what you seek in yours.
    ``your_text``: what you offer in your own words, in the language ``code``, answers what they seek in theirs.
    ``your_certificate`` (no points of this bar): they need ``code`` and you don't show it, which lowers the fit for
    them; ``firms`` hold it.
    Of both about texts, ``met_by`` says which passages these are, as ``answering`` counts them; the first ones where it
    is "".
    """

    YOU_SEEK = "you_seek"
    THEY_SEEK = "they_seek"
    SAME_ACTIVITY = "same_activity"
    COMMON_GROUND = "common_ground"
    FURTHER = "further"
    NO_LANGUAGE = "no_language"
    CERTIFICATE = "certificate"
    EACH_SEEKS = "each_seeks"
    NOTHING_KNOWN = "nothing_known"
    THEIR_TEXT = "their_text"
    YOUR_TEXT = "your_text"
    YOUR_CERTIFICATE = "your_certificate"


class ReasonQuote(NamedTuple):
    """The words of a text, and of the wish that they answer, each with its language."""

    words: str
    language: str
    wish: str
    wish_language: str


class MatchReason(NamedTuple):
    """One line. ``points``: of a bar of 100, below 0 where it takes away. ``code``: a sector, a certificate, or a
    language. ``quote``: of a line about texts, where it is to be shown.

    ``companies`` of ``of`` companies at the event do so, as the kind says; 0 where it says nothing.
    """

    kind: ReasonKind
    code: str
    points: float
    met_by: str = ""
    companies: int = 0
    of: int = 0
    quote: ReasonQuote | None = None

    @property
    def exact(self) -> bool:
        """Whether a need is met by an offer of the very same code."""
        return self.code == self.met_by


_REVERSED_KINDS = {
    ReasonKind.YOU_SEEK: ReasonKind.THEY_SEEK,
    ReasonKind.THEY_SEEK: ReasonKind.YOU_SEEK,
    ReasonKind.THEIR_TEXT: ReasonKind.YOUR_TEXT,
    ReasonKind.YOUR_TEXT: ReasonKind.THEIR_TEXT,
    ReasonKind.CERTIFICATE: ReasonKind.YOUR_CERTIFICATE,
    ReasonKind.YOUR_CERTIFICATE: ReasonKind.CERTIFICATE,
}


def reversed_reasons(reasons: Iterable[MatchReason]) -> tuple[MatchReason, ...]:
    """What stands in the one firm's list, as the other firm reads it; points stay those of the first one's bar."""
    return tuple(each._replace(kind=_REVERSED_KINDS.get(each.kind, each.kind)) for each in reasons)


def top_reasons(reasons: Iterable[MatchReason], count: int) -> tuple[MatchReason, ...]:
    """The ``count`` strongest lines, the rest as one line ``further``, then all that takes away; same sum."""
    all_reasons = list(reasons)
    for_it = [each for each in all_reasons if each.points > 0]
    against = [each for each in all_reasons if each.points <= 0]
    rest = for_it[count:]
    further = [MatchReason(ReasonKind.FURTHER, "", math.fsum(each.points for each in rest))] if rest else []
    return (*for_it[:count], *further, *against)


def total_points(reasons: Iterable[MatchReason]) -> float:
    """The length of the bar, in [0, 100]."""
    return math.fsum(each.points for each in reasons)


COMMON_SHARE: Final = 0.5
"""What more than this part of the firms share says nothing about a pair."""
MIN_POINTS: Final = 3.0
"""A line with fewer points, of a bar of 100, is noise to who reads it."""
_NEED_KINDS: Final = (ReasonKind.YOU_SEEK, ReasonKind.THEY_SEEK)
_SHARED_KINDS: Final = (ReasonKind.SAME_ACTIVITY, ReasonKind.COMMON_GROUND)
_TEXT_KINDS: Final = (ReasonKind.THEIR_TEXT, ReasonKind.YOUR_TEXT)


def merged_reasons(reasons: Iterable[MatchReason]) -> tuple[MatchReason, ...]:
    """Lines about one sector in one, with the sum of their points, under what says most: a need, then the same
    activity, then common ground. What both have in common goes into a line of a sector that lies in it.

    What the companies say in their own words first, then the strongest; what most companies share after the rest, then
    ``further`` and what takes away, as they were. ``further`` takes in what ``summed_weak_reasons`` leaves out.
    """
    all_reasons = list(reasons)
    lines: list[MatchReason] = []
    related = [
        each for each in all_reasons if each.kind in _SHARED_KINDS or (each.kind in _NEED_KINDS and is_related(each))
    ]
    ranks = {kind: rank for rank, kind in enumerate(_SHARED_KINDS, 1)}  # needs first
    for reason in sorted(related, key=lambda each: (ranks.get(each.kind, 0), -each.points)):
        place = next((place for place, other in enumerate(lines) if _covers_reason(other, reason)), None)
        if place is None:
            lines.append(reason)
        else:
            line = lines[place]
            mutual = {line.kind, reason.kind} == set(_NEED_KINDS) and line.exact  # each seeks what the other offers
            kind = ReasonKind.EACH_SEEKS if mutual else line.kind
            lines[place] = line._replace(kind=kind, points=line.points + reason.points)
    lines += [each for each in all_reasons if each.kind in _TEXT_KINDS]
    unrelated = [each for each in all_reasons if each.kind in _NEED_KINDS and not is_related(each)]
    rest = [each for each in all_reasons if each.kind not in (*_NEED_KINDS, *_SHARED_KINDS, *_TEXT_KINDS)]
    ordered = sorted(lines, key=lambda each: (is_common(each), each.kind not in _TEXT_KINDS, -each.points))
    return summed_weak_reasons([*ordered, *unrelated, *rest])


def summed_weak_reasons(reasons: Iterable[MatchReason]) -> tuple[MatchReason, ...]:
    """The lines in their order, but for those that speak for the pair with fewer than LEAST_POINTS or about unrelated
    sectors: these are one line ``further``, before what takes away. Same sum."""
    all_reasons = list(reasons)
    for_it = [each for each in all_reasons if each.points > 0]
    strong = [each for each in for_it if _is_strong(each)]
    weak = math.fsum(each.points for each in for_it if not _is_strong(each))
    further = [MatchReason(ReasonKind.FURTHER, "", weak)] if weak else []
    return (*strong, *further, *(each for each in all_reasons if each.points <= 0))


def is_related(reason: MatchReason) -> bool:
    """Whether the sectors of the line lie in one division, or one of them in the other; of what both share, whether it
    is less than a whole section. Lines about anything else are."""
    if reason.kind in _SHARED_KINDS:
        return sector_tree().division(reason.code) is not None
    if reason.kind not in _NEED_KINDS:
        return True
    sought, offered = sector_tree().path(reason.code), sector_tree().path(reason.met_by)
    return sought[:2] == offered[:2] or reason.code in offered or reason.met_by in sought


def _is_strong(reason: MatchReason) -> bool:
    return reason.kind is not ReasonKind.FURTHER and reason.points >= MIN_POINTS and is_related(reason)


def is_common(reason: MatchReason) -> bool:
    """Whether the line is about something that most firms share."""
    return reason.kind in _SHARED_KINDS and reason.companies > COMMON_SHARE * reason.of


def _covers_reason(reason: MatchReason, other: MatchReason) -> bool:
    """Whether ``told`` names what ``other`` does, or something more precise."""
    if other.kind in _NEED_KINDS:
        return (reason.code, reason.met_by) in {(other.code, other.met_by), (other.met_by, other.code)}
    sectors = [each for each in (reason.code, reason.met_by) if each]
    return other.code in sectors or all(other.code in sector_tree().path(each) for each in sectors)
