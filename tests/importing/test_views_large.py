"""A large sheet is read by a job that shows how far it is; its preview comes a page at a time."""

from __future__ import annotations

import pytest
from flask import Flask
from sqlalchemy import select

from app.accounts.models import Organisation, User
from app.accounts.permissions import Role
from app.core.db import db
from app.core.jobs.execution import execute_job
from app.core.models import JobRun, StoredFile
from app.importing.services import uploads
from app.importing.views import preview
from app.registrations.models import Delegation
from tests import factories
from tests.importing.pages import act, address, html_of, only_batch, send, text_of
from tests.sheets.workbooks import xlsx
from tests.support.clients import Visitor

NAMES = ("Alpha", "Beta", "Ceta")
FIRMS = xlsx(("Company", "E-mail"), *((f"{name} Pte Ltd", f"a@{name}.example.org") for name in NAMES))


@pytest.fixture(autouse=True)
def all_are_large(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(uploads, "COMPARED_AT_ONCE_ROWS", 0)
    monkeypatch.setattr(preview, "LINES_PER_PAGE", 2)


def job() -> JobRun:
    return db.session.scalars(select(JobRun).where(JobRun.kind == uploads.READ_JOB)).one()


def test_a_large_sheet_is_read_by_a_job_and_shown_a_page_at_a_time(
    app: Flask, client: Visitor, chamber: Organisation, user: User, delegation: Delegation
) -> None:
    app.config["JOBS"] = "queue"
    client.as_user(user)

    sent = send(client, delegation, FIRMS)
    waiting = html_of(client, delegation, only_batch())
    colleague = html_of(client.as_user(factories.member(chamber, Role.CHAMBER)), delegation, only_batch())
    assert sent.headers["Location"] == address(delegation, only_batch().id)
    assert f'hx-get="/jobs/{job().public_id}"' in waiting
    assert f'href="/jobs/{job().public_id}"' in waiting
    assert "A colleague is reading this sheet in now" in colleague
    assert act(client, delegation, only_batch(), "run").status_code == 409

    execute_job(job().id)
    first = html_of(client.as_user(user), delegation, only_batch())
    second = client.get(f"{address(delegation, only_batch().id)}?new_page=2").get_data(as_text=True)
    assert ("Beta Pte Ltd" in first, "Ceta Pte Ltd" in first) == (True, False)
    assert ("Beta Pte Ltd" in second, "Ceta Pte Ltd" in second) == (False, True)
    assert "1–2 of 3" in text_of(client.get(address(delegation, only_batch().id)))


def test_a_large_file_that_cannot_be_read_says_why_and_is_forgotten(
    client: Visitor, user: User, delegation: Delegation, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(uploads, "READ_AT_ONCE_BYTES", 0)
    client.as_user(user)

    send(client, delegation, xlsx(("Company", "E-mail")))
    batch = only_batch()

    shown = text_of(client.get(address(delegation, batch.id)))
    assert "The sheet was not read" in shown
    assert "Choose another file" in shown
    assert job().state == "failed"
    assert db.session.get_one(StoredFile, batch.file_id).content == b""
    assert act(client, delegation, batch, "disposal").status_code == 302


def test_reading_that_is_stopped_leaves_nothing_but_the_way_out(
    app: Flask, client: Visitor, user: User, delegation: Delegation
) -> None:
    app.config["JOBS"] = "queue"
    client.as_user(user)
    send(client, delegation, FIRMS)

    client.post(f"/jobs/{job().public_id}/stop")
    execute_job(job().id)

    assert "Reading was stopped." in text_of(client.get(address(delegation, only_batch().id)))
    assert act(client, delegation, only_batch(), "disposal").status_code == 302
    assert only_batch().sheets == []
