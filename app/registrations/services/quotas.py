"""How many firms a delegation brings at most, and how many people each of them."""

from __future__ import annotations

from sqlalchemy import select

from app.core.db import db
from app.core.errors import Conflict, NotFound
from app.registrations.models import Delegation
from app.registrations.queries.brought import firms_in, largest


class QuotaFull(Conflict):
    """The delegation brings as many firms as it may. Details: quota."""

    code = "quota_full"


class QuotaBelowFirms(Conflict):
    """The delegation brings more firms than the new quota lets it. Details: quota, firms."""

    code = "quota_below_firms"


class PeopleQuotaFull(Conflict):
    """A firm would bring more people than each of the delegation may. Details: quota, people (so many it would be)."""

    code = "people_quota_full"


class PeopleQuotaBelow(Conflict):
    """A firm brings more people already than the new quota lets it. Details: quota, people, firm."""

    code = "people_quota_below"


def locked(delegation_id: int, *, read: bool = False) -> Delegation:
    """The delegation as it now is, until the transaction ends: whoever counts its firms waits here.

    ``read``: only its quotas must stay as they are. To be locked before any of its firms. Raises NotFound.
    """
    chosen = select(Delegation).where(Delegation.id == delegation_id).with_for_update(read=read)
    found = db.session.scalar(chosen.execution_options(populate_existing=True))
    if found is None:
        raise NotFound
    return found


def require_room(delegation: Delegation) -> None:
    """For one firm more, behind the lock. Raises QuotaFull."""
    if delegation.quota is not None and firms_in(delegation.id) >= delegation.quota:
        raise QuotaFull(quota=delegation.quota)


def require_room_for_people(delegation: Delegation, people: int) -> None:
    """For so many people of one firm, behind its lock. Raises PeopleQuotaFull."""
    if delegation.people_quota is not None and people > delegation.people_quota:
        raise PeopleQuotaFull(quota=delegation.people_quota, people=people)


def require_fits(delegation: Delegation) -> None:
    """What it brings lies within new quotas. Raises QuotaBelowFirms, PeopleQuotaBelow."""
    firms = firms_in(delegation.id)
    if delegation.quota is not None and firms > delegation.quota:
        raise QuotaBelowFirms(quota=delegation.quota, firms=firms)
    name, people = largest(delegation.id)
    if delegation.people_quota is not None and people > delegation.people_quota:
        raise PeopleQuotaBelow(quota=delegation.people_quota, people=people, firm=name)
