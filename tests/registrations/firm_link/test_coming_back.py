"""Fresh links, colleagues, and firms that were turned down or wait."""

from __future__ import annotations

import re

from app.accounts.models import User
from app.companies.models import CompanyUser
from app.core.db import db, now, transaction
from app.registrations.models import CompanyLink, JoinRequest, Registration
from app.registrations.services import company_links as services
from app.registrations.services.access import grant_access
from tests import factories
from tests.registrations.firm_link.links import address, link_of
from tests.support.clients import Visitor


def test_a_fresh_link_lets_the_firm_back_in_and_the_old_device_out(client, firm, app):
    client.post(address(firm), data={"person": firm.representatives[0].id})
    user_id = link_of(firm).claimed_by
    services.replace_link(firm.id, by=None)
    new_phone = Visitor(app, use_cookies=True)

    new_phone.post(address(firm), data={"person": firm.representatives[0].id})

    work = f"/events/{firm.event.slug}/companies/{firm.id}/welcome/work"
    assert link_of(firm).claimed_by == user_id
    assert new_phone.get(work).status_code == 200
    assert client.get(work).status_code == 302


ADDRESS = "tan@bokseng.example"


def with_address(firm):
    with transaction():
        firm.representatives[0].email = ADDRESS


def test_who_signs_out_reads_that_the_mailbox_lets_in_again_and_the_same_link_mails_the_way(client, firm, app, mailbox):
    with_address(firm)
    client.post(address(firm), data={"person": firm.representatives[0].id})
    account = client.get("/account").text
    leaving = client.post("/sign-out").text
    client.post("/sign-out", data={"sure": "1"})

    again = client.get(address(firm)).text
    sent = client.post(f"{address(firm)}/way-back")
    [letter] = mailbox.letters
    link = re.search(r"https?://[^/\s]+(/\S+)", letter.get_body(("plain",)).get_content())
    assert link is not None
    entered = client.post(link[1])

    for page in (account, leaving):
        assert "t…@bokseng.example" in page
        assert "only way in" not in page
    assert "Email a sign-in link to t…@bokseng.example" in again
    assert ADDRESS not in again
    assert sent.location.startswith("/sent")
    assert entered.location == f"/events/{firm.event.slug}/home"
    assert client.get(f"/events/{firm.event.slug}/companies/{firm.id}/home").status_code == 200


def test_who_has_no_address_reads_that_only_a_new_link_helps_and_whom_to_ask(client, firm, app, mailbox):
    client.post(address(firm), data={"person": firm.representatives[0].id})
    leaving = client.post("/sign-out").text
    client.post("/sign-out", data={"sure": "1"})

    again = client.get(address(firm)).text

    assert "you need a new link from your chamber" in leaving
    assert "Ask Singapore chamber for a new link" in again
    assert "Email a sign-in link" not in again
    assert client.post(f"{address(firm)}/way-back").location.startswith("/f/")
    services.replace_link(firm.id, by=None)
    client.post(address(firm), data={"person": firm.representatives[0].id})
    assert client.get(f"/events/{firm.event.slug}/companies/{firm.id}/home").status_code == 200


def test_nobody_is_promised_a_mailed_link_while_email_is_off(client, firm):
    with_address(firm)
    client.post(address(firm), data={"person": firm.representatives[0].id})

    assert "only way in" in client.post("/sign-out").text


def test_who_comes_back_is_greeted_in_the_language_of_the_account(client, firm, app):
    client.post(address(firm), data={"person": firm.representatives[0].id}, headers={"Accept-Language": "zh-CN"})
    services.replace_link(firm.id, by=None)
    new_phone = Visitor(app, use_cookies=True)

    page = new_phone.post(
        address(firm),
        data={"person": firm.representatives[0].id},
        headers={"Accept-Language": "fr"},
        follow_redirects=True,
    )

    assert "您已重新进入" in page.text
    assert "Vous êtes de retour" not in page.text


def test_a_fresh_link_opens_no_account_that_is_more_than_the_firms(client, firm, app):
    organizer = factories.member(firm.event.organisation, "organizer", email=None)
    with transaction() as session:
        link = session.get_one(CompanyLink, link_of(firm).id)
        link.claimed_by = organizer.id
    services.replace_link(firm.id, by=None)

    client.post(address(firm), data={"person": firm.representatives[0].id})

    assert link_of(firm).claimed_by != organizer.id


def test_the_link_of_a_firm_that_cancelled_lets_nobody_ask_to_join(client, firm):
    path = address(firm)
    client.post(path, data={"person": firm.representatives[0].id})
    with transaction():
        db.session.get_one(Registration, firm.id).state = "cancelled"
    stranger = Visitor(client.application)

    seen, claimed = stranger.get(path), stranger.post(path, data={})
    joined = stranger.post(f"{path}/join", data={"name": "Lim"})

    assert [seen.status_code, claimed.status_code, joined.status_code] == [410, 410, 410]
    assert "The firm has cancelled" in seen.text
    assert "Ask to join" not in seen.text
    assert db.session.query(JoinRequest).count() == 0
    assert db.session.query(User).count() == 1


def reopened(client, firm: Registration) -> str:
    """Where a fresh link leads to."""
    services.replace_link(firm.id, by=None)
    location: str = client.post(address(firm), data={"person": firm.representatives[0].id, "act": "yes"}).location
    return location.removeprefix(f"/events/{firm.event.slug}/companies/{firm.id}/")


def test_a_fresh_link_leads_to_where_the_firm_stopped(client, firm):
    assert reopened(client, firm) == "welcome/work"

    with transaction():
        firm.confirmed_at = now()
    assert reopened(client, firm) == "welcome/consent"

    with transaction():
        firm.state = "approved"
    assert reopened(client, firm) == "home"
    assert client.get(address(firm)).location.endswith("/home")


def test_the_link_of_a_firm_that_was_turned_down_says_so_and_leads_home(client, firm):
    with transaction():
        firm.state = "rejected"

    page = client.get(address(firm)).text

    assert "The organizer has not accepted this registration" in page
    assert "corrected and handed in again" in page
    assert "Is this you" not in page
    assert "has put you on the list" not in page
    assert reopened(client, firm) == "home"


def test_the_link_of_a_firm_on_the_waiting_list_says_so(client, firm):
    with transaction():
        firm.state = "waiting"

    assert "is on the waiting list of" in client.get(address(firm)).text


def with_account(firm: Registration) -> User:
    boss = factories.user("Tan Hui Min", "tan.hm@bokseng.example")
    with transaction():
        grant_access(firm, boss, firm.representatives[0])
    return boss


def test_a_fresh_link_of_a_firm_whose_people_sign_in_makes_no_second_account(client, firm):
    with_account(firm)
    services.replace_link(firm.id, by=None)

    page = client.get(address(firm)).text
    pressed = client.post(address(firm), data={"person": firm.representatives[0].id}).text

    for shown in (page, pressed):
        assert "Sign in as t…@bokseng.example" in shown
        assert "Ask to join" in shown
        assert "signed out" not in shown
        assert "tan.hm" not in shown
    assert db.session.query(User).count() == 1
    assert client.get_cookie("remember_token") is None


def test_who_has_the_account_comes_in_by_the_fresh_link(client, firm):
    boss = with_account(firm)
    services.replace_link(firm.id, by=None)

    assert "/welcome/" in client.as_user(boss).get(address(firm)).location


def test_a_colleague_of_people_who_sign_in_asks_and_is_let_in(client, firm):
    boss = with_account(firm)
    services.replace_link(firm.id, by=None)

    client.post(f"{address(firm)}/join", data={"name": "Koh Wei Ming"})
    asked = db.session.query(JoinRequest).one()
    client.as_user(boss).post(f"/events/{firm.event.slug}/companies/{firm.id}/joins/{asked.id}/yes")

    assert {row.user_id for row in db.session.query(CompanyUser)} == {boss.id, asked.user_id}


def test_who_comes_back_without_mail_is_told_of_the_devices_that_are_signed_out(client, firm, app):
    client.post(address(firm), data={"person": firm.representatives[0].id})
    services.replace_link(firm.id, by=None)

    assert "their devices are signed out" in Visitor(app).get(address(firm)).text


def test_whatever_way_somebody_is_let_in_the_link_counts_as_claimed(client, firm):
    boss = with_account(firm)

    assert (link_of(firm).claimed_by, link_of(firm).claimed_at is None) == (boss.id, False)
    page = client.get(address(firm)).text
    assert "A colleague was here first" in page
    assert "Tan Hui Min opened this page" in page


def test_a_colleague_who_was_first_is_named_as_a_person_not_as_the_account(client, firm, app):
    client.post(address(firm), data={"person": firm.representatives[0].id})
    with transaction():
        db.session.query(User).one().name = "Bok Seng"

    page = Visitor(app).get(address(firm)).text

    assert "Tan Hui Min opened this page" in page
