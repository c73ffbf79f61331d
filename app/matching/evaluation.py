"""How early a ranking showed those who met, and how often it shows each company."""

from collections.abc import Iterable
from dataclasses import dataclass
from statistics import fmean, median

import numpy as np

from app.matching.parameters import FIRST_PLACES
from app.matching.ranking import EventRanking
from app.matching.sector_arrays import Ints


def list_places(ranking: EventRanking) -> Ints:
    """For all lists one after another: the place in its list, from 0."""
    return np.arange(len(ranking.looking)) - ranking.starts[ranking.looking]


@dataclass(frozen=True, slots=True)
class WantedPlace:
    """One side of a meeting that both sides wanted: the ``place`` from 1 at which its list showed the other, None where
    it did not; ``others``: whom it may meet; ``group``: its name."""

    place: int | None
    others: int
    group: str = "–"


@dataclass(frozen=True, slots=True)
class PlaceStatistics:
    """``meetings``: of which ``listed`` stood in the list at all, ``first`` among its first FIRST places;
    ``expected_by_chance``: how many would stand there if places were drawn; ``middle``: the median place of those that
    were listed."""

    meetings: int
    listed: int
    first: int
    expected_by_chance: float
    middle: float | None


def place_statistics(looked_up: Iterable[WantedPlace], first: int = FIRST_PLACES) -> PlaceStatistics:
    """How high meetings were ranked that both sides wanted."""
    all_places = list(looked_up)
    places = [each.place for each in all_places if each.place is not None]
    return PlaceStatistics(
        meetings=len(all_places),
        listed=len(places),
        first=sum(place <= first for place in places),
        expected_by_chance=len(all_places) * fmean(min(1, first / max(each.others, 1)) for each in all_places)
        if all_places
        else 0.0,
        middle=median(places) if places else None,
    )


def count_times_shown(ranking: EventRanking, first: int | None = None, least: float = 0.0) -> dict[object, int]:
    """In how many lists each firm stands; among the ``first`` places, with a score of at least ``least``."""
    counted = ranking.numbers[:, 0] >= least
    if first is not None:
        counted &= list_places(ranking) < first
    counts = np.bincount(ranking.seen[counted], minlength=len(ranking.companies)).tolist()
    return {company.key: count for company, count in zip(ranking.companies, counts, strict=True)}
