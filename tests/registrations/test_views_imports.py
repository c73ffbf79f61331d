"""The pages of a sheet's import: upload, settle, import, undo; rights; refusals."""

from __future__ import annotations

import re
import zipfile
from io import BytesIO

import pytest
from flask import Flask
from sqlalchemy import select
from werkzeug.test import TestResponse

from app.accounts.models import Organisation, User
from app.accounts.permissions import Role
from app.db import db, transaction
from app.events.models import Event
from app.floor.jobs.execute import execute
from app.floor.models import JobRun, StoredFile
from app.registrations.import_memory import key_of
from app.registrations.models import Delegation, ImportBatch, Registration
from app.registrations.queries.imports import plan_of
from app.registrations.services import imports
from app.registrations.services.importing import carry_out
from tests import factories
from tests.registrations.sheets import FILE, SHEET, firms_of_truth, messy, xlsx
from tests.support.clients import Visitor
from tests.support.queries import counted


@pytest.fixture
def event(app: Flask) -> Event:
    return factories.event("matching-day", phase="registration")


@pytest.fixture
def chamber(app: Flask) -> Organisation:
    return factories.organisation("Singapore chamber")


@pytest.fixture
def delegation(event: Event, chamber: Organisation) -> Delegation:
    made = factories.delegation(event, of=chamber)
    with transaction():
        made.origin = "Singapore"
    return made


@pytest.fixture
def user(chamber: Organisation) -> User:
    return factories.member(chamber, Role.CHAMBER)


def address(delegation: Delegation, *parts: object) -> str:
    return "/".join(("/events/matching-day/delegations", str(delegation.id), "imports", *map(str, parts)))


def send(client: Visitor, delegation: Delegation, content: bytes, name: str = FILE) -> TestResponse:
    return client.post(address(delegation), data={"file": (BytesIO(content), name)})


def only_batch() -> ImportBatch:
    return db.session.scalars(select(ImportBatch)).one()


def act(client: Visitor, delegation: Delegation, batch: ImportBatch, part: str, **values: str) -> TestResponse:
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
        assert act(client, delegation, batch, "rows", place=key_of(SHEET, row), **values).status_code == 302
    assert act(client, delegation, batch, "rows", act="without_all").status_code == 302


def test_a_chamber_uploads_fixes_imports_and_undoes_its_sheet(
    client: Visitor, user: User, delegation: Delegation
) -> None:
    client.as_user(user)

    sent = send(client, delegation, messy())
    batch = only_batch()
    assert sent.headers["Location"] == address(delegation, batch.id)
    page = client.get(address(delegation, batch.id))
    assert "“messy_1_en_delegation.xlsx”, sheet “Delegation list”, rows 6 to 52. Header found in rows 4 and 5." in (
        text_of(page)
    )
    assert "Possible once 6 rows are settled." in text_of(page)

    settle_all(client, delegation, batch)
    assert plan_of(batch).ready
    done = act(client, delegation, batch, "run")
    assert done.status_code == 302
    assert (batch.state, len(db.session.scalars(select(Registration)).all())) == (
        "imported",
        len(set(firms_of_truth().values())),
    )
    shown = text_of(client.get(address(delegation, batch.id)))
    assert "The sheet is imported" in shown
    assert "Undo 42 rows" in shown

    act(client, delegation, batch, "undo")
    assert (batch.state, db.session.scalars(select(Registration)).all()) == ("undone", [])
    assert "Everything is as it was before the import" in text_of(client.get(address(delegation, batch.id)))


def test_an_edited_firm_is_named_before_and_after_the_undo(client: Visitor, user: User, delegation: Delegation) -> None:
    client.as_user(user)
    rows = (("Company", "E-mail"), ("Alpha Pte Ltd", "a@a.example.org"), ("Beta Pte Ltd", "b@b.example.org"))
    send(client, delegation, xlsx(*rows))
    batch = only_batch()
    act(client, delegation, batch, "run")
    with transaction():
        db.session.scalars(select(Registration).order_by(Registration.rank)).first().needs_interpreter = True  # type: ignore[union-attr]

    before = text_of(client.get(address(delegation, batch.id)))
    act(client, delegation, batch, "undo")
    after = text_of(client.get(address(delegation, batch.id)))

    assert "Row 2 , Alpha Pte Ltd : edited since" in before or "Row 2, Alpha Pte Ltd: edited since" in before
    assert "1 firm was left" in after
    assert "Alpha Pte Ltd" in after
    assert "edited since" in after
    assert "Beta Pte Ltd" not in after


def test_a_typed_address_that_is_none_is_answered_beside_its_field(
    client: Visitor, user: User, delegation: Delegation
) -> None:
    client.as_user(user)
    send(client, delegation, messy())
    batch = only_batch()

    answer = act(client, delegation, batch, "rows", place=key_of(SHEET, 20), act="save", email="nobody")

    assert answer.status_code == 422
    assert "Write an address as name@firm.com, or import without." in text_of(answer)
    assert 'value="nobody"' in answer.get_data(as_text=True)
    assert batch.fixes == {}


def test_what_was_said_can_be_taken_back(client: Visitor, user: User, delegation: Delegation) -> None:
    client.as_user(user)
    send(client, delegation, messy())
    batch = only_batch()
    for row, pressed in ((20, "without"), (37, "leave_out"), (46, "new")):
        act(client, delegation, batch, "rows", place=key_of(SHEET, row), act=pressed)
    shown = text_of(client.get(address(delegation, batch.id)))
    assert "without e-mail" in shown
    assert "a new firm" in shown
    assert "you left it out" in shown

    for row in (20, 37, 46):
        act(client, delegation, batch, "rows", place=key_of(SHEET, row), act="back")

    assert batch.fixes == {}


def test_a_chosen_column_is_read_again_and_remembered(client: Visitor, user: User, delegation: Delegation) -> None:
    client.as_user(user)
    send(client, delegation, messy())
    batch = only_batch()
    name = re.search(r'name="(column-1-1-\d+)" aria-label="Dietary becomes"', _html(client, delegation, batch))
    assert name

    act(client, delegation, batch, "columns", **{name[1]: "remarks"})

    assert delegation.column_choices["columns"] == {"dietary": "remarks"}
    sheet = plan_of(batch).sheets[0]
    assert [c.field.value for c in sheet.tables[0].columns if c.header == "Dietary"] == ["remarks"]


def _html(client: Visitor, delegation: Delegation, batch: ImportBatch) -> str:
    return client.get(address(delegation, batch.id)).get_data(as_text=True)


def test_a_sheet_can_be_read_after_all(client: Visitor, user: User, delegation: Delegation) -> None:
    client.as_user(user)
    send(client, delegation, messy())
    batch = only_batch()

    act(client, delegation, batch, "columns", sheet="Withdrawn", read="1")

    assert [sheet.name for sheet in plan_of(batch).not_read] == ["lists"]


def test_two_people_in_one_preview_do_not_overwrite_each_other(
    client: Visitor, user: User, delegation: Delegation
) -> None:
    client.as_user(user)
    send(client, delegation, messy())
    batch = only_batch()
    seen = batch.version
    act(client, delegation, batch, "rows", place=key_of(SHEET, 20), act="without")

    answer = client.post(
        address(delegation, batch.id, "rows"),
        data={"version": str(seen), "place": key_of(SHEET, 20), "act": "leave_out"},
    )

    assert answer.status_code == 409
    assert "Somebody changed this since you opened it." in text_of(answer)
    assert batch.fixes == {key_of(SHEET, 20): {"without_email": True}}


def test_a_sheet_is_not_imported_twice_by_two_presses(client: Visitor, user: User, delegation: Delegation) -> None:
    client.as_user(user)
    send(client, delegation, xlsx(("Company", "E-mail"), ("Alpha Pte Ltd", "a@a.example.org")))
    batch = only_batch()
    pressed = str(batch.version)

    first = client.post(address(delegation, batch.id, "run"), data={"version": pressed})
    second = client.post(address(delegation, batch.id, "run"), data={"version": pressed})

    assert (first.status_code, second.status_code) == (302, 409)
    assert len(db.session.scalars(select(Registration)).all()) == 1


def test_a_sheet_can_be_thrown_away(client: Visitor, user: User, delegation: Delegation) -> None:
    client.as_user(user)
    send(client, delegation, messy())
    batch = only_batch()

    act(client, delegation, batch, "disposal")

    assert (batch.state, batch.sheets, db.session.get_one(StoredFile, batch.file_id).content) == (
        "thrown_away",
        [],
        b"",
    )
    assert "Nothing of it was imported" in text_of(client.get(address(delegation, batch.id)))
    assert act(client, delegation, batch, "run").status_code == 409


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
    batch = imports.upload(event, delegation, messy(), FILE, by=user.id)
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
    batch = imports.upload(event, other, messy(), FILE, by=None)

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


def test_while_the_job_runs_the_page_shows_it_and_offers_no_second_import(
    app: Flask, client: Visitor, chamber: Organisation, user: User, delegation: Delegation
) -> None:
    app.config["JOBS"] = "queue"
    client.as_user(user)
    send(client, delegation, xlsx(("Company", "E-mail"), ("Alpha Pte Ltd", "a@a.example.org")))
    batch = only_batch()
    act(client, delegation, batch, "run")
    run = db.session.scalars(select(JobRun).where(JobRun.kind == imports.JOB)).one()

    waiting = _html(client, delegation, batch)
    colleague = _html(client.as_user(factories.member(chamber, Role.CHAMBER)), delegation, batch)
    assert 'class="q-job"' in waiting
    assert f'hx-get="/jobs/{run.public_id}"' in waiting
    assert "A colleague is importing this sheet now" in colleague
    for page in (waiting, colleague):
        assert "/run" not in page
        assert "/rows" not in page

    execute(run.id)
    assert "The sheet is imported" in _html(client.as_user(user), delegation, batch)
    done = client.get(f"/jobs/{run.public_id}").get_data(as_text=True)
    assert f'href="{address(delegation, batch.id)}"' in done


def test_an_import_that_is_stopped_before_it_writes_changes_nothing(
    app: Flask, client: Visitor, user: User, delegation: Delegation
) -> None:
    app.config["JOBS"] = "queue"
    client.as_user(user)
    send(client, delegation, xlsx(("Company", "E-mail"), ("Alpha Pte Ltd", "a@a.example.org")))
    batch = only_batch()
    act(client, delegation, batch, "run")
    run = db.session.scalars(select(JobRun).where(JobRun.kind == imports.JOB)).one()

    client.post(f"/jobs/{run.public_id}/stop")
    execute(run.id)

    assert (db.session.get_one(JobRun, run.id).state, batch.state) == ("stopped", "preview")
    assert "Import 1 row" in text_of(client.get(address(delegation, batch.id)))


def test_an_import_that_failed_says_why_and_can_be_tried_again(
    app: Flask, client: Visitor, user: User, delegation: Delegation
) -> None:
    app.config["JOBS"] = "queue"
    client.as_user(user)
    send(client, delegation, xlsx(("Company", "E-mail"), ("Alpha Pte Ltd", "a@a.example.org")))
    batch = only_batch()
    act(client, delegation, batch, "run")
    with transaction():
        delegation.quota = 0
    execute(db.session.scalars(select(JobRun).where(JobRun.kind == imports.JOB)).one().id)

    failed = text_of(client.get(address(delegation, batch.id)))
    assert "The import did not happen" in failed
    assert "The delegation may bring 0 firms, and with this sheet it would be 1." in failed

    with transaction():
        delegation.quota = 1
    app.config["JOBS"] = "now"
    act(client, delegation, batch, "run")
    assert batch.state == "imported"


@pytest.mark.parametrize("state", ["imports", "preview", "done"])
def test_pages_about_thirty_cost_as_many_queries_as_those_about_one(
    client: Visitor, event: Event, user: User, delegation: Delegation, state: str
) -> None:
    client.as_user(user)

    def cost(count: int) -> int:
        rows = [(f"Firm {count} {n} Pte Ltd", f"a@{count}x{n}.example.org") for n in range(count)]
        for _ in range(count if state == "imports" else 1):
            batch = imports.upload(event, delegation, xlsx(("Company", "E-mail"), *rows), FILE, by=user.id)
        if state == "done":
            batch = carry_out(batch.id, batch.version, by=user.id)
        page = address(delegation) if state == "imports" else address(delegation, batch.id)
        client.get(page)
        with counted() as asked:
            assert client.get(page).status_code == 200
        return len(asked)

    assert cost(1) == cost(30)
