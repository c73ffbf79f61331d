"""The link of a firm, and where it leads."""

from __future__ import annotations

from app.registrations.models import CompanyLink, Registration
from app.registrations.queries import company_links as queries


def link_of(firm: Registration) -> CompanyLink:
    link = queries.find_link(firm)
    assert link is not None
    return link


def address(firm: Registration) -> str:
    return f"/f/{queries.get_link_token(link_of(firm))}"
