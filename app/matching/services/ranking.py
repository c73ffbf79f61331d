"""Compute an event's ranking and store it; ask for a new one when a profile changed."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from typing import Any, Final, NamedTuple

from sqlalchemy import delete, func, insert, select, update

from app.core import audit
from app.core.db import current_transaction, db, end_read_transaction, now, transaction
from app.core.jobs import JobAttempt, enqueue
from app.events.models import Event
from app.matching.logged import logged
from app.matching.models import Ranking, ShownList, Suggestion
from app.matching.parameters import FIRST
from app.matching.queries.basis import Basis, basis_of, registered
from app.matching.queries.rankings import latest_ranking, running_job
from app.matching.services.computing import ranked
from app.matching.services.gains import ask_for_gains
from app.matching.services.readings import keep_readings
from app.matching.weak import WEAK

REASONS = 9
SEEN_BY: Final = 3
"""Others in whose first places a firm is to stand."""
KEPT_VERSIONS = 2
CHUNK = 2_000
RARITY_KEPT_FROM = 500
"""Firms; a smaller event is counted anew each time."""
RARITY_KEPT_FOR = 20
"""Versions that share one count of how rare each sector is, so that one changed profile changes only lists it is in."""

Lists = Mapping[int, bytes]
Rarity = dict[str, Any]


class Told(NamedTuple):
    """What is kept of a ranking beside its lists, as ``Ranking`` has it."""

    rarity: Rarity
    seldom_seen: dict[str, int]


def rank(event_id: int, *, by: int | None = None, run: JobAttempt | None = None) -> Ranking:
    """Rank all firms of an event and store the lists that are not as they were under the next version.

    Reads first, thinks without any lock, then writes in one transaction; older versions go, but for the last one.
    """
    _tell(run, 0.05, "reading")
    basis, kept = basis_of(event_id), _rarity_kept(event_id)
    end_read_transaction()
    _tell(run, 0.2, "ranking")
    lists, told = rank_lists(basis, kept)
    _tell(run, 0.7, "storing")
    stored = _store(event_id, basis, lists, told, by)
    keep_readings(basis.unkept)
    return stored


def ask_for_ranking(event_id: int, *, by: int | None = None) -> None:
    """Have the event ranked anew, inside a running transaction; many wishes while one waits are one run."""
    current_transaction()
    waiting = running_job(event_id)
    if waiting is None or waiting.state != "queued":
        enqueue("rank", user_id=by, event_id=event_id)


def forget_shown(registrations: Collection[int], *, events: Collection[int]) -> None:
    """Take the lists of these firms, and all lists of these events, out of the log, inside a running transaction."""
    current_transaction()
    theirs = ShownList.registration_id.in_(registrations) | ShownList.event_id.in_(events)
    db.session.execute(delete(ShownList).where(theirs))


def _rarity_kept(event_id: int) -> Rarity | None:
    """How rare each sector was when it was last counted; None where it is to be counted anew."""
    latest = latest_ranking(event_id, Ranking.rarity)
    if latest is None or not latest.rarity or latest.firms < RARITY_KEPT_FROM:
        return None
    return latest.rarity if latest.version + 1 - latest.rarity["since"] < RARITY_KEPT_FOR else None


def rank_lists(basis: Basis, kept: Rarity | None) -> tuple[Lists, Told]:
    """The list of each firm that has one, and what else is kept of the ranking."""
    from app.matching.evaluate import times_shown
    from app.matching.information import from_json, to_json
    from app.matching.packing import packed_lists

    frozen = from_json(kept) if kept else None
    found = ranked(basis, basis.settings, frozen=frozen, limit=REASONS)
    rarity = to_json(found.information) | ({"since": kept["since"]} if kept and frozen else {})
    shown = times_shown(found, FIRST, WEAK)
    seldom = {str(firm): shown[firm] for firm, others in basis.readers().items() if shown[firm] < min(SEEN_BY, others)}
    return dict(packed_lists(found, REASONS)), Told(rarity, seldom)


def _store(event_id: int, basis: Basis, lists: Lists, told: Told, by: int | None) -> Ranking:
    with transaction() as session:
        session.execute(select(Event.id).where(Event.id == event_id).with_for_update(key_share=True))
        version = (session.scalar(select(func.max(Ranking.version)).where(Ranking.event_id == event_id)) or 0) + 1
        firms = len(basis.firms)
        ranking = Ranking(
            event_id=event_id,
            version=version,
            firms=firms,
            parameters=basis.settings.to_json(),
            rarity={"since": version} | told.rarity,
            seldom_seen=told.seldom_seen,
        )
        session.add(ranking)
        session.flush()
        _replace(event_id, version, lists)
        _forget_older(event_id, version)
        audit.log_action("ranking.stored", ranking, event_id=event_id, by=by, version=version, firms=firms)
        ask_for_gains(event_id, by=by)
    return ranking


def _replace(event_id: int, version: int, lists: Lists) -> None:
    """From ``version`` on these lists are shown; those that are as before stay where they are, and one of a firm that
    is gone since it was read is dropped."""
    there = registered(event_id)
    lists = {key: places for key, places in lists.items() if key in there}
    shown = select(Suggestion.registration_id, Suggestion.places).where(
        Suggestion.event_id == event_id, Suggestion.until.is_(None)
    )
    before = {row.registration_id: row.places for row in db.session.execute(shown)}
    gone = [key for key, places in before.items() if lists.get(key) != places]
    for part in _parts(gone):
        ended = (Suggestion.event_id == event_id, Suggestion.until.is_(None), Suggestion.registration_id.in_(part))
        db.session.execute(update(Suggestion).where(*ended).values(until=version))
    rows = [
        {"event_id": event_id, "registration_id": key, "since": version, "places": places}
        for key, places in lists.items()
        if before.get(key) != places
    ]
    for some in _parts(rows):
        db.session.execute(insert(Suggestion), some)
    _log(event_id, version, before, {key: lists.get(key) for key in {*gone, *(row["registration_id"] for row in rows)}})


def _log(event_id: int, version: int, before: Lists, after: Mapping[int, bytes | None]) -> None:
    """Of the lists that are not as before, None for one that is no more: whom they hold, where anybody reads that."""
    there, at = registered(event_id), now()
    rows = [
        {"event_id": event_id, "registration_id": key, "version": version, "places": logged(places), "at": at}
        for key, places in after.items()
        if key in there and logged(before.get(key)) != logged(places)
    ]
    for some in _parts(rows):
        db.session.execute(insert(ShownList), some)


def _parts(items: list[Any]) -> Iterable[list[Any]]:
    return (items[start : start + CHUNK] for start in range(0, len(items), CHUNK))


def _forget_older(event_id: int, newest: int) -> None:
    oldest_kept = newest - KEPT_VERSIONS + 1
    db.session.execute(delete(Suggestion).where(Suggestion.event_id == event_id, Suggestion.until <= oldest_kept))
    db.session.execute(delete(Ranking).where(Ranking.event_id == event_id, Ranking.version < oldest_kept))


def _tell(run: JobAttempt | None, fraction: float, stage: str) -> None:
    if run is not None:
        run.progress(fraction, stage)
