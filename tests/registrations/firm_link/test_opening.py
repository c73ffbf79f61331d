"""The firm's way in by its link, over HTTP."""

from __future__ import annotations

import pytest

from app.accounts.models import User
from app.companies.models import CompanyUser
from app.core.db import db, transaction
from app.registrations.models import JoinRequest
from app.registrations.services import company_links as services
from tests import factories
from tests.registrations.firm_link.links import address, link_of
from tests.support.clients import Visitor


def test_opening_shows_the_firms_draft_and_changes_nothing(client, firm):
    path = address(firm)

    page = client.get(path)

    assert page.status_code == 200
    assert page.headers["Cache-Control"] == "no-store"
    for shown in (
        "Is this you?",
        "Bok Seng Logistics Pte Ltd",
        "博生物流有限公司",
        "Tan Hui Min",
        "Heavy transport",
    ):
        assert shown in page.text
    link = link_of(firm)
    assert (link.opened, link.claimed_at, db.session.query(User).count()) == (0, None, 0)


def test_how_to_reach_the_firms_people_is_shown_to_nobody_before_the_claim(client, firm):
    with transaction():
        person = firm.representatives[0]
        person.email, person.wechat = "tan.hui.min@bokseng.example", "tanhuimin88"
    contacts = ("+65 0000 0014", "tan.hui.min@bokseng.example", "tanhuimin88")

    page = client.post("/f", data={"code": link_of(firm).code}, follow_redirects=True)

    assert "Is this you?" in page.text
    assert not [contact for contact in contacts if contact in page.text]
    corrected = client.post(address(firm), data={"act": "correct"}, follow_redirects=True)
    assert "+65 0000 0014" in corrected.text


@pytest.mark.parametrize(
    ("language", "words", "shown"),
    [
        ("zh", "Heavy transport", 'lang="en">Heavy transport</span> <span class="q-xs q-muted">（仅英文）'),
        ("zh", "大件运输", "<dd>大件运输</dd>"),
        ("fr", "Transport lourd", "<dd>Transport lourd</dd>"),
        ("en", "大件运输", 'lang="zh-Hans">大件运输</span> <span class="q-xs q-muted">(in Chinese only)'),
    ],
)
def test_words_of_the_sheet_in_another_language_say_so(client, firm, language, words, shown):
    with transaction():
        firm.company.sector_words = words

    assert shown in client.get(address(firm), headers={"Accept-Language": language}).text


def test_the_button_lets_in_for_sixty_days_without_password(client, firm):
    person = firm.representatives[0]

    answer = client.post(address(firm), data={"person": person.id, "act": "yes"})

    user = db.session.query(User).one()
    assert answer.location == f"/events/{firm.event.slug}/companies/{firm.id}/welcome/work"
    assert (user.name, user.email, user.password_hash) == ("Tan Hui Min", None, None)
    assert db.session.query(CompanyUser).one().company_id == firm.company_id
    assert firm.representatives[0].user_id == user.id
    assert (firm.state, link_of(firm).claimed_by, link_of(firm).opened) == ("draft", user.id, 1)
    cookie = client.get_cookie("remember_token")
    assert cookie is not None
    assert client.get(answer.location).status_code == 200


def test_correcting_leads_to_the_fields_of_the_sheet(client, firm):
    answer = client.post(
        address(firm), data={"person": firm.representatives[0].id, "act": "correct"}, follow_redirects=True
    )

    assert "What is wrong?" in answer.text
    assert "Bok Seng" in answer.text


def test_who_comes_second_sees_nothing_and_asks(client, firm, app):
    client.post(address(firm), data={"person": firm.representatives[0].id})
    second = Visitor(app, use_cookies=True)

    page = second.get(address(firm))
    asked = second.post(f"{address(firm)}/join", data={"name": "Koh Wei Ming"}, follow_redirects=True)

    assert "A colleague was here first" in page.text
    assert "Tan Hui Min" in page.text
    assert "Heavy transport" not in page.text
    assert "+65" not in page.text
    assert "You have asked to join" in asked.text
    request = db.session.query(JoinRequest).one()
    assert db.session.get_one(User, request.user_id).name == "Koh Wei Ming"
    assert second.get(f"/events/{firm.event.slug}/companies/{firm.id}/welcome/work").status_code == 404


DEAD = {"closed": "Registration is closed", "cancelled": "The firm has cancelled"}


@pytest.mark.parametrize("dead", ["old", "revoked", "closed", "cancelled"])
def test_a_dead_link_says_why(client, firm, dead):
    path = address(firm)
    if dead == "old":
        services.replace_link(firm.id, by=None)
    elif dead == "revoked":
        services.revoke_link(firm.id, by=None)
    else:
        with transaction():
            if dead == "closed":
                firm.event.phase = "planning"
            firm.state = "cancelled" if dead == "cancelled" else firm.state

    page = client.get(path)

    assert page.status_code == 410
    assert DEAD.get(dead, "This link was replaced") in page.text
    assert "Tan Hui Min" not in page.text
    assert client.post(path, data={}).status_code == 410


def test_who_looks_after_the_firm_does_not_claim_its_link(client, firm):
    chamber = factories.member(
        db.session.get_one(type(firm.event.organisation), firm.delegation.organisation_id), "chamber"
    )

    page = client.as_user(chamber).get(address(firm))
    client.post(address(firm), data={"person": firm.representatives[0].id})

    assert "This link is for the firm" in page.text
    assert link_of(firm).claimed_at is None


def test_somebody_elses_person_is_not_taken(client, firm):
    other = factories.firm(firm.event)

    answer = client.post(address(firm), data={"person": other.representatives[0].id})

    assert answer.status_code == 404
    assert db.session.query(User).count() == 0


def test_not_ours_tells_the_chamber_and_uses_nothing_up(client, firm):
    page = client.post(f"{address(firm)}/not-ours")

    assert "is told" in page.text
    assert client.get(address(firm)).status_code == 200
    assert "Is this you" in client.get(address(firm)).text


def test_several_people_are_told_apart_by_one_tap_each(client, firm):
    second = factories.representative(firm, display_name="Koh Wei Ming")
    page = client.get(address(firm)).text
    assert page.count(f'name="person" value="{second.id}"') == 2  # one to say yes, one to correct

    client.post(address(firm), data={"person": second.id})

    db.session.expire_all()
    assert db.session.get_one(User, link_of(firm).claimed_by).name == "Koh Wei Ming"


def test_the_only_person_of_a_firm_is_who_presses_the_button(client, firm):
    client.post(address(firm), data={"act": "yes"})

    assert db.session.query(User).one().name == "Tan Hui Min"
    assert firm.representatives[0].user_id == link_of(firm).claimed_by


@pytest.mark.parametrize(
    "sent", [{}, {"act": "zz"}, {"act": ""}, {"person": ""}, {"person": "x"}, {"person": "1", "act": "no"}]
)
def test_a_post_that_chooses_nothing_does_not_claim_the_link(client, firm, sent):
    answer = client.post(address(firm), data=sent)

    assert (answer.status_code, "Is this you?" in answer.text) == (422, True)
    assert link_of(firm).claimed_at is None
    assert (firm.state, db.session.query(User).count()) == ("invited", 0)


def test_of_several_people_a_yes_without_saying_who_does_not_claim_the_link(client, firm):
    factories.representative(firm, display_name="Koh Wei Ming")

    refused = client.post(address(firm), data={"act": "yes"})
    claimed = link_of(firm).claimed_at
    somebody_else = client.post(address(firm), data={"person": ""})

    assert (refused.status_code, claimed) == (422, None)
    assert somebody_else.status_code == 302
    assert link_of(firm).claimed_at is not None
