"""Why a fit is what it is: lines whose points add up to the bar. Codes and numbers only; pages put them into words."""

import math
from collections.abc import Iterable
from enum import StrEnum
from typing import NamedTuple


class Kind(StrEnum):
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


class Quote(NamedTuple):
    """The words of a text, and of the wish that they answer, each with its language."""

    words: str
    language: str
    wish: str
    wish_language: str


class Reason(NamedTuple):
    """One line. ``points``: of a bar of 100, below 0 where it takes away. ``code``: a sector, a certificate, or a
    language. ``quote``: of a line about texts, where it is to be shown.

    ``firms`` of ``of`` firms at the event do so, as the kind says; 0 where it says nothing.
    """

    kind: Kind
    code: str
    points: float
    met_by: str = ""
    firms: int = 0
    of: int = 0
    quote: Quote | None = None

    @property
    def exact(self) -> bool:
        """Whether a need is met by an offer of the very same code."""
        return self.code == self.met_by


_TURNED = {
    Kind.YOU_SEEK: Kind.THEY_SEEK,
    Kind.THEY_SEEK: Kind.YOU_SEEK,
    Kind.THEIR_TEXT: Kind.YOUR_TEXT,
    Kind.YOUR_TEXT: Kind.THEIR_TEXT,
    Kind.CERTIFICATE: Kind.YOUR_CERTIFICATE,
    Kind.YOUR_CERTIFICATE: Kind.CERTIFICATE,
}


def turned(reasons: Iterable[Reason]) -> tuple[Reason, ...]:
    """What stands in the one firm's list, as the other firm reads it; points stay those of the first one's bar."""
    return tuple(each._replace(kind=_TURNED.get(each.kind, each.kind)) for each in reasons)


def top(reasons: Iterable[Reason], count: int) -> tuple[Reason, ...]:
    """The ``count`` strongest lines, the rest as one line ``further``, then all that takes away; same sum."""
    given = list(reasons)
    for_it = [each for each in given if each.points > 0]
    against = [each for each in given if each.points <= 0]
    rest = for_it[count:]
    further = [Reason(Kind.FURTHER, "", math.fsum(each.points for each in rest))] if rest else []
    return (*for_it[:count], *further, *against)


def total(reasons: Iterable[Reason]) -> float:
    """The length of the bar, in [0, 100]."""
    return math.fsum(each.points for each in reasons)
