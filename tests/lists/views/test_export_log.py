"""Who took which list is told to whom it concerns: organizer, chamber, and the firms and people who stood in it."""

from __future__ import annotations

from sqlalchemy import select

from app.db import db
from app.floor.models import Notice
from app.registrations.models import Delegation
from app.registrations.services.consents import record
from tests import factories
from tests.lists.fairs import YES
from tests.lists.views.pages import export, url
from tests.support.pages import text_of


def test_the_log_shows_the_organizer_all_and_others_their_own(client, here):
    export(client.as_user(here.organizer), here, {"reason": "For the board"}, use="running")
    export(client.as_user(here.chamber), here, {"reason": "For our members", "recipient": "Members"}, use="abroad")

    organizer = client.as_user(here.organizer).get(url(here, "/exports"))
    chamber = client.as_user(here.chamber).get(url(here, "/exports"))

    assert "For the board" in organizer.text
    assert "For our members" in organizer.text
    assert "for Members" in chamber.text
    assert "For the board" not in chamber.text


def test_a_chambers_export_is_its_last_step_and_is_noted(client, here):
    export(client.as_user(here.chamber), here, use="running")

    db.session.expire_all()
    assert db.session.get_one(Delegation, here.own.id).exported_at is not None
    assert db.session.get_one(Delegation, here.other.id).exported_at is None
    notice = db.session.scalars(select(Notice).where(Notice.kind == "attendees.exported")).one()
    assert (notice.user_id, notice.details["rows"], notice.details["purpose"]) == (here.chamber.id, 2, "running")


def test_a_firm_reads_in_which_lists_it_stood(client, here):
    boss = factories.user()
    firm = factories.firm(here.event, name="Curious Pte Ltd", users=[boss])
    path = f"/events/{here.event.slug}/firms/{firm.id}/lists"
    before = client.as_user(boss).get(path)
    export(client.as_user(here.organizer), here, {"reason": "Table cards"}, use="running", task="badges")

    after = client.as_user(boss).get(path)

    assert "In no list so far" in before.text
    assert "Table cards" in after.text
    assert "Olga" in after.text
    assert "Salutation" in text_of(after, "tbody")
    assert "E-mail" not in text_of(after, "tbody")
    assert "1 list holds this firm" in after.text


def test_a_person_reads_how_many_lists_hold_the_name_and_takes_the_consent_back(client, here):
    boss = factories.user()
    firm = factories.firm(here.event, name="Curious Pte Ltd", users=[boss], people=0)
    factories.representative(firm, display_name="Boss", user_id=boss.id)
    record(firm, YES, language="en")
    client.as_user(here.organizer)
    for use in ("running", "abroad"):
        export(client, here, use=use, task="contacts")

    page = client.as_user(boss).get(f"/events/fair/firms/{firm.id}/lists")
    client.post(f"/events/fair/firms/{firm.id}/consents/attendee_list/withdrawal")
    again = export(client.as_user(here.organizer), here, use="abroad", task="contacts")

    assert "2 lists hold your name" in page.text
    in_chinese = client.as_user(boss).get(f"/events/fair/firms/{firm.id}/lists?lang=zh").text
    assert "2 份名单含有您的姓名。</b>每份" in in_chinese
    client.as_user(here.organizer)
    assert "See what you agreed to" in page.text
    assert "Curious Pte Ltd" in text_of(client.get(again.location), "#changes")
    assert "1 gone" in text_of(client.get(again.location), "#changes")
