"""What a chamber does on the pages of an import."""

from __future__ import annotations

import re
from io import BytesIO

from sqlalchemy import select
from werkzeug.test import TestResponse

from app.core.db import db
from app.importing.fixes import row_key
from app.registrations.models import Delegation, ImportBatch
from tests.sheets.workbooks import FILE, SHEET
from tests.support.clients import Visitor


def address(delegation: Delegation, *parts: object) -> str:
    """The list of a delegation's sheets, or a page of one of them."""
    if parts:
        return "/".join(("/events/matching-day/imports", *map(str, parts)))
    return f"/events/matching-day/delegations/{delegation.id}/imports"


def send(client: Visitor, delegation: Delegation, content: bytes, name: str = FILE) -> TestResponse:
    return client.post(address(delegation), data={"file": (BytesIO(content), name)})


def only_batch() -> ImportBatch:
    return db.session.scalars(select(ImportBatch)).one()


def newest_batch() -> ImportBatch:
    return db.session.scalars(select(ImportBatch).order_by(ImportBatch.id.desc())).all()[0]


def act(
    client: Visitor, delegation: Delegation, batch: ImportBatch, part: str, **values: str | list[str]
) -> TestResponse:
    """Press a button of the preview, as it is now."""
    return client.post(address(delegation, batch.id, part), data={"version": str(batch.version), **values})


def text_of(answer: TestResponse) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", answer.get_data(as_text=True)).split())


def settle_all(client: Visitor, delegation: Delegation, batch: ImportBatch) -> None:
    said = {
        13: {"act": "save", "email": "bd@serialsystem.example.org"},
        30: {"act": "save", "email": "bd@raffles.example.org"},
        42: {"act": "save", "code": "1E3"},
        46: {"act": "same", "same_as": "s1r32"},
    }
    for row, values in said.items():
        assert act(client, delegation, batch, "rows", place=row_key(SHEET, row), **values).status_code == 302
    assert act(client, delegation, batch, "rows", act="without_all").status_code == 302


def html_of(client: Visitor, delegation: Delegation, batch: ImportBatch) -> str:
    return client.get(address(delegation, batch.id)).get_data(as_text=True)
