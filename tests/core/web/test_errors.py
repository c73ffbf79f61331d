from __future__ import annotations

import errno
import sqlite3

import psycopg
import pytest
from flask import Flask
from psycopg.errors import CannotConnectNow, DiskFull
from sqlalchemy import event
from sqlalchemy.exc import OperationalError
from werkzeug.test import Client

from app.core.db import db
from app.core.web import errors
from config import Settings
from tests import factories
from tests.front.gallery import ROOT

AWAY: dict[str, Exception] = {
    "hung_up": psycopg.OperationalError("server closed the connection unexpectedly"),
    "recovers": CannotConnectNow("the database system is in recovery mode"),
    "sqlite": sqlite3.OperationalError("disk I/O error"),
}


@pytest.fixture
def browser() -> Client:
    """Before an application whose every page breaks, and with it what each page needs."""
    app = Flask("broken", template_folder=str(ROOT / "templates"), static_folder=str(ROOT / "static"))
    errors.connect(app)

    @app.context_processor
    def frame() -> dict[str, object]:
        raise RuntimeError("no database")

    @app.get("/")
    def home() -> str:
        raise RuntimeError("no database")

    @app.get("/away/<kind>")
    def away(kind: str) -> str:
        raise OperationalError("SELECT 1", {}, AWAY[kind])

    @app.get("/full/<kind>")
    def full(kind: str) -> str:
        raise FULL[kind]

    return app.test_client()


def test_a_broken_server_says_so_without_what_broke(browser: Client) -> None:
    answer = browser.get("/")

    assert answer.status_code == 500
    assert "<h1>Something broke on our side</h1>" in answer.text
    assert "未保存任何内容" in answer.text
    assert "no database" not in answer.text


def test_htmx_gets_the_sentences_alone(browser: Client) -> None:
    answer = browser.get("/", headers={"HX-Request": "true"})

    assert answer.status_code == 500
    assert answer.text.startswith('<div role="alert">')


@pytest.mark.parametrize(("kind", "status"), [("hung_up", 503), ("recovers", 503), ("sqlite", 500)])
def test_a_database_that_hung_up_is_no_fault_of_ours_and_will_be_back(browser: Client, kind: str, status: int) -> None:
    answer = browser.get(f"/away/{kind}")

    assert answer.status_code == status
    assert answer.headers.get("Retry-After") == ("2" if status == 503 else None)
    assert ("Try again in a few seconds" in answer.text) == (status == 503)


FULL: dict[str, Exception] = {
    "database": OperationalError("INSERT", {}, DiskFull("could not extend file")),
    "upload": OSError(errno.ENOSPC, "No space left on device"),
}


@pytest.mark.parametrize("kind", FULL)
def test_a_full_disk_is_named_and_whoever_asks_may_come_again(browser: Client, kind: str) -> None:
    answer = browser.get(f"/full/{kind}")

    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "60")
    assert "The server’s disk is full, so nothing was saved." in answer.text


def test_a_database_that_hangs_up_while_a_page_refuses_will_be_back_too(settings: Settings) -> None:
    app = Flask("refusing", template_folder=str(ROOT / "templates"), static_folder=str(ROOT / "static"))
    app.config["SETTINGS"] = settings
    errors.connect(app)

    @app.context_processor
    def frame() -> dict[str, object]:
        raise OperationalError("SELECT 1", {}, AWAY["hung_up"])

    answer = app.test_client().get("/nowhere")

    assert (answer.status_code, answer.headers.get("Retry-After")) == (503, "2")
    assert "Try again in a few seconds" in answer.text


@pytest.mark.databases("postgresql")
@pytest.mark.parametrize("headers", [{}, {"HX-Request": "true"}])
def test_whoever_is_signed_in_is_told_so_too_while_the_database_lets_nobody_in(client, app, headers) -> None:
    """Who is there is asked of the database, and so is the language of a page."""
    client.as_user(factories.user())
    assert client.get("/").status_code == 200

    def recovers(*_asked: object) -> None:
        raise CannotConnectNow("the database system is in recovery mode")

    event.listen(db.engine, "do_connect", recovers)
    try:
        db.session.remove()
        db.engine.dispose()
        answers = [client.get("/", headers=headers), client.post("/events/any/companies/1/groups/new", headers=headers)]
    finally:
        event.remove(db.engine, "do_connect", recovers)

    assert [(one.status_code, one.headers.get("Retry-After")) for one in answers] == [(503, "2")] * 2
    assert all("Try again in a few seconds" in one.text for one in answers)
