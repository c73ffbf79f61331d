"""Who takes no further meeting with a firm, of many at once; for lists, in a constant number of queries."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from app.events.models import Event
from app.meetings.limits import Tally
from app.meetings.queries.apart import never_of
from app.meetings.queries.tallies import full_among, tallies_of


@dataclass(frozen=True, slots=True)
class Barred:
    """``by_mine``: firms that the firm itself marked as *never*; ``by_theirs``: those that take no further meeting with
    it, whatever the cause, which is not told."""

    by_mine: frozenset[int]
    by_theirs: frozenset[int]


def barred_for(event: Event, mine: int, others: Collection[int], tallies: Mapping[int, Tally] | None = None) -> Barred:
    """As ``require_takes_more`` reads it of one firm; ``tallies``: where they are counted already."""
    # a mark that is sealed counts as the other's, of whom no cause is told
    never = {(other, one) if sealed else (one, other) for one, other, sealed in never_of(mine)}
    counted = tallies or tallies_of(event.id, others)
    theirs = {other: counted[other] for other in others}
    out = {other for other, tally in theirs.items() if not tally.takes_part}
    return Barred(
        frozenset(other for other in others if (mine, other) in never),
        full_among(event, theirs) | out | {other for other in others if (other, mine) in never},
    )
