"""Firms of an event by name, sector and delegation, where a page narrows a long list of them."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy import bindparam, func, select

from app.companies.models import Company
from app.companies.names.search import search_companies
from app.companies.sectors.tree import sector_tree
from app.core.db import db
from app.core.parsing import parse_whole_number
from app.meetings.lifecycle import State
from app.meetings.models import GROUP, Meeting
from app.registrations.models import Registration
from app.registrations.queries.sectors import in_sectors


@dataclass(frozen=True, slots=True)
class Narrow:
    """What the reader asked for; values that mean nothing are as good as none. ``words``: a name in any spelling or
    script; ``sector``: an ISIC code, all below it included; ``delegation``: its id, or "none" for firms without one."""

    words: str = ""
    sector: str = ""
    delegation: str = ""

    @property
    def narrows(self) -> bool:
        return bool(self.words or self.sector or self.delegation)

    @property
    def kept(self) -> dict[str, str]:
        """What an address holds of it."""
        return {"q": self.words, "sector": self.sector, "delegation": self.delegation}


def asked_by(words: str, sector: str, delegation: str) -> Narrow:
    """Of what was typed what means something."""
    known = sector if sector in sector_tree() else ""
    brought = delegation if delegation == "none" or parse_whole_number(delegation) is not None else ""
    return Narrow(" ".join(words.split()), known, brought)


def fitting(event_id: int, wanted: Narrow, among: Collection[int]) -> list[int]:
    """Those ``among`` the registrations of an event that fit, the best matches of a name first. One query. The name of
    a firm that the reader does not see must not decide which others match best."""
    rows = (
        select(Registration.id, Company.folded)
        .join(Company, Company.id == Registration.company_id)
        .where(Registration.event_id == event_id)
        .order_by(Registration.id)
    )
    if wanted.sector:
        rows = rows.where(in_sectors(sector_tree().subtree(wanted.sector)))
    if wanted.delegation == "none":
        rows = rows.where(Registration.delegation_id.is_(None))
    elif wanted.delegation:
        rows = rows.where(Registration.delegation_id == parse_whole_number(wanted.delegation))
    found = [(row[0], row[1]) for row in db.session.execute(rows) if row[0] in among]
    return search_companies(wanted.words, found) if wanted.words else [one for one, _folded in found]


def groups_counted(event_id: int) -> int:
    """How many group meetings of an event were not called off."""
    return int(db.session.execute(_GROUPS, {"event_id": event_id}).scalar_one())


_GROUPS = select(func.count()).where(
    Meeting.event_id == bindparam("event_id"), Meeting.kind == GROUP, Meeting.state != State.CANCELLED.value
)
