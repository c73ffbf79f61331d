"""Who acts for a firm is let in and sent away by it."""

from __future__ import annotations

import pytest

from app.companies.models import CompanyUser
from app.core.db import db, transaction
from app.registrations.queries.joins import askers_of, users_of
from app.registrations.queries.links import link_of, token_of
from app.registrations.services import claims, links
from tests import factories
from tests.registrations.views.company_pages import at
from tests.support.clients import Visitor


@pytest.mark.full
def test_who_asks_to_join_is_let_in_by_the_firm(boss, firm, app):
    links.give_links([firm])
    link = link_of(firm)
    assert link is not None
    with transaction():
        link.claimed_at, link.claimed_by = firm.created_at, users_of(firm)[0].id
    second = Visitor(app, use_cookies=True)
    second.post(f"/f/{token_of(link)}/join", data={"name": "Koh Wei Ming"})

    page = boss.get(at(firm))
    asking = askers_of(firm)[0].id
    boss.post(at(firm, f"joins/{asking}/yes"))

    assert "Koh Wei Ming asks to join" in page.text
    assert '<span class="q-count">1</span>' in page.text
    assert second.get(at(firm)).status_code == 200


def test_access_is_taken_away_and_nobody_takes_their_own(boss, firm, app):
    with transaction():
        other = factories.user("Koh")
        claims.let_in(firm, other)
    me = users_of(firm)[0]

    boss.post(at(firm, f"colleagues/{other.id}/removal"))
    own = boss.post(at(firm, f"colleagues/{me.id}/removal"))

    assert db.session.query(CompanyUser).filter_by(user_id=other.id).count() == 0
    assert own.status_code == 409
    assert [one.id for one in users_of(firm)] == [me.id]
