"""Every page of the model event as everybody who may see it: one heading, the reader's language, no sideways
scrolling, nothing for axe, the console or another host."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from app.accounts.models import User
from app.accounts.services import sign_in_link
from app.companies.models import CompanyUser
from app.db import db
from app.registrations.models import FirmLink
from app.registrations.queries.links import link_url
from tests.architecture.route_table import read
from tests.journeys.crawling import FILES, Crawl
from tests.support.browsing import DESKTOP, PHONE

PEOPLE = {
    "administrator": "administrator@office.example.org",
    "organizer": "organizer@office.example.org",
    "chamber": "assistant@chamber.example.org",
    "delegation head": "head@chamber.example.org",
    "desk": "desk@office.example.org",
}


@pytest.mark.parametrize(
    ("language", "width", "deep"),
    [("en", DESKTOP, True), ("zh", PHONE, True), ("fr", PHONE, False)],
    ids=("en-1280", "zh-390", "fr-390"),
)
def test_every_page_is_sound_for_everybody(visits, app, model, user_of, language, width, deep):
    crawl = Crawl(visits, app, language, width, deep)

    crawl.walk("anonymous", ["/events/lianglu-cuntan", *firm_links(), sign_in_link(user_of(PEOPLE["desk"]))])
    for who, email in PEOPLE.items():
        crawl.walk(who, [], user_of(email))
    crawl.walk("company", [], company_user())

    assert crawl.found == [], "\n".join(crawl.found)
    assert not_reached(crawl) == set(), " ".join(sorted(not_reached(crawl)))


def firm_links():
    """A link that still lets in, and one that a firm has used."""
    links = db.session.scalars(select(FirmLink).order_by(FirmLink.claimed_at)).all()
    return [link_url(link) for link in (links[0], links[-1])]


def not_reached(crawl):
    """Pages to which no link leads anybody."""
    reached = {kind.split()[0] for kinds in crawl.reached.values() for kind in kinds}
    return {route.endpoint for route in read() if "GET" in route.methods} - reached - FILES


def company_user():
    found = select(User).join(CompanyUser, CompanyUser.user_id == User.id).order_by(User.id)
    return db.session.scalars(found).first()
