from __future__ import annotations

import gzip
from pathlib import Path

import pytest
from flask import Flask
from werkzeug.test import Client, TestResponse

from app.floor.web import assets

TEXT = b"body { margin: 0 }" * 20


@pytest.fixture
def browser(tmp_path: Path) -> Client:
    """Before a folder that holds a.css with its twin, and b.css without."""
    (tmp_path / "a.css").write_bytes(TEXT)
    (tmp_path / "a.css.gz").write_bytes(gzip.compress(TEXT))
    (tmp_path / "b.css").write_bytes(TEXT)
    app = Flask("small", static_folder=str(tmp_path), static_url_path="/static")
    assets.connect(app)
    return app.test_client()


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


@pytest.mark.parametrize("accepted", ["", "br", "gzip;q=0"])
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


@pytest.mark.parametrize("path", ["../pyproject.toml", "..%2fpyproject.toml", "nothing.css"])
def test_nothing_outside_of_the_folder_is_sent(browser: Client, path: str) -> None:
    assert browser.get(f"/static/{path}").status_code == 404


NO_NAMES = ["%00", "css/%00", "a%00b", "a" * 300, "a/" * 3000, "%ff", "x%0a"]


@pytest.mark.parametrize("folder", ["/static", "/bootstrap/static"])
@pytest.mark.parametrize("name", NO_NAMES)
@pytest.mark.parametrize("accepted", ["", "gzip"])
def test_a_name_that_no_file_can_have_is_not_found(client: Client, folder: str, name: str, accepted: str) -> None:
    answer = client.get(f"{folder}/{name}", headers={"Accept-Encoding": accepted})

    assert answer.status_code == 404
