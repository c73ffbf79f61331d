"""Compute an event's ranking and store it; ask for a new one when a profile changed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any, Final

from sqlalchemy import Select, delete, func, insert, select, update

from app.companies import text_vectors
from app.companies.models import Company, CompanyVectors
from app.companies.services import save_vectors
from app.core import audit
from app.core.db import db, end_read_transaction, now, transaction
from app.core.jobs import JobAttempt, enqueue_once
from app.events.models import Event
from app.matching.models import Ranking, ShownList, Suggestion
from app.matching.parameters import FIRST_PLACES, LIST_LENGTH, MatchSettings
from app.matching.profiles import OwnWords, texts_to_read
from app.matching.queries.ranking_input import RankingInput, get_ranking_input, own_words_by_company, registration_ids
from app.matching.queries.rankings import get_latest_ranking
from app.matching.stored_lists import log_entry
from app.matching.weak_lists import WEAK_SCORE

if TYPE_CHECKING:
    from app.matching.ranking import EventRanking
    from app.matching.sector_arrays import SectorRarity


def compute_ranking(
    basis: RankingInput, settings: MatchSettings, *, frozen: SectorRarity | None = None, limit: int | None = None
) -> EventRanking:
    """All companies of an event as its organizer would have them ranked with these settings; the rest as in ``rank`` of
    ``matching.ranking``."""
    # what thinks brings numpy and scipy along, which no process needs that only shows pages
    from app.matching.exposure import DEFAULT_EXPOSURE
    from app.matching.list_composition import PinKind
    from app.matching.ranking import rank_companies

    return rank_companies(
        basis.companies,
        basis.allowed,
        basis.barred,
        unshown=basis.unshown,
        places=LIST_LENGTH,
        parameters=settings.parameters,
        frozen=frozen,
        exposure=DEFAULT_EXPOSURE if settings.widen else None,
        limit=limit,
        pins={pair: PinKind(kind) for pair, kind in basis.pins.items()},
    )


COMPANIES_AT_A_TIME = 200

TextsByCompany = Mapping[int, tuple[str, ...]]


def store_text_vectors(read: TextsByCompany) -> None:
    """Of each company what these texts mean, in place of what was kept of it; of none, nothing. Reads what was not read
    yet before any lock, a part at a time."""
    companies = list(read)
    for start in range(0, len(companies), COMPANIES_AT_A_TIME):
        some = {company_id: read[company_id] for company_id in companies[start : start + COMPANIES_AT_A_TIME]}
        text_vectors.cached_vectors([text for texts in some.values() for text in texts])
        with transaction():
            save_vectors(_unchanged_texts(some))


def _unchanged_texts(read: TextsByCompany) -> TextsByCompany:
    """Those whose texts are still these: what was erased since is not brought back."""
    db.session.execute(select(Company.id).where(Company.id.in_(read)).order_by(Company.id).with_for_update(read=True))
    says = own_words_by_company(list(read))
    return {
        company_id: texts
        for company_id, texts in read.items()
        if texts_to_read(says.get(company_id, OwnWords())) == texts
    }


def load_engine() -> None:
    """numpy and scipy where firms were ranked before; and what reads texts where such of firms are kept."""
    if _has_row(select(Ranking.id)):
        from app.matching import packing, ranking  # noqa: F401 loading them is what is wanted
    if text_vectors.is_installed() and _has_row(select(CompanyVectors.id)):
        text_vectors.encode_texts([""])


def _has_row(chosen: Select[int]) -> bool:
    return db.session.scalar(chosen.limit(1)) is not None


STORED_REASONS = 9
SEEN_BY_COUNT: Final = 3
"""Others in whose first places a firm is to stand."""
STORED_VERSIONS = 2
ROWS_AT_A_TIME = 2_000
RARITY_FROZEN_FROM = 500
"""Firms; a smaller event is counted anew each time."""
RARITY_FROZEN_FOR = 20
"""Versions that share one count of how rare each sector is, so that one changed profile changes only lists it is in."""

PackedLists = Mapping[int, bytes]
RarityJson = dict[str, Any]


def rank_event(event_id: int, *, by: int | None = None, run: JobAttempt | None = None) -> Ranking:
    """Rank all companies of an event and store the lists that are not as they were under the next version.

    Reads first, thinks without any lock, then writes in one transaction; older versions go, but for the last one.
    """
    _report_progress(run, 0.05, "reading")
    basis, latest = get_ranking_input(event_id), get_latest_ranking(event_id, Ranking.rarity)
    frozen = None  # how rare each sector was when it was last counted; it is counted anew from time to time
    if latest is not None and latest.rarity and latest.firms >= RARITY_FROZEN_FROM:
        frozen = latest.rarity if latest.version + 1 - latest.rarity["since"] < RARITY_FROZEN_FOR else None
    end_read_transaction()
    _report_progress(run, 0.2, "ranking")
    lists, rarity, seldom_seen = compute_lists(basis, frozen)
    _report_progress(run, 0.7, "storing")
    stored = _store_ranking(event_id, basis, lists, rarity, seldom_seen, by)
    store_text_vectors(basis.unstored_texts)
    return stored


def request_ranking(event_id: int, *, by: int | None = None) -> None:
    """Have the event ranked anew, inside a running transaction."""
    enqueue_once("rank", user_id=by, event_id=event_id)


def compute_lists(
    basis: RankingInput, stored_rarity: RarityJson | None
) -> tuple[PackedLists, RarityJson, dict[str, int]]:
    """The list of each firm that has one, and ``rarity`` and ``seldom_seen`` of the ranking."""
    from app.matching.evaluation import count_times_shown
    from app.matching.packing import packed_lists
    from app.matching.sector_arrays import rarity_from_json, rarity_to_json

    frozen = rarity_from_json(stored_rarity) if stored_rarity else None
    ranking = compute_ranking(basis, basis.settings, frozen=frozen, limit=STORED_REASONS)
    rarity = rarity_to_json(ranking.information) | (
        {"since": stored_rarity["since"]} if stored_rarity and frozen else {}
    )
    shown = count_times_shown(ranking, FIRST_PLACES, WEAK_SCORE)
    seldom = {
        str(company): shown[company]
        for company, others in basis.readers().items()
        if shown[company] < min(SEEN_BY_COUNT, others)
    }
    return dict(packed_lists(ranking, STORED_REASONS)), rarity, seldom


def _store_ranking(
    event_id: int,
    basis: RankingInput,
    lists: PackedLists,
    rarity: RarityJson,
    seldom_seen: dict[str, int],
    by: int | None,
) -> Ranking:
    with transaction() as session:
        session.execute(select(Event.id).where(Event.id == event_id).with_for_update(key_share=True))
        version = (session.scalar(select(func.max(Ranking.version)).where(Ranking.event_id == event_id)) or 0) + 1
        companies = len(basis.companies)
        ranking = Ranking(
            event_id=event_id,
            version=version,
            firms=companies,
            parameters=basis.settings.to_json(),
            rarity={"since": version} | rarity,
            seldom_seen=seldom_seen,
        )
        session.add(ranking)
        session.flush()
        _replace_lists(event_id, version, lists)
        oldest = version - STORED_VERSIONS + 1
        session.execute(delete(Suggestion).where(Suggestion.event_id == event_id, Suggestion.until <= oldest))
        session.execute(delete(Ranking).where(Ranking.event_id == event_id, Ranking.version < oldest))
        audit.log_action("ranking.stored", ranking, event_id=event_id, by=by, version=version, firms=companies)
    return ranking


def _replace_lists(event_id: int, version: int, lists: PackedLists) -> None:
    """From ``version`` on these lists are shown; those that are as before stay where they are, and one of a company
    that is gone since it was read is dropped."""
    there = registration_ids(event_id)
    lists = {key: places for key, places in lists.items() if key in there}
    shown = select(Suggestion.registration_id, Suggestion.places).where(
        Suggestion.event_id == event_id, Suggestion.until.is_(None)
    )
    before = {row.registration_id: row.places for row in db.session.execute(shown)}
    replaced = [key for key, places in before.items() if lists.get(key) != places]
    for part in _row_batches(replaced):
        ended = (Suggestion.event_id == event_id, Suggestion.until.is_(None), Suggestion.registration_id.in_(part))
        db.session.execute(update(Suggestion).where(*ended).values(until=version))
    rows = [
        {"event_id": event_id, "registration_id": key, "since": version, "places": places}
        for key, places in lists.items()
        if before.get(key) != places
    ]
    for some in _row_batches(rows):
        db.session.execute(insert(Suggestion), some)
    _log_lists(
        event_id,
        version,
        before,
        {key: lists.get(key) for key in {*replaced, *(row["registration_id"] for row in rows)}},
    )


def _log_lists(event_id: int, version: int, before: PackedLists, after: Mapping[int, bytes | None]) -> None:
    """Of the lists that are not as before, None for one that is no more: whom they hold, where anybody reads that."""
    there, at = registration_ids(event_id), now()
    rows = [
        {"event_id": event_id, "registration_id": key, "version": version, "places": log_entry(places), "at": at}
        for key, places in after.items()
        if key in there and log_entry(before.get(key)) != log_entry(places)
    ]
    for some in _row_batches(rows):
        db.session.execute(insert(ShownList), some)


def _row_batches(items: list[Any]) -> Iterable[list[Any]]:
    return (items[start : start + ROWS_AT_A_TIME] for start in range(0, len(items), ROWS_AT_A_TIME))


def _report_progress(run: JobAttempt | None, fraction: float, stage: str) -> None:
    if run is not None:
        run.progress(fraction, stage)
