"""B9: what a sheet said besides the profile leaves by the lists."""

from __future__ import annotations

import csv
import io

import pytest

from app.accounts.permissions import Role
from tests import factories
from tests.importing.batches import imported
from tests.sheets.workbooks import xlsx
from tests.support.clients import Visitor

HEADER = ("Company", "Contact", "Email", "Arrival date", "Departure date", "Remarks")


@pytest.fixture
def fair(app):
    event = factories.event("fair", phase="registration")
    row = ("Alpha Pte Ltd", "Tan Mei", "tan@alpha.example", "18/01/2032", "20/01/2032", "needs a ramp")
    imported(event, factories.delegation(event), xlsx(HEADER, row, ("Beta Pte Ltd", "Bo", "bo@beta.example")))
    return event


def test_arrival_departure_and_remarks_of_a_sheet_are_columns_of_the_lists(app, fair, tmp_path):
    out = tmp_path / "list.csv"
    names = "company,sheet_arrival,sheet_departure,sheet_remarks"

    arguments = ["attendees", "export", "fair", out, "--purpose", "running", "--columns", names]
    told = app.test_cli_runner().invoke(args=[*map(str, arguments), "--reason", "buses"])

    assert told.exit_code == 0, told.output
    rows = list(csv.reader(io.StringIO(out.read_text(encoding="utf-8-sig"))))
    assert rows[1:3] == [
        ["Alpha Pte Ltd", "2032-01-18", "2032-01-20", "needs a ramp"],
        ["Beta Pte Ltd", "", "", ""],
    ]


def test_the_page_of_the_list_offers_them_and_filters_by_them(app, fair):
    visitor = Visitor(app, use_cookies=True).as_user(factories.event_role(fair, Role.ORGANIZER))

    page = visitor.get("/events/fair/attendees?columns=company&columns=sheet_arrival").text

    assert "Arrival" in page
    assert "2032" in page
