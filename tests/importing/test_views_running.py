"""The pages of an import while its job waits, runs, is stopped or has failed."""

from __future__ import annotations

from flask import Flask
from sqlalchemy import select

from app.accounts.models import Organisation, User
from app.accounts.permissions import Role
from app.core.db import db, transaction
from app.core.jobs.execution import execute_job
from app.core.models import JobRun
from app.importing.services import preview
from app.registrations.models import Delegation
from tests import factories
from tests.importing.pages import act, address, html_of, only_batch, send, text_of
from tests.sheets.workbooks import xlsx
from tests.support.clients import Visitor
from tests.support.pages import is_loaded_anew_once


def test_while_the_job_runs_the_page_shows_it_and_offers_no_second_import(
    app: Flask, client: Visitor, chamber: Organisation, user: User, delegation: Delegation
) -> None:
    app.config["JOBS"] = "queue"
    client.as_user(user)
    send(client, delegation, xlsx(("Company", "E-mail"), ("Alpha Pte Ltd", "a@a.example.org")))
    batch = only_batch()
    act(client, delegation, batch, "run")
    run = db.session.scalars(select(JobRun).where(JobRun.kind == preview.IMPORT_JOB)).one()

    waiting = html_of(client, delegation, batch)
    colleague = html_of(client.as_user(factories.member(chamber, Role.CHAMBER)), delegation, batch)
    assert 'class="q-job"' in waiting
    assert f'hx-get="/jobs/{run.public_id}"' in waiting
    assert "A colleague is importing this sheet now" in colleague
    for page in (waiting, colleague):
        assert "/run" not in page
        assert "/rows" not in page

    execute_job(run.id)
    assert "The sheet is imported" in html_of(client.as_user(user), delegation, batch)
    behind = {"HX-Request": "true", "HX-Current-URL": f"http://localhost{address(delegation, batch.id)}"}
    assert is_loaded_anew_once(client.get(f"/jobs/{run.public_id}", headers=behind))
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
    run = db.session.scalars(select(JobRun).where(JobRun.kind == preview.IMPORT_JOB)).one()

    client.post(f"/jobs/{run.public_id}/stop")
    execute_job(run.id)

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
    execute_job(db.session.scalars(select(JobRun).where(JobRun.kind == preview.IMPORT_JOB)).one().id)

    failed = text_of(client.get(address(delegation, batch.id)))
    assert "The import did not happen" in failed
    assert "The quota of the delegation is 0, and with this sheet its firms would be 1." in failed

    with transaction():
        delegation.quota = 1
    app.config["JOBS"] = "now"
    act(client, delegation, batch, "run")
    assert batch.state == "imported"
