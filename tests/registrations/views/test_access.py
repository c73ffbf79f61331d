"""Who acts for a firm is let in and sent away by it."""

from __future__ import annotations

import pytest

from app.companies.models import CompanyUser
from app.core.db import db, transaction
from app.registrations.queries.access import list_company_users, list_join_requests
from app.registrations.queries.company_links import find_link, get_link_token
from app.registrations.services import access, company_links
from tests import factories
from tests.registrations.views.company_pages import at
from tests.support.clients import Visitor


@pytest.mark.full
def test_who_asks_to_join_is_let_in_by_the_firm(boss, firm, app):
    company_links.create_links([firm])
    link = find_link(firm)
    assert link is not None
    with transaction():
        link.claimed_at, link.claimed_by = firm.created_at, list_company_users(firm)[0].id
    second = Visitor(app, use_cookies=True)
    second.post(f"/f/{get_link_token(link)}/join", data={"name": "Koh Wei Ming"})

    page = boss.get(at(firm))
    asking = list_join_requests(firm)[0].id
    boss.post(at(firm, f"joins/{asking}/yes"))

    assert "Koh Wei Ming asks to join" in page.text
    assert '<span class="q-count">1</span>' in page.text
    assert second.get(at(firm)).status_code == 200


def test_access_is_taken_away_and_nobody_takes_their_own(boss, firm, app):
    with transaction():
        other = factories.user("Koh")
        access.grant_access(firm, other)
    me = list_company_users(firm)[0]

    boss.post(at(firm, f"colleagues/{other.id}/removal"))
    own = boss.post(at(firm, f"colleagues/{me.id}/removal"))

    assert db.session.query(CompanyUser).filter_by(user_id=other.id).count() == 0
    assert own.status_code == 409
    assert [one.id for one in list_company_users(firm)] == [me.id]
