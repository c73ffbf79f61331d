"""The link of a firm, and where it leads."""

from __future__ import annotations

from app.registrations.models import FirmLink, Registration
from app.registrations.queries import links as queries


def link_of(firm: Registration) -> FirmLink:
    link = queries.link_of(firm)
    assert link is not None
    return link


def address(firm: Registration) -> str:
    return f"/f/{queries.token_of(link_of(firm))}"
