"""The chamber's home and its firms' links, as its user sees them."""

from __future__ import annotations

import re
import shutil
from dataclasses import replace

import pytest

from app.core import audit
from app.core.db import db, transaction
from app.core.models import Outbox
from app.registrations.queries.company_links import find_link, get_link_token
from app.registrations.services import mailings
from app.registrations.services.company_links import mark_all_sent
from config import Smtp
from tests import factories
from tests.support.pages import read
from tests.support.queries import counted


def home(client, brought, **query):
    return client.as_user(brought.chamber).get(brought.address, query_string=query).text


def test_without_firms_the_next_step_is_the_import(client, brought):
    page = home(client, brought)

    assert page.count("btn-primary") == 1
    assert 'class="btn btn-primary" href="/events/day/delegations/1/imports"' in page


def test_links_to_send_come_next_and_one_stands_ready(client, brought):
    firm = brought.firm("Bok Seng Logistics")

    page = home(client, brought)

    assert 'href="#links">Send 1 link</a>' in page
    assert f"/f/{get_link_token(brought.link(firm))}" in page
    assert '<svg class="q-qr"' in page
    assert "style=" not in page


def test_letters_come_before_links_where_firms_have_addresses(client, brought):
    brought.firm(email="boss@example.org")

    assert "Preview 1 letter</a>" in home(client, brought)


def test_the_text_for_wechat_comes_in_each_language(client, brought):
    firm = brought.firm("Bok Seng")

    for language, words in (("en", "no password"), ("zh", "无需密码"), ("fr", "sans mot de passe")):
        assert words in home(client, brought, firm=firm.id, text=language)


def test_the_funnel_counts_what_its_links_list(client, brought):
    brought.firm()
    brought.firm(users=[factories.user()])

    page = home(client, brought)
    numbers = re.findall(r'href="[^"]*only=(\w+)">(\d+)</a>', page)

    listed = {
        only: client.get(f"{brought.address}/roster", query_string={"only": only}).text.count("data-row")
        for only, _ in numbers
    }
    assert {only: int(number) for only, number in numbers} == listed
    assert listed["claimed"] == 1


def test_ticks_are_kept_for_the_rows_that_were_shown(client, brought):
    one, other, unshown = brought.firm(), brought.firm(), brought.firm()
    client.as_user(brought.chamber).post(
        f"{brought.address}/links/ticks", data={"shown": [one.id, other.id], "sent": [one.id]}
    )
    client.post(f"{brought.address}/links/ticks", data={"shown": [other.id], "sent": [other.id]})

    assert [brought.link(firm).sent_by_me_at is not None for firm in (one, other, unshown)] == [True, True, False]


def test_a_tick_for_another_delegations_firm_is_not_taken(client, brought):
    other = factories.delegation(brought.event, name="Other")
    foreign = factories.firm(brought.event, delegation_id=other.id)

    client.as_user(brought.chamber).post(
        f"{brought.address}/links/ticks", data={"shown": [foreign.id], "sent": [foreign.id]}
    )

    assert find_link(foreign) is None


def test_a_replaced_link_shows_a_new_code(client, brought):
    firm = brought.firm()
    before = brought.link(firm).code

    answer = client.as_user(brought.chamber).post(
        f"/events/day/companies/{firm.id}/link/replacement?here=registrations.delegation", follow_redirects=True
    )

    assert brought.link(firm).code != before
    assert f"<b>{brought.link(firm).code}</b>" in answer.text
    assert "Who came in before stays in" not in answer.text


def test_who_came_in_by_a_link_that_is_replaced_is_named(client, brought):
    firm = brought.firm()
    factories.let_in(firm, factories.user("Ms Forwarded"))

    answer = client.as_user(brought.chamber).post(
        f"/events/day/companies/{firm.id}/link/replacement", follow_redirects=True
    )

    assert "Who came in before stays in: Ms Forwarded." in answer.text


def test_missing_links_are_made_on_demand(client, brought):
    firm = factories.firm(brought.event, delegation_id=brought.delegation.id)
    assert "Make 1 link</button>" in home(client, brought)

    client.post(f"{brought.address}/links")

    assert find_link(firm) is not None


def test_the_paper_holds_a_code_for_each_firm(client, brought):
    firms = [brought.firm("One"), brought.firm("Two", email="two@example.org")]
    client.as_user(brought.chamber)

    all_of_them = client.get(f"{brought.address}/links/paper").text
    without_mail = client.get(f"{brought.address}/links/paper?only=without_mail").text

    assert [brought.link(firm).code in all_of_them for firm in firms] == [True, True]
    assert [brought.link(firm).code in without_mail for firm in firms] == [True, False]
    assert all(f"{brought.event.name_en} 18 March 2032" in card.text for card in read(all_of_them).find(".q-pass"))


def test_nothing_is_written_by_looking(client, brought):
    firm = brought.firm(email="boss@example.org")
    client.as_user(brought.chamber)

    for page in ("", "/links", "/links/paper", "/invitations", "/reminders", "/roster", "/consents", "/settings"):
        assert client.get(brought.address + page).status_code == 200

    assert db.session.query(Outbox).count() == 0
    assert brought.link(firm).mailed_at is None


def test_another_chamber_finds_nothing(client, brought):
    brought.firm("Bok Seng")
    stranger = factories.member(factories.organisation(), "chamber")
    factories.delegation(brought.event, of=factories.organisation(), name="Other")

    for page in ("", "/links", "/links/paper", "/invitations", "/reminders", "/roster", "/consents", "/settings"):
        assert client.as_user(stranger).get(brought.address + page).status_code == 404


def test_home_roster_and_links_ask_as_much_for_thirty_firms_as_for_one(client, brought):
    client.as_user(brought.chamber)
    brought.firm("First", email="a@example.org")
    brought.firm("Second")
    pages = ("", "/roster", "/links", "/links/paper", "/reminders", "/invitations")

    def asked():
        found = {}
        for page in pages:
            with counted() as sent:
                client.get(brought.address + page)
            found[page] = len(sent)
        return found

    few = asked()
    for n in range(30):
        brought.firm(f"Firm {n}", email=f"f{n}@example.org" if n % 2 else None)

    assert asked() == few


def test_lately_names_who_did_it_by_the_address_where_there_is_no_name(client, brought):
    firm = brought.firm()
    nameless = factories.member(brought.house, "chamber", email="li.min@chamber.example")
    with transaction():
        nameless.name = ""
        audit.log_action("profile.saved", firm, event_id=brought.event.id, by=nameless.id)

    assert f"li.min changed the profile of {firm.company.name}" in home(client, brought)


def test_lately_tells_of_the_firms_though_hundreds_come_through_the_doors_meanwhile(client, brought):
    firm = brought.firm()
    with transaction() as session:
        audit.log_action("registration.submitted", firm, event_id=brought.event.id, by=None)
        session.flush()
        for _ in range(400):
            audit.log_action_later("check_in.here", firm, event_id=brought.event.id, by=None)

    assert "To approve: " in home(client, brought)


@pytest.mark.parametrize(
    ("kind", "words"),
    [
        ("meeting.unplace", "Lost the time of a meeting: "),
        ("meeting.expire", "A request lapsed unanswered: "),
        ("meeting.cancel", "Meeting cancelled: "),
    ],
)
def test_what_a_firm_loses_is_told_with_a_link_however_much_happens_later(client, brought, kind, words):
    firm = brought.firm("Bok Seng", state="approved")
    with transaction():
        audit.log_action(kind, brought.event, event_id=brought.event.id, by=None, low=firm.id)
        for n in range(8):
            by = factories.user(name=f"User {n}").id
            audit.log_action("profile.saved", firm, event_id=brought.event.id, by=by)

    page = home(client, brought)

    assert f'{words}<a href="/events/day/companies/{firm.id}/requests">Bok Seng</a>' in page


def test_a_firm_that_nothing_was_sent_to_is_not_called_invited(client, brought):
    imported, by_hand = brought.firm("Imported", state="invited"), brought.firm("By hand", state="draft")
    client.as_user(brought.chamber)

    def words(path):
        return re.findall(r"</svg>([a-z, ]*(?:invited|draft)[a-z, ]*)</span>", client.get(path).text)

    pages = [f"/events/day/companies/{firm.id}/registration" for firm in (imported, by_hand)] + [
        f"{brought.address}/roster"
    ]
    before = [words(page) for page in pages]
    mark_all_sent(sent=[imported.id, by_hand.id], not_sent=[], by=brought.chamber.id)

    neither, both = ["not invited yet", "draft, not invited yet"], ["invited", "draft"]
    assert before == [neither[:1], neither[1:], neither]
    assert [words(page) for page in pages] == [both[:1], both[1:], both]


def test_what_happened_to_a_firm_begins_with_its_import(client, brought):
    firm = brought.firm("Imported", state="invited")
    with transaction():
        audit.log_action("registration.imported", firm, event_id=brought.event.id, by=brought.chamber.id)

    page = client.as_user(brought.chamber).get(f"/events/day/companies/{firm.id}/registration").text

    assert "Imported from a sheet" in page
    assert "Nothing yet." not in page


@pytest.mark.full
@pytest.mark.parametrize(("server", "word"), [(False, "written "), (True, "sent ")])
def test_no_row_calls_a_letter_sent_while_no_mail_server_is_set(app, client, brought, server, word):
    firm = brought.firm("Bok Seng", email="boss@example.org", state="invited")
    mailings.invite_companies(brought.event, brought.delegation, [firm.id], by=brought.chamber.id)
    if server:
        shutil.rmtree(app.config["SETTINGS"].outbox)
        app.config["SETTINGS"] = replace(app.config["SETTINGS"], smtp=Smtp(host="mail.example", port=25))
    client.as_user(brought.chamber)

    pages = {name: read(client.get(brought.address + name)).text for name in ("", "/links")}
    firms_own = read(client.get(f"/events/day/companies/{firm.id}/registration")).text

    assert word in pages["/links"]
    assert [", not sent" in text for text in (pages[""], pages["/links"], firms_own)] == [not server] * 3
    assert ("not opened" in pages["/links"]) is server
    assert ("1 firm: 0 to send, 1 sent" in pages["/links"]) is server
    assert ["1 letter: written, not sent" in text for text in pages.values()] == [not server] * 2
    assert ("by mail: written, not sent" in pages[""]) is not server
    assert ("Invited by mail: written, not sent" in firms_own) is not server
