"""The search of a register for duplicates, in the background, whenever the register has changed since the last one."""

from __future__ import annotations

from collections.abc import Callable

from sqlalchemy import select

from app.accounts.models import Organisation
from app.core.db import db, now, transaction
from app.core.jobs import enqueue
from app.registrations.candidate_index import candidates_to_json, find_duplicate_candidates
from app.registrations.models import DuplicateSearch
from app.registrations.queries.duplicate_candidates import (
    DuplicateSearchStatus,
    find_stored_search,
    get_duplicate_search,
    get_register_mark,
    list_register_ids,
    list_registered_companies,
)

DUPLICATE_SEARCH_JOB = "seek_twins"


def request_search(organisation_id: int, *, by: int | None, again: bool = False) -> DuplicateSearchStatus:
    """Have the register compared, unless what is known is of today or a search is under way. One that failed is tried
    once more only ``again``, or when the register changes. How it then stands."""
    search = get_duplicate_search(organisation_id)
    if not _is_search_due(search, again):
        return search
    with transaction():
        stored = _lock_search(organisation_id)
        if _is_search_due(get_duplicate_search(organisation_id), again):
            stored.job = enqueue(
                DUPLICATE_SEARCH_JOB, user_id=by, event_id=None, organisation_id=organisation_id
            ).public_id
            stored.sought_mark = get_register_mark(organisation_id)
    return get_duplicate_search(organisation_id)


def request_due_searches() -> None:
    """Registers that were never compared, or have changed since, are compared."""
    for organisation_id in list_register_ids():
        request_search(organisation_id, by=None)


def search_register(organisation_id: int, tell: Callable[[float], None] = lambda _share: None) -> int:
    """Compare it, without any lock, and keep what was found; how many firms may be one with an earlier one."""
    mark, register = get_register_mark(organisation_id), list_registered_companies(organisation_id)
    db.session.rollback()  # comparing takes seconds: no reading is kept open over it
    duplicate_candidates = find_duplicate_candidates(register, tell)
    with transaction():
        search = _lock_search(organisation_id)
        search.found, search.register_mark, search.at = candidates_to_json(duplicate_candidates), mark, now()
    return len(duplicate_candidates)


def _is_search_due(search: DuplicateSearchStatus, again: bool) -> bool:
    return not (search.is_of_today or search.is_running or (search.was_begun and not again))


def _lock_search(organisation_id: int) -> DuplicateSearch:
    """The search of this register, for whoever holds the register."""
    keeper = select(Organisation.id).where(Organisation.id == organisation_id)
    db.session.execute(keeper.with_for_update(key_share=True))
    duplicate_search = find_stored_search(organisation_id)
    if duplicate_search is None:
        duplicate_search = DuplicateSearch(organisation_id=organisation_id)
        db.session.add(duplicate_search)
        db.session.flush()
    return duplicate_search
