"""From the panel to the file and the log."""

from __future__ import annotations

import csv
import io
from datetime import UTC, datetime, timedelta
from itertools import takewhile

import openpyxl
import pytest
from sqlalchemy import func, select

from app.companies.models import Company
from app.core.db import db, transaction
from app.core.models import JobRun, StoredFile
from app.lists.allowed_columns import CHECK_IN_COLUMNS
from app.lists.models import ExportLog, ExportRow
from app.lists.services import exports
from app.lists.views import attendees
from app.registrations.models import Registration
from tests.documents.printed import pages_of
from tests.lists.views.pages import ASKED, SECRETS, export, firms_on, url
from tests.support.pages import read, text_of


def file_of(client, here, page):
    link = next(a for a in read(page).find("a") if (a.attributes.get("href") or "").startswith("/files/"))
    answer = client.get(link.attributes["href"])
    table = answer.data.decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(table, newline="")))


def facts():
    """What the French workbook that was made says of itself."""
    book = openpyxl.load_workbook(io.BytesIO(db.session.scalars(select(StoredFile.content)).one()))
    rows = takewhile(any, book["À propos de cette liste"].iter_rows(values_only=True))
    return {row[0]: row[1] for row in rows}


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
    assert set(rows[0]) <= set(CHECK_IN_COLUMNS)
    assert {name for row in db.session.scalars(select(ExportRow)) for name in row.fields} <= set(CHECK_IN_COLUMNS)
    assert "Add e-mail, phone and WeChat" not in page
    assert "Hand-over" not in page


def test_who_is_left_out_is_said_with_the_reason_and_what_to_do(client, here):
    page = client.as_user(here.chamber).get(url(here, "/left-out", use="abroad"))

    rows = {row.find("th")[0].text.split()[0]: row.text for row in read(page).find("tbody")[0].find("tr")}
    assert set(rows) == {"Silent"}
    assert "never asked about the attendee list" in rows["Silent"]
    assert "Record a consent from paper" in rows["Silent"]
    assert "Person" not in page.text.partition("<tbody>")[2]


def test_before_the_export_the_page_says_how_many_rows_leave(client, here):
    page = client.as_user(here.organizer).get(url(here, use="abroad"))

    assert "2 of 7 rows leave the house" in page.text
    assert "5 rows are without consent" in page.text
    assert "Export 2 rows" in page.text


@pytest.mark.parametrize(("columns", "said"), [("company", False), ("company&column=email", True)])
def test_empty_contacts_are_counted_only_where_the_list_has_contacts(client, here, columns, said):
    page = client.as_user(here.organizer).get(url(here, use="abroad", column=columns))

    assert ("left out of 1 row." in page.text) is said


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


@pytest.mark.parametrize("long", [5000, 1])
def test_a_button_pressed_several_times_makes_one_file_and_one_row_of_the_log(client, here, monkeypatch, long):
    monkeypatch.setattr(attendees, "LONG_FILE_ROWS", long)
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
    assert told.headers["Content-Type"] == "text/csv; charset=utf-8"
    assert "filename=attendees-fair-running-" in told.headers["Content-Disposition"]
    assert client.as_user(here.desk).get(link).status_code == 404
    app.config["CLOCK"] = lambda: datetime.now(UTC) + timedelta(minutes=16)
    try:
        assert client.as_user(here.organizer).get(link).status_code == 404
        assert "/files/" not in client.get(url(here, "/exports")).text
    finally:
        del app.config["CLOCK"]


def test_what_a_list_was_narrowed_by_is_no_verb_in_french(client, here):
    asked = {"language": "fr", "kind": "xlsx"}
    page = client.get(export(client.as_user(here.organizer), here, asked).location + "&lang=fr")

    assert [node.text for node in read(page).find("th") if node.text.startswith("Filtr")] == ["Filtre"]
    assert facts()["Filtre"] == "aucun"


def test_the_page_and_the_file_say_that_a_text_is_in_another_language(client, here):
    with transaction() as session:
        session.get_one(Company, here.firms["Agreed"].company_id).offers_en = "Cold storage"
    page = client.as_user(here.organizer).get(url(here, use="abroad", column="company&column=offers", lang="fr"))

    export(client, here, {"language": "fr", "kind": "xlsx"}, use="abroad", column="company&column=offers")

    assert "Cold storage (en anglais seulement)" in " ".join(text_of(page, "tbody").split())
    assert facts()["Propose"] == "à 1 ligne dans une autre langue, faute de texte en français"


def test_a_very_long_list_is_made_by_a_job(client, here, monkeypatch):
    monkeypatch.setattr(attendees, "LONG_FILE_ROWS", 1)

    asked = export(client.as_user(here.chamber), here, use="running", column="company")
    told = client.get(asked.location)
    link = next(a for a in read(told).find("a") if "made=" in (a.attributes.get("href") or ""))
    page = client.get(link.attributes["href"])

    assert asked.location.startswith("/jobs/")
    assert db.session.scalars(select(JobRun)).one().state == "done"
    assert [row["company"].split()[0] for row in file_of(client, here, page)] == ["Agreed", "Silent"]


def test_the_export_panel_adds_contacts_or_everything_in_one_choice(client, here):
    client.as_user(here.organizer)

    links = {a.text: a.attributes["href"] for a in read(client.get(url(here)).text).find("a")}
    wider = client.get(links["Add e-mail, phone and WeChat"]).text
    whole = client.get(links["Take everything"]).text

    assert "Add e-mail, phone and WeChat" not in wider
    assert "Add e-mail, phone and WeChat" not in whole
    assert "boss@agreed.example" in wider
    assert "boss@agreed.example" in whole


@pytest.mark.parametrize("of", ["", "/catalogue"])
def test_what_the_file_is_for_is_asked_once(client, here, of):
    page = text_of(client.as_user(here.organizer).get(url(here, of, export="open")), "main")

    assert (page.count(" for?"), page.count("Who gets the file?")) == (1, 1)


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


@pytest.mark.parametrize(("who", "rows"), [("chamber", 1), ("desk", 0)])
def test_cards_hold_only_people_who_agreed_and_the_desk_makes_none(client, here, who, rows):
    client.as_user(getattr(here, who))

    made = export(client, here, {"kind": "vcf"})

    assert made.status_code == (303 if rows else 422)
    assert [log.row_count for log in db.session.scalars(select(ExportLog))] == [rows] * rows


def test_a_pdf_that_would_be_a_book_is_refused(client, here, monkeypatch):
    monkeypatch.setattr(exports, "MOST_PRINTED_ROWS", 1)

    answer = export(client.as_user(here.organizer), here, {"kind": "pdf"})

    assert (answer.status_code, "A PDF holds at most 1 rows" in answer.text) == (422, True)


def test_a_chinese_pdf_names_who_has_a_chinese_name_by_it(client, here):
    with transaction() as session:
        session.get_one(Company, here.firms["Agreed"].company_id).name_zh = "同意物流"
        session.merge(here.organizer).locale = "zh"
    asked = {"kind": "pdf", "language": "zh"}

    made = export(client.as_user(here.organizer), here, asked, use="running", column="company&column=country")
    link = next(a for a in read(client.get(made.location)).find("a") if "/files/" in (a.attributes.get("href") or ""))
    printed = "".join(pages_of(client.get(link.attributes["href"]).data))

    assert ("同意物流" in printed, "Agreed" in printed, "Quiet" in printed) == (True, False, True)


@pytest.mark.full
def test_a_pdf_and_the_page_say_codes_in_the_readers_words(client, here):
    with transaction() as session:
        for firm in session.scalars(select(Registration).where(Registration.kind == "firm")):
            firm.needs_interpreter = False
        session.merge(here.organizer).locale = "zh"
    client.as_user(here.organizer)

    made = export(client, here, {"kind": "pdf", "language": "zh"}, use="running", column="all")
    link = next(a for a in read(client.get(made.location)).find("a") if "/files/" in (a.attributes.get("href") or ""))
    printed = "".join(pages_of(client.get(link.attributes["href"]).data)).replace(" ", "")
    page = text_of(client.get(url(here, use="running", column="all")), "tbody")

    codes = ("approved", "submitted", "not_asked", "yes(self)", "firm", "official", "Yes", "No")
    assert [code for code in codes if code in printed] == []
    assert {
        word for word in ("是（本人）", "未征求", "已批准", "新加坡", "英语", "企业", "1.Quiet") if word not in printed
    } == set()
    assert ("暂不" in page, "否" in page, "firm" in page) == (False, True, False)


@pytest.mark.parametrize(
    ("day", "note"), [(17, "NOTE:%(event)s on Thursday 18 March 2032"), (18, "NOTE:Met at %(event)s")]
)
def test_a_card_taken_before_the_event_does_not_say_that_people_have_met(app, client, here, day, note):
    app.config["CLOCK"] = lambda: datetime(2032, 3, day, 1, tzinfo=UTC)

    made = export(client.as_user(here.chamber), here, {"kind": "vcf"})
    link = next(a for a in read(client.get(made.location)).find("a") if "/files/" in (a.attributes.get("href") or ""))
    card = client.get(link.attributes["href"]).get_data(as_text=True)

    assert [line for line in card.splitlines() if line.startswith("NOTE")] == [note % {"event": here.event.name_en}]
