"""Compare a register with itself, in the background, whenever it is not as it was when it was last compared."""

from __future__ import annotations

from collections.abc import Callable

from sqlalchemy import select

from app.accounts.models import Organisation
from app.core.db import db, now, transaction
from app.core.jobs import enqueue
from app.registrations.models import TwinSearch
from app.registrations.queries.likenesses import (
    Search,
    mark_of,
    register_of,
    registers,
    search_of,
    stored_search,
)
from app.registrations.twins import to_rows, twins

JOB = "seek_twins"


def ask_for_search(organisation_id: int, *, by: int | None, again: bool = False) -> Search:
    """Have the register compared, unless what is known is of today or a search is under way. One that failed is tried
    once more only ``again``, or when the register changes. How it then stands."""
    search = search_of(organisation_id)
    if not _is_due(search, again):
        return search
    with transaction():
        stored = _locked(organisation_id)
        if _is_due(search_of(organisation_id), again):
            stored.job = enqueue(JOB, user_id=by, event_id=None, organisation_id=organisation_id).public_id
            stored.sought_mark = mark_of(organisation_id)
    return search_of(organisation_id)


def look_after() -> None:
    """Registers that were never compared, or have changed since, are compared."""
    for organisation_id in registers():
        ask_for_search(organisation_id, by=None)


def seek(organisation_id: int, tell: Callable[[float], None] = lambda _share: None) -> int:
    """Compare it, without any lock, and keep what was found; how many firms may be one with an earlier one."""
    mark, register = mark_of(organisation_id), register_of(organisation_id)
    db.session.rollback()  # comparing takes seconds: no reading is kept open over it
    found = twins(register, tell)
    with transaction():
        search = _locked(organisation_id)
        search.found, search.register_mark, search.at = to_rows(found), mark, now()
    return len(found)


def _is_due(search: Search, again: bool) -> bool:
    return not (search.is_of_today or search.is_running or (search.was_begun and not again))


def _locked(organisation_id: int) -> TwinSearch:
    """The search of this register, for whoever holds the register."""
    keeper = select(Organisation.id).where(Organisation.id == organisation_id)
    db.session.execute(keeper.with_for_update(key_share=True))
    found = stored_search(organisation_id)
    if found is None:
        found = TwinSearch(organisation_id=organisation_id)
        db.session.add(found)
        db.session.flush()
    return found
