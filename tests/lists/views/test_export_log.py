"""Who took which list is told to whom it concerns: organizer, chamber, and the firms and people who stood in it."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from app.core.clock import to_zone
from app.core.db import db
from app.core.models import Notice, StoredFile
from app.lists.models import ExportLog, ExportRow
from app.lists.services.formats import LIST_MEDIA_TYPES
from app.registrations.models import Delegation
from app.registrations.services.consents import save_consents
from tests import factories
from tests.lists.fairs import YES
from tests.lists.views.pages import export, url
from tests.support.pages import text_of


@pytest.mark.full
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
    path = f"/events/{here.event.slug}/companies/{firm.id}/lists"
    before = client.as_user(boss).get(path)
    export(client.as_user(here.organizer), here, {"reason": "Table cards"}, use="running", task="badges")

    after = client.as_user(boss).get(path)

    assert "In no list so far" in before.text
    assert "Table cards" in after.text
    assert "Olga" in after.text
    assert "Salutation" in text_of(after, "tbody")
    assert "E-mail" not in text_of(after, "tbody")
    assert "1 list holds this firm" in after.text


@pytest.mark.full
def test_a_person_reads_how_many_lists_hold_the_name_and_takes_the_consent_back(client, here):
    boss = factories.user()
    firm = factories.firm(here.event, name="Curious Pte Ltd", users=[boss], people=0)
    factories.representative(firm, display_name="Boss", user_id=boss.id)
    save_consents(firm, YES, language="en")
    client.as_user(here.organizer)
    for use in ("running", "abroad"):
        export(client, here, use=use, task="contacts")

    page = client.as_user(boss).get(f"/events/fair/companies/{firm.id}/lists")
    client.post(f"/events/fair/companies/{firm.id}/consents/attendee_list/withdrawal")
    again = export(client.as_user(here.organizer), here, use="abroad", task="contacts")

    assert "2 lists hold your name" in page.text
    in_chinese = client.as_user(boss).get(f"/events/fair/companies/{firm.id}/lists?lang=zh").text
    assert "2 份名单含有您的姓名。</b>每份" in in_chinese
    client.as_user(here.organizer)
    assert "See what you agreed to" in page.text
    assert "Curious Pte Ltd" in text_of(client.get(again.location), "#changes")
    assert "1 gone" in text_of(client.get(again.location), "#changes")


def test_the_log_keeps_what_was_taken_why_and_for_whom_and_in_which_file(client, here):
    told = {"reason": " For our members ", "recipient": " The zone "}
    export(client.as_user(here.organizer), here, told, use="abroad", column="company&column=email")

    log = db.session.scalars(select(ExportLog)).one()
    assert (log.event_id, log.user_id, log.format) == (here.event.id, here.organizer.id, "csv")
    assert (log.purpose, log.recipient_abroad) == ("handover", True)
    assert (log.reason, log.recipient) == ("For our members", "The zone")
    assert (log.row_count, log.left_out, log.columns) == (2, 5, ["company", "email"])
    file = db.session.get_one(StoredFile, log.file_id)
    assert (file.user_id, file.event_id, file.media_type) == (here.organizer.id, here.event.id, LIST_MEDIA_TYPES["csv"])
    assert file.name == f"attendees-fair-handover-{to_zone(log.at, here.event.zone):%Y-%m-%d}.csv"
    notice = db.session.scalars(select(Notice).where(Notice.kind == "attendees.exported")).one()
    assert (notice.event_id, notice.user_id, notice.subject_id) == (here.event.id, here.organizer.id, log.id)
    assert notice.details == {"purpose": "handover", "rows": 2, "left_out": 5, "columns": 2}


def test_the_log_keeps_of_each_row_the_fields_that_were_shown_of_it(client, here):
    export(client.as_user(here.organizer), here, use="abroad", column="company&column=email")

    rows = {row.registration_id: row for row in db.session.scalars(select(ExportRow))}
    agreed, quiet = (rows[here.firms[name].id] for name in ("Agreed", "Quiet"))
    assert (agreed.fields, quiet.fields) == (["company", "email"], ["company"])
    assert agreed.representative_id == here.firms["Agreed"].representatives[0].id


def test_a_list_for_the_event_goes_nowhere(client, here):
    export(client.as_user(here.organizer), here, use="running", column="company")

    log = db.session.scalars(select(ExportLog)).one()
    assert (log.purpose, log.recipient, log.recipient_abroad) == ("running", None, False)
