"""Sheets that nobody imported: who is erased stands in none of them, and none is kept for long."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select

from app.accounts.permissions import Role
from app.core.db import db, now, transaction
from app.core.models import StoredFile
from app.importing.services.preview import discard_old_imports
from app.privacy.erasure import ErasureReason
from app.privacy.queries import erasure as queries
from app.privacy.queries.erasure import preview_erasure
from app.privacy.services.erasure import erase_data
from app.registrations.models import ImportBatch, Registration, Representation, Representative
from tests import factories
from tests.importing.batches import imported, uploaded
from tests.privacy.remains import hits
from tests.sheets.workbooks import xlsx
from tests.support.clients import Visitor

HEADER = ("No", "Company Name", "Contact Person", "中文姓名", "Title", "Email", "Passport No", "Remarks")
ZORBLATT = (
    *("1", "Zorbco Pte Ltd", "Zorblatt Quixel", "左布拉", "Chief Zorbist"),
    *("zorblatt@zorbco.example.sg", "ZQPASS778899", "Zorblatt needs a wheelchair"),
)
MIMSY = ("", "", "Mimsy Borogove", "", "CFO", "mimsy@zorbco.example.sg", "ZQPASS2", "")
JANE = ("2", "Other Quiet Pte Ltd", "Plain Jane", "", "CEO", "jane@quiet.example.sg", "", "")
OF_ZORBLATT = ("Zorblatt", "左布拉", "ZQPASS778899", "Chief Zorbist", "wheelchair")


@pytest.fixture
def at(app):
    host, chamber = factories.organisation("Zone office"), factories.organisation("Chamber")
    event, later = (factories.event(slug, run_by=host, phase="registration") for slug in ("now", "later"))
    brought = [factories.delegation(one, of=chamber) for one in (event, later)]
    imported(event, brought[0], xlsx(HEADER, ZORBLATT, MIMSY, JANE))
    previews = [
        uploaded(one, delegation, xlsx(HEADER, ZORBLATT, MIMSY, JANE))
        for one, delegation in zip((event, later), brought, strict=True)
    ]
    person = db.session.query(Representative).filter_by(display_name="Zorblatt Quixel").one()
    return event, person, previews, host


def firm_of(person):
    chosen = select(Registration).join(Representation, Representation.registration_id == Registration.id)
    return db.session.scalars(chosen.where(Representation.representative_id == person.id)).one()


def texts(batch):
    db.session.refresh(batch)
    return [[cell[2] for cell in batch.sheets[0]["cells"] if cell[0] == row] for row in (2, 3, 4)]


@pytest.mark.full
@pytest.mark.databases("sqlite", "postgresql")
def test_who_is_erased_loses_the_whole_row_in_previews_too_at_each_event_of_the_house(at):
    event, person, previews, _host = at
    assert hits(*OF_ZORBLATT) >= {("import_batches", "sheets"), ("registrations", "answers")}

    erasure = queries.create_person_erasure(event, person, ErasureReason.ASKED_IN_WRITING, by=None)
    counted = preview_erasure(erasure).sheets
    erase_data(erasure)

    assert counted == 3
    assert hits(*OF_ZORBLATT) == set()
    for batch in previews:
        zorblatt, mimsy, jane = texts(batch)
        assert zorblatt == ["Zorbco Pte Ltd"], "the row below goes on with this firm"
        assert mimsy[0] == "Mimsy Borogove"
        assert jane[:2] == ["2", "Other Quiet Pte Ltd"]


@pytest.mark.full
def test_who_runs_one_event_alone_erases_there_and_is_told_so(app, at):
    event, person, previews, _host = at
    visitor = Visitor(app, use_cookies=True).as_user(factories.event_role(event, Role.ORGANIZER))
    address = f"/events/now/companies/{firm_of(person).id}/people/{person.id}/erasure"

    page = visitor.get(address).text
    visitor.post(address, data={"why": "asked_in_writing", "sure": "y"})

    assert "What other events of the organisation keep" in page
    assert "2 uploaded sheets, imported or not" in page
    assert texts(previews[0])[0] == ["Zorbco Pte Ltd"]
    assert "Zorblatt Quixel" in texts(previews[1])[0]


@pytest.mark.full
def test_a_firm_that_is_erased_takes_the_rows_that_go_on_with_it_along(at):
    _event, person, previews, _host = at

    erase_data(queries.create_company_erasure(firm_of(person).company, ErasureReason.ASKED_IN_WRITING, by=None))

    assert [row[:2] for row in texts(previews[0])] == [[], [], ["2", "Other Quiet Pte Ltd"]]


@pytest.mark.full
def test_a_list_on_its_side_loses_the_column_of_who_is_erased(app):
    event = factories.event("now", phase="registration")
    delegation = factories.delegation(event)
    across = list(zip(HEADER, ZORBLATT, JANE, strict=True))
    imported(event, delegation, xlsx(HEADER, ZORBLATT))
    batch = uploaded(event, delegation, xlsx(*across))
    person = db.session.query(Representative).filter_by(display_name="Zorblatt Quixel").one()

    erase_data(queries.create_person_erasure(event, person, ErasureReason.ASKED_IN_WRITING, by=None))

    db.session.refresh(batch)
    assert hits(*OF_ZORBLATT) == set()
    assert {cell[1] for cell in batch.sheets[0]["cells"]} == {1, 3}


def test_numbers_of_passports_are_kept_nowhere(app, at):
    _event, _person, previews, _host = at

    assert hits("ZQPASS") == set()
    assert not db.session.get_one(StoredFile, previews[0].file_id).content


@pytest.mark.parametrize(
    "header", ["Passport", "Passport No.", "Passport Number", "NRIC/FIN No", "护照号码", "身份证号", "证件号码",
               "N° de passeport", "ID No", "Travel document no"],
)  # fmt: skip
def test_numbers_are_told_by_what_the_column_asks_for(app, header):
    event = factories.event("now", phase="registration")
    delegation = factories.delegation(event)

    uploaded(event, delegation, xlsx(("Company", "Name", header), ("Alpha Pte Ltd", "Tan Mei", "K1234567A")))

    assert hits("K1234567A") == set()
    assert ("import_batches", "sheets") in hits("Tan Mei")


@pytest.mark.databases("sqlite", "postgresql")
def test_what_nobody_imports_goes_after_two_weeks_file_and_rows(at):
    _event, _person, (young, old), _host = at
    with transaction():
        old.created_at = now() - timedelta(days=14, hours=1)
        young.created_at = now() - timedelta(days=13)

    assert discard_old_imports(now()) == 1

    kept = {one.id: (one.state, bool(one.sheets)) for one in db.session.query(ImportBatch)}
    assert (kept[old.id], kept[young.id]) == (("thrown_away", False), ("preview", True))
    assert not db.session.get_one(StoredFile, old.file_id).content


def test_the_command_line_says_that_numbers_of_passports_are_not_kept(app, tmp_path):
    factories.delegation(factories.event("now", phase="registration"))
    sheet = tmp_path / "list.xlsx"
    sheet.write_bytes(xlsx(HEADER, JANE, (*ZORBLATT[:6], "E7654321", "")))

    told = app.test_cli_runner().invoke(args=["registrations", "import", "now", str(sheet)])

    assert told.exit_code == 0, told.output
    assert "Numbers of passports and identity cards are not kept: “Passport No”." in told.output
    assert hits("E7654321") == set()
