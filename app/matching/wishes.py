"""What becomes of an answer to a suggestion: want or no."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from app.core.errors import DomainError


class Answer(StrEnum):
    WANT = "want"
    NO = "no"


@dataclass
class Outcome:
    """Ids of the other firms: ``asked`` got a request; ``kept`` are noted until requests can be sent; ``hidden``;
    ``refused``: with why nothing was sent."""

    asked: list[int] = field(default_factory=list)
    kept: list[int] = field(default_factory=list)
    hidden: list[int] = field(default_factory=list)
    refused: dict[int, DomainError] = field(default_factory=dict)


KEPT_WHEN = frozenset({"phase_forbids", "not_taking_part"})
"""Refusals that time may lift: requests are not open yet, or the firm is not approved yet."""


def answers_in(sent: Mapping[str, str], offered: Sequence[int]) -> dict[int, Answer]:
    """The answers to the firms that were offered, by id; what is neither want nor no says nothing."""
    found = {}
    for other_id in offered:
        said = sent.get(f"firm-{other_id}", "")
        if said in list(Answer):
            found[other_id] = Answer(said)
    return found
