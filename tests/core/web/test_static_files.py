from __future__ import annotations

import gzip
from dataclasses import replace
from pathlib import Path

import pytest
from flask import Flask
from werkzeug.test import Client, TestResponse

from app.core.serving.load_shedding import LoadShedding
from app.core.web.security import HTTPS_ONLY, SECURITY_HEADERS, static_files_app
from config import Settings

TEXT = b"body { margin: 0 }" * 20


@pytest.fixture
def browser(tmp_path: Path, settings: Settings) -> Client:
    """Before a folder that holds a.css with its twin, and b.css without, and an application that is always busy."""
    (tmp_path / "a.css").write_bytes(TEXT)
    (tmp_path / "a.css.gz").write_bytes(gzip.compress(TEXT))
    (tmp_path / "b.css").write_bytes(TEXT)
    app = Flask("small", static_folder=str(tmp_path), static_url_path="/static")
    app.config["SETTINGS"] = replace(settings, base_url="https://match.example.org")
    app.wsgi_app = LoadShedding(app.wsgi_app, running=0)  # type: ignore[method-assign, assignment]
    return Client(static_files_app(app))


def fetch(browser: Client, path: str, **headers: str) -> TestResponse:
    """The answer, read to its end and closed; header names with _ for -."""
    given = {name.replace("_", "-"): value for name, value in headers.items()}
    return browser.get(path, headers=given, buffered=True)


def test_a_browser_that_takes_gzip_gets_the_twin_of_a_file(browser: Client) -> None:
    answer = fetch(browser, "/static/a.css", Accept_Encoding="br, gzip")

    assert answer.headers["Content-Encoding"] == "gzip"
    assert answer.headers["Vary"] == "Accept-Encoding"
    assert answer.mimetype == "text/css"
    assert gzip.decompress(answer.data) == TEXT


def test_a_file_is_sent_however_busy_the_application_is_with_the_headers_of_a_page(browser: Client) -> None:
    answer = fetch(browser, "/static/b.css")

    assert (answer.status_code, answer.data) == (200, TEXT)
    assert answer.headers["Cache-Control"] == "max-age=31536000, public"
    assert {name: answer.headers[name] for name in SECURITY_HEADERS} == SECURITY_HEADERS
    assert answer.headers["Strict-Transport-Security"] == HTTPS_ONLY
    assert answer.headers["Content-Security-Policy"].startswith("default-src 'none'; script-src 'self'; ")
    assert "Set-Cookie" not in answer.headers
    assert browser.get("/").status_code == 503


@pytest.mark.parametrize("accepted", ["", "br"])
def test_a_browser_that_does_not_gets_the_file(browser: Client, accepted: str) -> None:
    answer = fetch(browser, "/static/a.css", Accept_Encoding=accepted)

    assert "Content-Encoding" not in answer.headers
    assert answer.headers["Vary"] == "Accept-Encoding"
    assert answer.data == TEXT


def test_a_file_without_a_twin_is_sent_as_it_is(browser: Client) -> None:
    answer = fetch(browser, "/static/b.css", Accept_Encoding="gzip")

    assert "Content-Encoding" not in answer.headers
    assert answer.data == TEXT


def test_what_has_not_changed_is_not_sent_again(browser: Client) -> None:
    first = fetch(browser, "/static/a.css", Accept_Encoding="gzip")

    again = fetch(browser, "/static/a.css", Accept_Encoding="gzip", If_None_Match=first.headers["ETag"])

    assert again.status_code == 304


@pytest.mark.parametrize("path", ["../pyproject.toml", "..%2fpyproject.toml", "nothing.css", "%00", "a" * 300])
def test_nothing_else_is_sent(browser: Client, path: str) -> None:
    assert browser.get(f"/static/{path}").status_code == 503  # the application is asked


NO_NAMES = ["%00", "css/%00", "a%00b", "a" * 300, "a/" * 3000, "%ff", "x%0a"]


@pytest.mark.parametrize("name", NO_NAMES)
def test_a_name_that_no_file_can_have_is_not_found(client: Client, name: str) -> None:
    assert client.get(f"/static/{name}").status_code == 404
