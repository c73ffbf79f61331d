"""Somebody is found in a sheet by name, address or phone, and a phone also where the sheet holds it as a number."""

from __future__ import annotations

from app.core.personal_data import REMOVED_MARK, personal_traces
from app.importing.sheet_erasure import find_rows_mentioning, remove_personal_data

OF_TAN = personal_traces(["Tan Mei"], ["tan@alpha.example"], ["+65 9123 4567"])


def sheet(*cells):
    return {"name": "Firms", "cells": [[row, 1, cell] for row, cell in enumerate(cells, 2)]}


def test_each_row_that_names_somebody_is_found():
    cells = ("Ms Tan Mei", "tan@alpha.example", 91234567, 6591234567.0, {"value": 91234567, "format": "0"})

    found = find_rows_mentioning([sheet(*cells, "Lim", 91234568, 2032, None, True)], OF_TAN)

    assert found == {("Firms", row) for row in range(2, 7)}


def test_what_names_somebody_goes_and_all_else_stays():
    cells = ("Ms Tan Mei", 91234567, {"value": 6591234567, "format": "0"}, 91234568, {"date": "2032-03-18"}, None)

    assert remove_personal_data([sheet(*cells)], OF_TAN) == [
        sheet(
            f"Ms {REMOVED_MARK}",
            REMOVED_MARK,
            {"value": REMOVED_MARK, "format": "0"},
            91234568,
            {"date": "2032-03-18"},
            None,
        )
    ]


def test_comments_go_whole_for_they_may_speak_of_somebody_without_a_name():
    cells = ({"value": "Alpha", "note": "she is ill"}, {"value": 5, "format": "0", "note": "Tan Mei"})

    assert remove_personal_data([sheet(*cells)], OF_TAN) == [sheet({"value": "Alpha"}, {"value": 5, "format": "0"})]
