"""The archive of the night before: with it the day runs without a server."""

from __future__ import annotations

import io
import zipfile

import pytest
from openpyxl import load_workbook

from app.core.db import db
from app.core.models import StoredFile
from app.day.paper.queries.print_runs import get_printed_runs
from app.day.paper.services.day_archive import create_day_archive
from app.lists.models import ExportLog, ExportRow
from app.meetings import services
from tests import factories
from tests.documents.printed import pages_of


@pytest.fixture
def event(app):
    event = factories.event("day", name_en="Matching Day", phase="running")
    delegation = factories.delegation(event)
    bank = factories.firm(event, name="DBS Bank", delegation_id=delegation.id, people=0)
    factories.representative(bank, display_name="Tan Mei Ling", phone="+65 9123 4567")
    host = factories.firm(event, "Chongqing", name="=Changan")
    services.arrange(event.id, bank.id, host.id, by=factories.user().id, slot_id=event.slots[1].id)
    return event


@pytest.mark.full
def test_it_holds_agendas_hall_signs_slips_phones_and_the_timetable(event):
    by = factories.user().id

    made = create_day_archive(event, language="own", reader="en", by=by)

    content = db.session.query(StoredFile).filter_by(public_id=made.file).one().content
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        files = {name: archive.read(name) for name in archive.namelist()}
    assert sorted(files) == [
        "agendas.pdf",
        "hall-plan.pdf",
        "phone-list.pdf",
        "table-signs.pdf",
        "tick-slips.pdf",
        "timetable.xlsx",
    ]
    (phones,) = pages_of(files["phone-list.pdf"])
    assert "Tan Mei Ling" in phones
    assert "+65 9123 4567" in phones
    book = load_workbook(io.BytesIO(files["timetable.xlsx"]))
    assert book.sheetnames == ["Grid", "Meetings", "Phones"]
    assert [cell.value for cell in book["Meetings"][2]][3:6] == ["A1", "DBS Bank", "=Changan"]
    assert [row[1].value for row in book["Grid"]][2] == "DBS Bank\n=Changan"


@pytest.mark.full
def test_each_pack_in_it_is_a_run_of_its_own_and_the_phone_list_is_logged(event):
    by = factories.user().id

    made = create_day_archive(event, language="own", reader="en", by=by)

    runs = get_printed_runs(event.id, None)
    assert {kind: run.number for kind, run in runs.items()} == {
        "agendas": 1,
        "hall_plan": 1,
        "table_signs": 1,
        "tick_slips": 1,
        "all": 1,
    }
    log = db.session.query(ExportLog).one()
    assert (log.user_id, log.format, log.row_count, made.run.sheets) == (by, "phones", 1, 6)
    assert db.session.query(ExportRow).one().fields[-2:] == ["phone", "wechat"]
