"""Reminders to a group of firms: chosen, looked at, reworded, sent once."""

from __future__ import annotations

import re

import pytest

from app.core.db import db, transaction
from app.core.mail.preferences import preferences_token
from app.core.models import Notice, Outbox
from app.registrations.queries.mailings import REMINDED_BY_HAND
from tests import factories
from tests.delegations.views.rosters import act, roster
from tests.support.pages import read


def ticked(page):
    boxes = [one for one in read(page).find("input") if one.attributes.get("name") in ("firm", "again")]
    return [one.attributes["value"] for one in boxes if "checked" in one.attributes]


def test_reminders_are_looked_at_first(client, brought):
    firm = brought.firm("Bok Seng", email="boss@example.org")

    answer = act(client, brought, "remind", firm)

    assert answer.location == f"{brought.address}/reminders?firm={firm.id}"
    assert db.session.query(Outbox).count() == 0


def test_a_reminder_goes_out_once_however_often_the_button_is_pressed(client, brought):
    firm = brought.firm("Bok Seng", email="boss@example.org")
    client.as_user(brought.chamber)

    for _ in range(2):
        answer = client.post(f"{brought.address}/reminders", data={"firm": [firm.id]})

    page = client.get(answer.location).text
    assert db.session.query(Outbox).count() == 1
    assert "got no second one: Bok Seng" in page


def test_who_ends_reminders_by_one_click_gets_none_by_mail_any_more(client, brought):
    one, other = (brought.firm(name, email=f"{name}@example.org") for name in ("alpha", "beta"))
    client.as_user(brought.chamber).post(f"{brought.address}/reminders", data={"firm": [one.id, other.id]})
    letters = {row.recipient: row for row in db.session.query(Outbox)}

    client.post(f"/emails/{preferences_token(letters['alpha@example.org'])}", data={"List-Unsubscribe": "One-Click"})

    assert [row.optional for row in letters.values()] == [True, True]
    page = client.get(f"{brought.address}/reminders").text
    marks = {mark.partition("@")[0]: mark for mark in re.findall(r'name="again" value="([^"]+)"', page)}
    assert set(marks) == {str(other.id)}
    client.post(f"{brought.address}/reminders", data={"again": [*marks.values()], "firm": [one.id]})
    assert sorted(row.recipient for row in db.session.query(Outbox)) == [
        "alpha@example.org", "beta@example.org", "beta@example.org"
    ]  # fmt: skip


def test_the_page_of_reminders_remembers_whom_it_reminded_and_offers_to_send_again(client, brought):
    firm = brought.firm("Bok Seng", email="boss@example.org")
    client.as_user(brought.chamber)
    before = client.get(f"{brought.address}/reminders").text
    client.post(f"{brought.address}/reminders", data={"firm": [firm.id]})

    page = client.get(f"{brought.address}/reminders").text
    mark = re.findall(rf'name="again" value="({firm.id}@[^"]+)"', page)[0]
    for _ in range(2):
        client.post(f"{brought.address}/reminders", data={"again": [mark]})

    assert "Nobody of them got a reminder so far" in before
    assert "1 firm was reminded before and is left out unless you tick it" in page
    assert "to send again, tick" in page
    assert f'name="firm" value="{firm.id}"' not in page
    assert db.session.query(Outbox).count() == 2


def test_a_reminder_that_failed_does_not_count_as_one(client, brought):
    firm = brought.firm("Bok Seng", email="boss@example.org")
    client.as_user(brought.chamber).post(f"{brought.address}/reminders", data={"firm": [firm.id]})
    with transaction():
        db.session.query(Outbox).one().state = "failed"

    page = client.get(f"{brought.address}/reminders").text

    assert "Nobody of them got a reminder so far" in page
    assert ticked(page) == [str(firm.id)]


def test_a_filtered_group_is_reminded_from_the_roster(client, brought):
    waits = brought.firm("Waits", email="w@example.org", state="draft")
    done = brought.firm("Beta", email="b@example.org", state="approved")

    page = roster(client, brought, only="unapproved")
    address = re.findall(r'href="([^"]+/reminders[^"]*)"', page)[0]

    assert "Remind the 2 firms of this list" in roster(client, brought)
    assert address == f"{brought.address}/reminders?only=unapproved"
    assert ticked(client.get(f"{brought.address}/reminders?only=approved").text) == [str(done.id)]
    assert ticked(client.get(address).text) == [str(waits.id)]


def test_each_language_has_its_words_and_its_preview(client, brought):
    brought.firm("Alpha", email="a@example.org", languages=["en"])
    brought.firm("叶水福", email="b@example.org", languages=["zh"])
    client.as_user(brought.chamber)

    page = read(client.get(f"{brought.address}/reminders").text)

    names = [one.attributes.get("name") or "" for one in page.find("input")]
    subjects = [name for name in names if name.startswith("subject")]
    samples = [panel.text for panel in page.find(".q-panel")]
    assert subjects == ["subject_en", "subject_zh"]
    assert ["a@example.org" in samples[0], "b@example.org" in samples[1], len(samples)] == [True, True, 2]
    assert "叶水福：您在" in samples[1]


def test_the_preview_shows_the_new_words_and_keeps_the_ticks_and_sends_nothing(client, brought):
    brought.firm("Alpha", email="a@example.org", languages=["en"])
    kept = brought.firm("Beta", email="b@example.org", languages=["en"])
    by_hand = brought.firm("Gamma")
    words = {"subject_en": "{{7*7}}", "text_en": "%(x)s <script>alert(1)</script>"}

    answer = client.as_user(brought.chamber).post(
        f"{brought.address}/reminders", data={"act": "preview", "firm": [kept.id], **words}
    )

    panel = read(answer.text).find(".q-panel")[0].text
    assert "Beta: {{7*7}}" in panel
    assert "%(x)s <script>alert(1)</script>" in panel
    assert ticked(answer.text) == [str(kept.id)]
    assert "%(x)s" in read(answer.text).find(f"#text-{by_hand.id}")[0].text
    assert db.session.query(Outbox).count() == 0


@pytest.mark.parametrize("words", [{"subject_en": " "}, {"subject_en": "x" * 401}, {"text_en": "x" * 2001}])
def test_words_that_cannot_be_are_refused_and_nothing_is_sent(client, brought, words):
    firm = brought.firm("Alpha", email="a@example.org", languages=["en"])

    answer = client.as_user(brought.chamber).post(
        f"{brought.address}/reminders", data={"act": "send", "firm": [firm.id], **words}
    )

    assert (answer.status_code, db.session.query(Outbox).count()) == (422, 0)


def test_firms_without_mail_have_their_text_with_their_own_link_and_a_tick(client, brought):
    firm = brought.firm("叶水福", languages=["zh"], company_values={"sectors": {"offers": ["5210"]}})
    client.as_user(brought.chamber)
    before = read(client.get(f"{brought.address}/reminders").text).find(f"#text-{firm.id}")[0]

    after = client.post(f"{brought.address}/reminders", data={"act": "ticks", "shown": [firm.id], "by_hand": [firm.id]})

    assert brought.link(firm).code in before.text
    assert (before.attributes["lang"], "还缺" in before.text) == ("zh-Hans", True)
    assert "reminded by hand" in after.text
    note = db.session.query(Notice).filter_by(kind=REMINDED_BY_HAND).one()
    assert (note.subject_id, note.user_id) == (firm.id, brought.chamber.id)


def test_a_tick_for_a_firm_of_another_delegation_counts_for_nothing(client, brought):
    foreign = factories.firm(brought.event, delegation_id=factories.delegation(brought.event, name="Other").id)

    client.as_user(brought.chamber).post(
        f"{brought.address}/reminders",
        data={"act": "ticks", "shown": [foreign.id], "by_hand": [foreign.id], "firm": [foreign.id]},
    )

    assert db.session.query(Notice).filter_by(kind=REMINDED_BY_HAND).count() == 0


def test_the_organizer_reminds_firms_of_all_delegations_that_fit_its_list(client, brought):
    firm = brought.firm("Alpha", email="a@example.org", state="draft")
    brought.firm("Beta", email="b@example.org", state="approved")
    client.as_user(brought.organizer)

    answer = client.post("/events/day/registrations?state=draft", data={"act": "remind", "all": "yes"})
    page = client.get(answer.location).text
    client.post(answer.location, data={"act": "send", "firm": [firm.id]})

    assert answer.location == "/events/day/reminders?state=draft"
    assert ticked(page) == [str(firm.id)]
    assert [letter.recipient for letter in db.session.query(Outbox)] == ["a@example.org"]
