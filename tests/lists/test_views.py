"""The attendee list through the browser's door: who sees what, exports it, and reads where it went."""

import csv
import io
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import func, select

from app.accounts.services import give_event_role, take_event_role
from app.db import db
from app.floor.models import JobRun, Notice, StoredFile
from app.lists.allowed import CHECK_IN
from app.lists.models import ExportLog, ExportRow, SavedView
from app.lists.views import exports
from app.registrations.models import Delegation
from tests import factories
from tests.lists.fairs import fair
from tests.support.pages import fields_of, read, text_of
from tests.support.queries import counted

ALL = ("Agreed", "Silent", "Quiet", "Homely", "Refused", "Lone")
ASKED = {"kind": "csv", "reason": "Badges", "language": "en"}


@pytest.fixture
def here(app):
    return fair()


def url(here, path="", **values):
    query = "&".join(f"{name}={value}" for name, value in values.items())
    return f"/events/{here.event.slug}/attendees{path}" + (f"?{query}" if query else "")


def firms_on(page):
    body = read(page).find("tbody")
    return [row.find("th")[0].text.split()[0] for row in body[0].find("tr")] if body else []


def export(client, here, data=None, **values):
    return client.post(url(here, "/exports", **values), data={**ASKED, **(data or {})})


def file_of(client, here, page):
    link = next(a for a in read(page).find("a") if (a.attributes.get("href") or "").startswith("/files/"))
    answer = client.get(link.attributes["href"])
    table = answer.data.decode("utf-8-sig").partition("\r\n\r\n")[0]
    return list(csv.DictReader(io.StringIO(table, newline="")))


@pytest.mark.parametrize(
    ("who", "use", "seen"),
    [
        ("organizer", "running", {"Agreed", "Silent", "Quiet", "Homely", "Refused", "Lone", "City"}),
        ("desk", "running", {"Agreed", "Silent", "Quiet", "Homely", "Refused", "Lone", "City"}),
        ("chamber", "running", {"Agreed", "Silent"}),
        ("organizer", "abroad", {"Agreed", "Quiet"}),
        ("chamber", "abroad", {"Agreed", "Quiet"}),
        ("chamber", "home", {"Agreed", "Quiet", "Homely"}),
    ],
)
def test_each_sees_the_rows_of_the_purpose(client, here, who, use, seen):
    page = client.as_user(getattr(here, who)).get(url(here, use=use, task="contacts", column=""))

    shown = client.get(url(here, use=use, column="company"))

    assert page.status_code == 200
    assert set(firms_on(shown)) == seen


SECRETS = ("boss@", "wx-", "6123 4567", "vegetarian")
"""Of each person at the fair: what nobody at the door needs."""


@pytest.mark.parametrize("use", ["running", "abroad", "home"])
@pytest.mark.parametrize("chosen", ["column=all", "task=everything", "task=contacts", "column=email&column=phone"])
def test_the_desk_sees_and_exports_what_check_in_needs_and_no_contacts(client, here, use, chosen):
    address = f"{url(here)}?use={use}&{chosen}"

    page = client.as_user(here.desk).get(address).text
    made = client.post(address.replace("/attendees?", "/attendees/exports?"), data=ASKED)

    rows = file_of(client, here, client.get(made.location))
    log = db.session.scalars(select(ExportLog)).one()
    told = page + str(rows)
    assert [secret for secret in SECRETS if secret in told] == []
    assert ("Agreed Pte Ltd" in told, log.purpose, len(rows)) == (True, "running", 7)
    assert set(rows[0]) <= set(CHECK_IN)
    assert {name for row in db.session.scalars(select(ExportRow)) for name in row.fields} <= set(CHECK_IN)
    assert "Add e-mail, phone and WeChat" not in page
    assert "Hand-over" not in page


def test_who_keeps_the_desk_for_a_chamber_hands_over_what_was_agreed_to(client, here):
    give_event_role(here.chamber, here.event.id, "desk")
    client.as_user(here.chamber)

    at_the_door, handed_over = (client.get(url(here, use=use, column="all")).text for use in ("running", "home"))

    assert ("Lone Pte Ltd" in at_the_door, "boss@" in at_the_door) == (True, False)
    assert ("boss@homely.example" in handed_over, "boss@quiet.example" in handed_over) == (True, False)


def test_the_organizer_keeps_what_the_desk_may_not_have(client, here):
    page = client.as_user(here.organizer).get(url(here, use="running", column="all")).text

    assert [secret for secret in SECRETS if secret not in page] == []


def test_the_desk_finds_nobody_by_an_e_mail_that_it_may_not_see(client, here):
    searched = url(here, use="running", q="boss@agreed.example", column="company")

    assert firms_on(client.as_user(here.organizer).get(searched)) == ["Agreed"]
    assert firms_on(client.as_user(here.desk).get(searched)) == []


def test_a_view_saved_as_organizer_shows_the_desk_no_contacts(client, here):
    both = factories.event_role(here.event, "organizer")
    client.as_user(both).post(url(here, "/views", use="home", task="contacts"), data={"view-name": "Mine"})
    view = db.session.scalars(select(SavedView)).one()
    take_event_role(both, here.event.id, "organizer", by=None)
    give_event_role(both, here.event.id, "desk")

    page = client.get(url(here, view=view.id))

    assert (page.status_code, [secret for secret in SECRETS if secret in page.text]) == (200, [])


def test_a_very_long_list_of_the_desk_holds_no_more_than_a_short_one(client, here, monkeypatch):
    monkeypatch.setattr(exports, "LONG", 1)

    export(client.as_user(here.desk), here, use="abroad", column="all")

    assert db.session.scalars(select(ExportLog)).one().purpose == "running"
    assert {name for row in db.session.scalars(select(ExportRow)) for name in row.fields} <= set(CHECK_IN)


def test_a_chamber_sees_no_field_of_others_that_they_did_not_agree_to(client, here):
    page = client.as_user(here.chamber).get(url(here, use="home", column="all"))

    assert "boss@homely.example" in page.text
    assert "boss@quiet.example" not in page.text
    assert not [name for name in ("refused", "lone", "hidden") if f"boss@{name}.example" in page.text]
    assert "vegetarian" not in page.text


@pytest.mark.parametrize("path", ["", "/left-out", "/exports"])
def test_a_firm_and_a_stranger_are_let_in_nowhere(client, here, path):
    boss = factories.user()
    factories.firm(here.event, users=[boss])

    assert client.get(url(here, path)).location.startswith("/sign-in")
    assert client.as_user(boss).get(url(here, path)).status_code == 403
    assert client.as_user(factories.user()).get(url(here, path)).status_code == 404


def test_who_is_left_out_is_said_with_the_reason_and_what_to_do(client, here):
    page = client.as_user(here.chamber).get(url(here, "/left-out", use="abroad"))

    rows = {row.find("th")[0].text.split()[0]: row.text for row in read(page).find("tbody")[0].find("tr")}
    assert set(rows) == {"Homely", "Refused", "Silent", "City", "Lone"}
    assert "said no to leaving the country" in rows["Homely"]
    assert "never asked about the attendee list" in rows["Silent"]
    assert "Record a consent from paper" in rows["Silent"]
    assert "Only they can agree" in rows["Refused"]
    assert "Person" not in page.text.partition("<tbody>")[2]


def test_before_the_export_the_page_says_how_many_rows_leave(client, here):
    page = client.as_user(here.organizer).get(url(here, use="abroad"))

    assert "2 of 7 rows leave the house" in page.text
    assert "5 rows are without consent" in page.text
    assert "left out of 1 row." in page.text
    assert "Export 2 rows" in page.text


@pytest.mark.parametrize(
    ("who", "values", "rows"),
    [
        ("organizer", {"use": "running"}, ["Quiet", "Homely", "Refused", "Agreed", "Silent", "City", "Lone"]),
        ("organizer", {"use": "running", "sector": "H"}, ["Quiet", "Agreed"]),
        ("organizer", {"use": "abroad"}, ["Quiet", "Agreed"]),
        ("desk", {"use": "running", "state": "draft"}, ["Silent"]),
        ("chamber", {"use": "running"}, ["Agreed", "Silent"]),
        ("chamber", {"use": "home", "q": "homely"}, ["Homely"]),
        ("chamber", {"use": "running", "order": "-company"}, ["Silent", "Agreed"]),
    ],
)
def test_the_file_holds_the_rows_of_the_page_and_the_log_counts_them(client, here, who, values, rows):
    page = client.as_user(getattr(here, who)).get(url(here, column="company", **values))
    assert firms_on(page) == rows
    assert f"Export {len(rows)} row" in page.text

    made = export(client, here, column="company", **values)

    told = client.get(made.location)
    log = db.session.scalars(select(ExportLog)).one()
    assert [row["company"].split()[0] for row in file_of(client, here, told)] == rows
    assert (log.row_count, log.user_id, log.reason) == (len(rows), getattr(here, who).id, "Badges")
    assert db.session.scalar(select(func.count()).select_from(ExportRow)) == len(rows)
    assert log.sha256[:8] in told.text


@pytest.mark.parametrize("long", [5000, 1])
def test_a_button_pressed_several_times_makes_one_file_and_one_row_of_the_log(client, here, monkeypatch, long):
    monkeypatch.setattr(exports, "LONG", long)
    page = client.as_user(here.organizer).get(url(here, column="company"))
    key = read(page).find("[name=key]")[0].attributes["value"]

    made = [export(client, here, {"key": key}, column="company").location for _ in range(3)]
    other = export(client, here, {"key": key, "reason": "Name plates"}, column="company").location

    assert (len(set(made)), other in made) == (1, False)
    assert db.session.scalar(select(func.count()).select_from(ExportLog)) == 2
    assert db.session.scalar(select(func.count()).select_from(StoredFile)) == 2


def test_an_export_needs_a_reason_and_keeps_what_was_typed(client, here):
    answer = export(client.as_user(here.organizer), here, {"reason": " ", "recipient": "The zone"}, use="abroad")

    assert answer.status_code == 422
    assert "Say what the list is for" in answer.text
    assert "The zone" in answer.text
    assert db.session.scalar(select(func.count()).select_from(ExportLog)) == 0


def test_an_empty_list_is_not_exported(client, here):
    answer = export(client.as_user(here.organizer), here, use="abroad", q="refused")

    assert answer.status_code == 422
    assert "No row of this list may leave" in answer.text


def test_a_file_is_fetched_by_its_owner_for_a_quarter_of_an_hour(app, client, here):
    made = export(client.as_user(here.organizer), here)
    link = next(
        a.attributes["href"]
        for a in read(client.get(made.location)).find("a")
        if "/files/" in (a.attributes.get("href") or "")
    )
    told = client.get(link)

    assert (told.status_code, told.headers["Cache-Control"]) == (200, "no-store")
    assert "filename=attendees-fair-running-" in told.headers["Content-Disposition"]
    assert client.as_user(here.desk).get(link).status_code == 404
    app.config["CLOCK"] = lambda: datetime.now(UTC) + timedelta(minutes=16)
    try:
        assert client.as_user(here.organizer).get(link).status_code == 404
        assert "/files/" not in client.get(url(here, "/exports")).text
    finally:
        del app.config["CLOCK"]


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
    assert "salutation" in after.text
    assert "email" not in text_of(after, "tbody")


def test_a_very_long_list_is_made_by_a_job(client, here, monkeypatch):
    monkeypatch.setattr(exports, "LONG", 1)

    asked = export(client.as_user(here.chamber), here, use="running", column="company")
    told = client.get(asked.location)
    link = next(a for a in read(told).find("a") if "made=" in (a.attributes.get("href") or ""))
    page = client.get(link.attributes["href"])

    assert asked.location.startswith("/jobs/")
    assert db.session.scalars(select(JobRun)).one().state == "done"
    assert [row["company"].split()[0] for row in file_of(client, here, page)] == ["Agreed", "Silent"]


def test_columns_move_by_their_buttons(client, here):
    client.as_user(here.organizer)

    moved = client.get(url(here) + "?column=company&column=title&column=email&up=title")
    heads = [head.text for head in read(client.get(moved.location)).find("thead")[0].find("th")]

    assert heads == ["Job title", "Company", "E-mail"]


def test_a_view_is_saved_used_changed_and_removed(client, here):
    client.as_user(here.organizer)
    saved = client.post(url(here, "/views", sector="H", column="company"), data={"view-name": " Transport  firms "})
    page = client.get(saved.location)
    assert "View: Transport firms" in page.text
    assert firms_on(page) == ["Quiet", "Agreed"]
    assert "changed" not in text_of(page, ".q-state-wait")

    view = db.session.scalars(select(SavedView)).one()
    changed = client.get(url(here, view=view.id, column="company", sector="5210"))
    assert "changed" in text_of(changed, ".q-state-wait")
    assert firms_on(changed) == ["Agreed"]

    client.post(
        url(here, "/views", view=view.id, column="company", sector="5210"), data={"view-name": "Transport firms"}
    )
    assert firms_on(client.get(url(here, view=view.id))) == ["Agreed"]
    stranger = client.as_user(here.desk)
    assert "Transport firms" not in stranger.get(url(here, view=view.id)).text
    stranger.post(url(here, "/views/removal"), data={"view": view.id})
    assert db.session.scalar(select(func.count()).select_from(SavedView)) == 1

    client.as_user(here.organizer).post(url(here, "/views/removal"), data={"view": view.id})
    assert db.session.scalar(select(func.count()).select_from(SavedView)) == 0


def test_a_view_without_a_name_is_not_saved(client, here):
    answer = client.as_user(here.organizer).post(url(here, "/views"), data={"view-name": "  "})

    assert "Give the view a name" in client.get(answer.location).text
    assert db.session.scalar(select(func.count()).select_from(SavedView)) == 0


def test_the_filter_form_keeps_what_it_does_not_hold(client, here):
    page = client.as_user(here.organizer).get(
        url(here, column="company", order="-company", state="draft", use="abroad")
    )

    form = next(form for form in read(page).find("form") if form.attributes.get("role") == "search")
    sent = fields_of(page, form)
    assert (sent["column"], sent["order"], sent["state"], sent["use"]) == ("company", "-company", "draft", "abroad")


def test_an_empty_event_says_what_will_be_here(client, app):
    event = factories.event()
    user = factories.event_role(event, "organizer")

    assert "Nobody is registered yet" in client.as_user(user).get(f"/events/{event.slug}/attendees").text


@pytest.mark.parametrize("use", ["running", "home"])
def test_the_page_costs_the_same_number_of_queries_at_1_row_and_at_30(client, here, use):
    client.as_user(here.organizer).get(url(here, use=use))
    with counted() as few:
        client.get(url(here, use=use, q="agreed"))
    for i in range(30):
        factories.firm(here.event, name=f"Agreed {i}")

    with counted() as many:
        client.get(url(here, use=use, q="agreed"))

    assert len(many) == len(few)


def test_the_export_panel_adds_contacts_or_everything_in_one_choice(client, here):
    client.as_user(here.organizer)

    links = {a.text: a.attributes["href"] for a in read(client.get(url(here)).text).find("a")}
    wider = client.get(links["Add e-mail, phone and WeChat"]).text
    whole = client.get(links["Take everything"]).text

    assert "Add e-mail, phone and WeChat" not in wider
    assert "Add e-mail, phone and WeChat" not in whole
    assert "boss@agreed.example" in wider
    assert "boss@agreed.example" in whole


def test_only_who_sees_all_firms_may_ask_for_those_without_a_delegation(client, here):
    address = f"/events/{here.event.slug}/attendees"

    assert "Without a delegation" in client.as_user(here.organizer).get(address).text
    assert "Without a delegation" not in client.as_user(here.chamber).get(address).text


@pytest.mark.parametrize(
    ("use", "such_as"),
    [
        ("running", "Badges and table cards"),
        ("abroad", "Follow-up by the chamber"),
        ("home", "Follow-up by the investment office"),
    ],
)
def test_what_a_list_may_be_for_is_suggested_by_its_use(client, here, use, such_as):
    page = client.as_user(here.organizer).get(url(here, use=use, export="open"))

    assert read(page).find("[name=reason]")[0].attributes["placeholder"] == such_as
