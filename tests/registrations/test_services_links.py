"""Firm links are given once, found by token and code, replaced and counted."""

from __future__ import annotations

import datetime as dt
from datetime import UTC, datetime

import pytest

from app.core.db import db, transaction
from app.core.errors import NotFound
from app.core.models import Notice
from app.registrations.company_links import LinkStatus, sign_link_token
from app.registrations.queries import company_links as queries
from app.registrations.services import company_links as services
from tests import factories


@pytest.fixture
def firm(app):
    firm = factories.firm(factories.event(), name="Bok Seng Logistics Pte Ltd")
    services.create_links([firm])
    return firm


def link_of(firm):
    found = queries.find_link(firm)
    assert found is not None
    return found


def test_a_firm_gets_one_link_and_keeps_it(firm):
    before = link_of(firm).code

    services.create_links([firm])

    assert link_of(firm).code == before
    assert before.startswith("BS")


def test_a_guest_gets_no_link(app):
    guest = factories.guest(factories.event())

    services.create_links([guest])

    assert queries.find_link(guest) is None


def test_token_and_code_find_the_link(firm):
    link = link_of(firm)

    assert queries.find_link_by_token(queries.get_link_token(link)) == (link, LinkStatus.OPEN)
    assert queries.find_link_by_code(link.code.lower().replace("-", " ")) == (link, LinkStatus.OPEN)
    assert queries.get_link_url(link).endswith(f"/f/{queries.get_link_token(link)}")


def test_a_link_handed_out_before_links_had_marks_still_leads_to_its_firm(app, firm):
    link = link_of(firm)
    with transaction():
        link.mark = ""
    handed_out = sign_link_token(app.config["SECRET_KEY"], firm.id, 1, "")

    assert queries.find_link_by_token(handed_out) == (link, LinkStatus.OPEN)


@pytest.mark.parametrize(
    "token",
    ["", "1-" + "a" * 32, sign_link_token("another secret", 1, 1, ""), sign_link_token("another secret", 999, 1, "")],
)
def test_a_forged_token_finds_nothing(firm, token):
    with pytest.raises(NotFound):
        queries.find_link_by_token(token)


@pytest.mark.parametrize("code", ["", "BS7", "AAA-AAA"])
def test_a_wrong_code_finds_nothing(firm, code):
    with pytest.raises(NotFound):
        queries.find_link_by_code(code)


def test_replacing_a_link_kills_the_old_one_and_lets_in_again(firm):
    boss = factories.user(email=None)
    link = link_of(firm)
    old_token, old_code = queries.get_link_token(link), link.code
    with transaction():
        link.claimed_at, link.claimed_by, link.opened = datetime.now(UTC), boss.id, 3

    fresh = services.replace_link(firm.id, by=boss.id)

    assert queries.find_link_by_token(old_token) == (fresh, LinkStatus.REVOKED)
    with pytest.raises(NotFound):
        queries.find_link_by_code(old_code)
    assert queries.find_link_by_token(queries.get_link_token(fresh)) == (fresh, LinkStatus.OPEN)
    assert (fresh.opened, fresh.claimed_at, fresh.claimed_by) == (0, None, boss.id)


def test_a_claimed_and_a_revoked_link_say_so(firm):
    link = link_of(firm)
    with transaction():
        link.claimed_at = datetime.now(UTC)
    assert queries.get_link_status(link) == LinkStatus.CLAIMED

    services.revoke_link(firm.id, by=None)

    assert queries.get_link_status(link_of(firm)) == LinkStatus.REVOKED


@pytest.mark.parametrize(("hour", "found"), [(15, LinkStatus.OPEN), (17, LinkStatus.CLOSED)])
def test_a_link_closes_with_registration_by_the_clock_of_the_event(app, hour, found):
    event = factories.event(registration_closes_on=dt.date(2032, 2, 26))
    firm = factories.firm(event, state="invited")
    services.create_links([firm])

    app.config["CLOCK"] = lambda: datetime(2032, 2, 26, hour, tzinfo=UTC)  # midnight in Chongqing is 16:00 UTC

    assert queries.get_link_status(link_of(firm)) == found


@pytest.mark.parametrize("phase", ["planning", "published", "running", "closed", "draft"])
def test_a_link_is_closed_in_phases_without_registration(app, phase):
    firm = factories.firm(factories.event(phase=phase), state="invited")
    services.create_links([firm])

    assert queries.get_link_status(link_of(firm)) == LinkStatus.CLOSED


@pytest.mark.parametrize(
    ("phase", "found"),
    [
        ("planning", LinkStatus.OPEN),
        ("running", LinkStatus.OPEN),
        ("closed", LinkStatus.CLOSED),
        ("draft", LinkStatus.CLOSED),
    ],
)
def test_an_approved_company_that_never_came_gets_in_by_its_link_until_the_event_is_over(app, phase, found):
    firm = factories.firm(factories.event(phase=phase), state="approved")
    services.create_links([firm])

    assert queries.get_link_status(link_of(firm)) == found


def test_ticks_are_kept_and_noted_once(firm):
    by = factories.user()

    services.mark_sent(firm.id, sent=True, by=by.id)
    services.mark_sent(firm.id, sent=True, by=by.id)

    link = link_of(firm)
    db.session.refresh(link)
    assert link.sent_by_me_at is not None
    assert [notice.kind for notice in db.session.query(Notice)] == ["firm_link.sent"]
