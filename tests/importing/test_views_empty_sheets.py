"""Sheets with nothing to import: said at upload, or never the next step; people in an unknown column."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from app.core.db import db
from app.delegations.queries.chamber_home import get_chamber_home
from app.importing.queries.imports import get_plan
from app.registrations.models import ImportBatch
from tests.core.test_spreadsheets import repacked, sheet_xml
from tests.importing.pages import act, address, only_batch, send, text_of
from tests.sheets.workbooks import xlsx


def test_a_header_without_rows_is_refused_at_upload_and_nothing_is_kept(client, user, delegation):
    client.as_user(user)

    answer = send(client, delegation, xlsx(("Company", "E-mail")))

    assert answer.status_code == 422
    assert "No row of a firm stands below the header. Nothing was kept" in text_of(answer)
    assert db.session.scalars(select(ImportBatch)).all() == []


@pytest.mark.databases("sqlite", "postgresql")
def test_a_number_that_is_none_is_refused_at_upload_with_its_cell(client, user, delegation):
    client.as_user(user)
    row = '<row r="2"><c r="A2" t="inlineStr"><is><t>DBS</t></is></c><c r="B2"><v>NaN</v></c></row>'
    sheet = repacked(xlsx(("Company", "Code")), xl__worksheets__sheet1_xml=sheet_xml(row))

    answer = send(client, delegation, sheet)

    assert answer.status_code == 422
    assert "Cell B2 of the sheet “Firms” holds “nan”, which is no number. Nothing was kept" in text_of(answer)
    assert db.session.scalars(select(ImportBatch)).all() == []


def test_a_sheet_that_names_no_firm_yet_is_kept_but_is_not_the_next_step(client, user, event, delegation):
    client.as_user(user)
    send(client, delegation, xlsx(("Zork", "E-mail", "Tel"), ("Alpha", "a@a.example.org"), ("Beta", "b@b.example.org")))
    batch = only_batch()

    assert [step.step for step in get_chamber_home(event, delegation).steps if step.stand == "here"] == ["import"]
    assert "nothing to import" in text_of(client.get(address(delegation)))
    assert "sheet “Firms”." not in text_of(client.get(address(delegation, batch.id)))

    act(client, delegation, batch, "columns", **{"column-1-1-1": "company"})

    assert get_plan(batch).ready
    assert [step.step for step in get_chamber_home(event, delegation).steps if step.stand == "here"] == ["fix"]


def test_where_no_column_names_people_the_page_says_so_and_lets_them_be_named(client, user, delegation):
    client.as_user(user)
    send(client, delegation, xlsx(("Company", "Zork"), ("Alpha Ltd", "Tan Wei Ming"), ("Beta Ltd", "Lim Siew Lan")))
    batch = only_batch()
    assert "No column of people was found." in text_of(client.get(address(delegation, batch.id)))

    act(client, delegation, batch, "columns", people="zork")

    assert [row.values["representative"] for row in get_plan(batch).rows[1:]] == ["Tan Wei Ming", "Lim Siew Lan"]
    assert "No column of people was found." not in text_of(client.get(address(delegation, batch.id)))


def test_a_list_with_a_whole_firm_in_each_cell_is_told_to_be_parted_and_nothing_is_called_imported(
    client, user, delegation
):
    client.as_user(user)
    rows = "#接龙\n1. 兰花贸易-李兰-总经理-91230090\n2. 竹业控股-竹君-董事-91230091\n".encode()
    send(client, delegation, rows, "jielong.csv")

    shown = text_of(client.get(address(delegation, only_batch().id)))
    assert "has to be parted into columns first" in shown
    assert "Every row is imported." not in shown
    assert "other sheet not read: “”" not in shown
