"""The ranking of an event out of its basis: the one place from which firms of a database are ranked."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.matching.parameters import PLACES
from app.matching.queries.basis import Basis
from app.matching.settings import Settings

if TYPE_CHECKING:
    from app.matching.information import Information
    from app.matching.ranking import Ranking as EventRanking


def ranked(
    basis: Basis, settings: Settings, *, frozen: Information | None = None, limit: int | None = None
) -> EventRanking:
    """All firms of an event as its organizer would have them ranked with these settings; the rest as in ``rank`` of
    ``matching.ranking``."""
    # what thinks brings numpy and scipy along, which no process needs that only shows pages
    from app.matching.exposure import DEFAULT as EXPOSURE
    from app.matching.pins import Pin
    from app.matching.ranking import rank as rank_firms

    return rank_firms(
        basis.firms,
        basis.allowed,
        basis.barred,
        unshown=basis.unshown,
        places=PLACES,
        parameters=settings.parameters,
        frozen=frozen,
        exposure=EXPOSURE if settings.widen else None,
        limit=limit,
        pins={pair: Pin(kind) for pair, kind in basis.pins.items()},
    )
