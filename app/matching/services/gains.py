"""Count what the gaps in profiles cost, and store it beside the ranking."""

from __future__ import annotations

from dataclasses import replace
from typing import cast

from sqlalchemy import delete, insert, select

from app.core.db import current_transaction, db, transaction
from app.core.jobs import enqueue
from app.events.models import Event
from app.matching.models import ProfileGain, Ranking
from app.matching.parameters import PLACES
from app.matching.queries.basis import Basis, basis_of, registered
from app.matching.queries.rankings import latest_ranking, running_job
from app.matching.services.computing import ranked

Told = dict[int, dict[str, int]]


def count_gains(event_id: int) -> int:
    """Count for all firms of an event and store it; how many firms lack something. Thinks without any lock, as
    ``rank`` does; what was stored and is as before stays where it is."""
    latest = latest_ranking(event_id, Ranking.rarity)
    basis, rarity = basis_of(event_id), latest.rarity if latest is not None else None
    db.session.rollback()
    told = _counted(basis, rarity)
    with transaction() as session:
        session.execute(select(Event.id).where(Event.id == event_id).with_for_update(key_share=True))
        _replace(event_id, told)
    return len(told)


def ask_for_gains(event_id: int, *, by: int | None) -> None:
    """Have them counted, inside the running transaction that stores a ranking; many wishes while one waits are one."""
    current_transaction()
    waiting = running_job(event_id, "count_gains")
    if waiting is None or waiting.state != "queued":
        enqueue("count_gains", user_id=by, event_id=event_id)


def _counted(basis: Basis, rarity: dict[str, object] | None) -> Told:
    """As if lists were neither widened nor led by pins, and all firms approved: a profile counts before it is. A pair
    that was taken out is as good as barred: no profile brings it back."""
    from app.matching.gains import gains
    from app.matching.information import from_json

    taken_out = [pair for pair, kind in basis.pins.items() if kind == "down"]
    firms = [replace(firm, seen=True) for firm in basis.firms]
    plain = replace(basis, firms=firms, pins={}, barred=[*basis.barred, *taken_out])
    frozen = from_json(rarity) if rarity else None
    ranking = ranked(plain, replace(basis.settings, widen=False), frozen=frozen)
    found = gains(ranking, plain.allowed, plain.barred, unshown=plain.unshown, places=PLACES)
    return cast("Told", found)


def _replace(event_id: int, told: Told) -> None:
    """What was counted for a firm that is gone since is dropped."""
    there = registered(event_id)
    told = {key: firms for key, firms in told.items() if key in there}
    kept = db.session.execute(
        select(ProfileGain.registration_id, ProfileGain.firms).where(ProfileGain.event_id == event_id)
    )
    before = {row[0]: row[1] for row in kept}
    changed = [key for key in {*before, *told} if before.get(key) != told.get(key)]
    for start in range(0, len(changed), 500):
        some = ProfileGain.registration_id.in_(changed[start : start + 500])
        db.session.execute(delete(ProfileGain).where(ProfileGain.event_id == event_id, some))
    rows = [{"event_id": event_id, "registration_id": key, "firms": told[key]} for key in changed if key in told]
    if rows:
        db.session.execute(insert(ProfileGain), rows)
