"""Invitations of a delegation, before they go."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, time
from html import unescape

import pytest
from sqlalchemy import update

from app.core.db import db, now, transaction
from app.core.mail import release_emails
from app.core.models import Outbox
from app.delegations.chamber_steps import ChamberStep, StepState
from app.delegations.queries.chamber_home import get_chamber_home
from app.delegations.queries.roster import list_progress
from app.events.models import Event, EventDay
from app.events.services import set_rehearsal
from app.registrations.queries.company_links import get_link_token
from app.registrations.queries.company_rows import get_company_row, list_delegation_company_rows
from app.registrations.services.company_links import create_links
from app.registrations.services.mailings import invite_companies
from tests import factories
from tests.support import post
from tests.support.pages import read


def test_the_page_of_invitations_counts_what_went(client, brought):
    brought.firm("Bok Seng", email="boss@example.org")
    with transaction():
        brought.link(brought.firm("Alpha", email="a@example.org")).mailed_at = now()

    page = client.as_user(brought.chamber).get(f"{brought.address}/invitations").text

    assert "By mail so far: 1 firm" in page
    assert "Nothing has been sent" not in page


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("en", "Matching Day (18 March 2032 – 19 March 2032, Expo Hall)"),
        ("zh", "Matching Day（2032年3月18日 – 2032年3月19日，悦来会展中心）"),
        ("fr", "« Matching Day » (18 mars 2032 – 19 mars 2032, Expo Hall)"),
    ],
)
def test_an_event_of_two_days_is_announced_with_both_of_them_and_its_venue(client, brought, mailbox, language, words):
    firm = brought.firm("Bok Seng", email="boss@example.org")
    with transaction() as session:
        session.add(EventDay(event_id=brought.event.id, day=date(2032, 3, 19), opens=time(9), closes=time(17)))
        event = session.get_one(Event, brought.event.id)
        event.name_en, event.venue_en, event.venue_zh = "Matching Day", "Expo Hall", "悦来会展中心"
    invite_companies(brought.event, brought.delegation, [firm.id], by=brought.chamber.id)

    pasted = client.as_user(brought.chamber).get(brought.address, query_string={"firm": firm.id, "text": language}).text
    opened = client.get(f"/f/{get_link_token(brought.link(firm))}", query_string={"lang": language}).text

    assert [words in plain(page) for page in (pasted, opened)] == [True, True]
    if language == "en":
        assert words in mailbox.letters[0].get_body(("plain",)).get_content()


def plain(page):
    return unescape(page).replace("\u202f", " ").replace("\xa0", " ")


@pytest.mark.parametrize("data", [{"again": "x@y"}, {"again": "7"}, {"again": f"{'9' * 40}@z"}, {"firm": "x"}])
def test_a_page_of_letters_takes_nonsense_for_nobody(client, brought, data):
    answer = client.as_user(brought.chamber).post(f"{brought.address}/invitations", data=data)

    assert answer.status_code == 302
    assert db.session.query(Outbox).count() == 0


def test_letters_that_the_rehearsal_holds_are_never_told_as_sent(client, brought):
    firm = brought.firm("Bok Seng", email="boss@example.org")
    set_rehearsal(brought.event.id, on=True, by=None)
    client.as_user(brought.chamber)
    for page in ("invitations", "reminders"):
        client.post(f"{brought.address}/{page}", data={"firm": [firm.id]})

    pages = [client.get(brought.address).text, client.get(f"/events/day/companies/{firm.id}/registration").text]

    assert [page.count("by mail: held by the rehearsal") for page in pages] == [2, 2]
    assert "The last reminder: held by the rehearsal." in pages[0]
    with transaction():
        release_emails(brought.event, by=None)
    assert "by mail: held by the rehearsal" not in client.get(brought.address).text


def test_the_page_of_invitations_says_which_address_is_that_of_an_account(client, brought):
    stood = factories.firm(factories.event("before"), name="YCH Group")
    factories.let_in(stood, factories.user(email="before@ych.sg"))
    firm = factories.registration_of(stood.company, brought.event, delegation_id=brought.delegation.id)
    factories.representative(firm, email="entered@ych.sg")
    create_links([firm])

    page = read(client.as_user(brought.chamber).get(f"{brought.address}/invitations")).text

    assert "before@ych.sg account entered@ych.sg" in page
    assert "“account”: somebody signs in for the firm by it" in page


def test_where_all_addresses_were_entered_nothing_is_said_of_accounts(client, brought):
    brought.firm("YCH Group", email="entered@ych.sg")

    assert "“account”" not in client.as_user(brought.chamber).get(f"{brought.address}/invitations").text


def test_an_invitation_that_was_not_delivered_counts_nowhere_as_sent_and_the_chamber_is_warned(
    client, brought, mailbox
):
    firm = brought.firm("Bok Seng", email="boss@example.org")
    invite_companies(brought.event, brought.delegation, [firm.id], by=brought.chamber.id)
    visitor = client.as_user(brought.chamber)
    with transaction() as session:
        session.execute(update(Outbox).values(state="failed", error="recipient refused (550)"))

    home, roster = visitor.get(brought.address).text, visitor.get(f"{brought.address}/roster").text
    (far,) = list_progress(brought.delegation)

    assert "The invitation to 1 company was not delivered" in home
    assert "not delivered" in roster
    assert (far.reached, far.mailed, far.undelivered) == (False, False, True)
    assert (get_company_row(firm).reached, get_company_row(firm).undelivered) == (False, True)
    assert "1 link still to send" in home


def test_an_invitation_goes_again_like_the_first_one_after_it_was_not_delivered(brought, mailbox):
    firm = brought.firm("Bok Seng", email="boss@example.org")
    invite_companies(brought.event, brought.delegation, [firm.id], by=brought.chamber.id)
    with transaction() as session:
        session.execute(update(Outbox).values(state="failed", error="recipient refused (550)"))

    sent = invite_companies(brought.event, brought.delegation, [firm.id], by=brought.chamber.id)

    assert (sent.companies, sent.before) == (1, ())
    assert get_company_row(firm).reached


def test_while_email_is_off_no_firm_counts_as_reached_and_the_step_is_not_done(client, brought):
    firm = brought.firm("Bok Seng", email="boss@example.org")
    by_hand = brought.firm("Alpha", email="alpha@example.org")
    invite_companies(brought.event, brought.delegation, [firm.id, by_hand.id], by=brought.chamber.id)
    with transaction():
        brought.link(by_hand).sent_by_me_at = now()
    visitor = client.as_user(brought.chamber)

    roster, unreached = (visitor.get(f"{brought.address}/roster{query}") for query in ("", "?only=unreached"))
    home = get_chamber_home(brought.event, brought.delegation)
    steps = {one.step: (one.stand, one.on, one.of) for one in home.steps}

    assert [(one.reached, one.unsent) for one in home.companies] == [(False, True), (True, False)]
    assert [(row.reached, row.unsent) for row in list_delegation_company_rows(brought.delegation)] == [
        (False, True),
        (True, False),
    ]
    assert steps[ChamberStep.INVITE] == (StepState.PART, 1, 2)
    assert (home.counts.unsent, home.mail_count) == (1, 0)
    assert ["written, not sent" in page.text for page in (roster, unreached)] == [True, True]
    assert "Alpha" not in unreached.text


def test_invitations_written_before_a_mail_server_was_set_are_still_to_send(app, client, brought):
    firm = brought.firm("Bok Seng", email="boss@example.org")
    invite_companies(brought.event, brought.delegation, [firm.id], by=brought.chamber.id)

    with post.mailbox() as box:
        app.config["SETTINGS"] = replace(app.config["SETTINGS"], smtp=box.smtp)
        before = get_chamber_home(brought.event, brought.delegation).companies
        page = client.as_user(brought.chamber).get(f"{brought.address}/invitations").text
        sent = invite_companies(brought.event, brought.delegation, [firm.id], by=brought.chamber.id)
        after = get_chamber_home(brought.event, brought.delegation).companies

    assert "Nothing has been sent by mail yet." in page
    assert (sent.companies, sent.before) == (1, ())
    assert [(one.reached, one.to_send) for one in (*before, *after)] == [(False, True), (True, False)]
    assert get_company_row(firm).reached


def test_a_chamber_reads_that_email_is_off(client, brought):
    page = client.as_user(brought.chamber).get(brought.address).text

    assert "Email is off" in page
