"""Companies of an event by name, sector and delegation, where a page filters a long list of them."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy import select

from app.companies.models import Company
from app.companies.names.search import search_companies
from app.companies.sectors.tree import sector_tree
from app.core.db import db
from app.core.parsing import parse_whole_number
from app.registrations.models import Registration
from app.registrations.queries.registrations import in_sectors


@dataclass(frozen=True, slots=True)
class CompanyFilter:
    """What the reader asked for; values that mean nothing are as good as none. ``words``: a name in any spelling or
    script; ``sector``: an ISIC code, all below it included; ``delegation``: its id, or "none" for companies without
    one."""

    words: str = ""
    sector: str = ""
    delegation: str = ""

    @property
    def narrows(self) -> bool:
        return bool(self.words or self.sector or self.delegation)

    @property
    def query(self) -> dict[str, str]:
        """What an address holds of it."""
        return {"q": self.words, "sector": self.sector, "delegation": self.delegation}


def parse_company_filter(words: str, sector: str, delegation: str) -> CompanyFilter:
    """Of what was typed what means something."""
    known = sector if sector in sector_tree() else ""
    brought = delegation if delegation == "none" or parse_whole_number(delegation) is not None else ""
    return CompanyFilter(" ".join(words.split()), known, brought)


def filter_companies(event_id: int, wanted: CompanyFilter, among: Collection[int]) -> list[int]:
    """Those ``among`` the registrations of an event that fit, the best matches of a name first. One query. The name of
    a company that the reader does not see must not decide which others match best."""
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
    candidates = [(row[0], row[1]) for row in db.session.execute(rows) if row[0] in among]
    return (
        search_companies(wanted.words, candidates)
        if wanted.words
        else [registration_id for registration_id, _folded in candidates]
    )
