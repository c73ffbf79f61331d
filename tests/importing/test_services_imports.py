"""The chamber’s real sheet through the services: kept, read, settled."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from app.core.db import db
from app.core.errors import Stale
from app.core.spreadsheets import SheetRefused
from app.events.models import Event
from app.importing.plan import RowVerdict
from app.importing.queries.imports import get_plan
from app.importing.services import preview
from app.importing.services.execution import execute_import
from app.importing.services.preview import ImportNotSettled
from app.importing.services.uploads import upload_list
from app.registrations.models import Delegation, ImportBatch
from tests.importing.batches import everything, firms, uploaded
from tests.sheets.workbooks import FIXES, SHEET


def test_upload_keeps_the_file_and_writes_no_firm(event: Event, delegation: Delegation) -> None:
    batch = uploaded(event, delegation)

    assert (batch.state, len(batch.sheets), firms(delegation)) == ("preview", 3, [])
    assert len(get_plan(batch).of(RowVerdict.LOOK)) == 6


def test_nothing_is_imported_while_rows_need_a_look(event: Event, delegation: Delegation) -> None:
    batch = uploaded(event, delegation)
    before = everything()

    with pytest.raises(ImportNotSettled) as refused:
        execute_import(batch.id, batch.version, by=None)

    assert refused.value.details == {"rows": 6}
    assert everything() == before


def test_who_looks_at_an_older_preview_is_told(event: Event, delegation: Delegation) -> None:
    batch = uploaded(event, delegation)
    seen = batch.version
    preview.update_preview(batch.id, seen, fixes={(SHEET, 42): FIXES[SHEET, 42]}, by=None)

    for act in (
        lambda: preview.update_preview(batch.id, seen, fixes={(SHEET, 20): FIXES[SHEET, 20]}, by=None),
        lambda: preview.update_preview(batch.id, seen, columns={"dietary": "unused"}, by=None),
        lambda: preview.discard_import(batch.id, seen, by=None),
        lambda: execute_import(batch.id, seen, by=None),
    ):
        with pytest.raises(Stale):
            act()

    assert (batch.state, list(batch.fixes)) == ("preview", [f"42 {SHEET}"])


def test_choices_of_columns_are_remembered_for_the_next_sheet(event: Event, delegation: Delegation) -> None:
    batch = uploaded(event, delegation)

    preview.update_preview(batch.id, batch.version, columns={"dietary": "unused", "x": "nonsense"}, by=None)

    assert uploaded(event, delegation).choices["columns"] == {"dietary": "unused"}


def test_a_file_that_is_no_sheet_is_refused_and_not_kept(event: Event, delegation: Delegation) -> None:
    with pytest.raises(SheetRefused) as refused:
        upload_list(event, delegation, b"%PDF-1.7", "list.pdf", by=None)

    assert refused.value.code == "sheet_kind"
    assert db.session.scalars(select(ImportBatch)).all() == []
