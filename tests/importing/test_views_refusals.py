"""What is no sheet, somebody else's or too late is refused in words."""

from __future__ import annotations

import zipfile
from io import BytesIO

import pytest
from sqlalchemy import select

from app.accounts.models import User
from app.accounts.permissions import Role
from app.core.db import db, transaction
from app.events.models import Event
from app.importing.services.uploads import upload_list
from app.registrations.models import Delegation, ImportBatch
from tests import factories
from tests.importing.pages import address, send, text_of
from tests.sheets.workbooks import FILE, messy, xlsx
from tests.support.clients import Visitor


@pytest.mark.parametrize(
    ("name", "content", "says"),
    [
        ("list.pdf", b"%PDF-1.7", "A file of the kind “pdf” is not read."),
        ("list.xlsx", b"<html><table></table></html>", "is something else (html)"),
        ("list.xlsx", b"PK\x03\x04 broken", "The file is damaged or no spreadsheet."),
        ("list.xlsx", b"", "The file is empty."),
    ],
)
def test_files_that_are_no_sheets_are_refused_in_words(
    client: Visitor, user: User, delegation: Delegation, name: str, content: bytes, says: str
) -> None:
    answer = send(client.as_user(user), delegation, content, name)

    assert answer.status_code == 422
    assert says in text_of(answer)
    assert db.session.scalars(select(ImportBatch)).all() == []


def test_without_a_file_the_form_says_so(client: Visitor, user: User, delegation: Delegation) -> None:
    answer = client.as_user(user).post(address(delegation), data={})

    assert answer.status_code == 422
    assert "Choose a file first." in text_of(answer)


@pytest.mark.parametrize("part", ["", "columns", "rows", "run", "undo", "disposal"])
def test_another_chamber_sees_nothing_of_it(
    client: Visitor, event: Event, delegation: Delegation, user: User, part: str
) -> None:
    others = factories.organisation()
    factories.delegation(event, of=others, name="Other delegation")
    stranger = factories.member(others, Role.CHAMBER)
    batch = upload_list(event, delegation, messy(), FILE, by=user.id)
    client.as_user(stranger)

    path = address(delegation, batch.id, *([part] if part else []))
    answer = client.post(path, data={"version": "1"}) if part else client.get(path)

    assert answer.status_code == 404
    assert client.get(address(delegation)).status_code == 404
    assert db.session.get_one(ImportBatch, batch.id).state == "preview"


def test_a_batch_of_another_delegation_is_not_found_by_its_number(
    client: Visitor, event: Event, delegation: Delegation, user: User
) -> None:
    other = factories.delegation(event, name="Other delegation")
    batch = upload_list(event, other, messy(), FILE, by=None)

    assert client.as_user(user).get(address(delegation, batch.id)).status_code == 404


def test_in_a_closed_event_nothing_is_imported(client: Visitor, user: User, delegation: Delegation) -> None:
    with transaction():
        delegation.event.phase = "closed"

    answer = send(client.as_user(user), delegation, messy())

    assert answer.status_code == 409
    assert db.session.scalars(select(ImportBatch)).all() == []


def bomb() -> bytes:
    """A workbook whose one sheet unpacks to 151 MB."""
    made = BytesIO(xlsx(("Company",)))
    with zipfile.ZipFile(made, "a", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("xl/media/image1.bin", b"0" * 151_000_000)
    return made.getvalue()


def test_case_15_a_bomb_is_refused_by_the_limits_that_the_page_declares(
    client: Visitor, user: User, delegation: Delegation
) -> None:
    answer = send(client.as_user(user), delegation, bomb())

    assert answer.status_code == 422
    assert "larger than a sheet may be: 10 MB, 20,000 rows and 300 columns" in text_of(answer)
    assert db.session.scalars(select(ImportBatch)).all() == []


def test_a_locked_workbook_is_refused_in_words(client: Visitor, user: User, delegation: Delegation) -> None:
    locked = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(512) + "EncryptedPackage".encode("utf-16-le")

    answer = send(client.as_user(user), delegation, locked)

    assert answer.status_code == 422
    assert "The file is protected by a password." in text_of(answer)
