from __future__ import annotations

import json
import logging
from collections.abc import Callable, Iterator
from typing import Any

import pytest
import structlog
from flask import Flask
from werkzeug.exceptions import Forbidden

from app.core import logs
from tests.support.clients import Visitor

Lines = Callable[[], list[dict[str, Any]]]


@pytest.fixture
def lines(logged: pytest.LogCaptureFixture, capsys: pytest.CaptureFixture[str]) -> Lines:
    """What was logged since it was last asked."""
    return lambda: [json.loads(line) for line in capsys.readouterr().err.splitlines()]


@pytest.fixture(autouse=True)
def clean() -> Iterator[None]:
    structlog.contextvars.clear_contextvars()
    yield
    structlog.contextvars.clear_contextvars()


@pytest.fixture
def broken(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    """``/files/<id>`` breaks with a message that quotes somebody's words."""

    def breaks(**_values: Any) -> str:
        try:
            raise KeyError("tan@example.org")
        except KeyError as error:
            raise ZeroDivisionError("Tan Wei Ming") from error

    monkeypatch.setitem(app.view_functions, "files.download", breaks)
    monkeypatch.setitem(app.config, "PROPAGATE_EXCEPTIONS", False)


def test_a_request_is_one_line_with_its_pattern_and_id(client: Visitor, lines: Lines) -> None:
    answer = client.get("/files/0123456789abcdef0123456789abcdef?name=Tan", headers={"X-Request-ID": "proxy-12345"})

    (line,) = [line for line in lines() if line["event"] == "request"]
    assert answer.headers["X-Request-ID"] == "proxy-12345"
    assert {name: line[name] for name in ("method", "route", "status", "request", "level")} == {
        "method": "GET",
        "route": "/files/<string(length=32):public_id>",
        "status": answer.status_code,
        "request": "proxy-12345",
        "level": "info",
    }
    assert line["ms"] >= 0
    assert "Tan" not in json.dumps(line)
    assert "0123456789abcdef" not in json.dumps(line)


@pytest.mark.parametrize("given", ["", "short", "x" * 65, "with space 123", 'quo"te123', "évènement"])
def test_a_malformed_id_is_replaced(client: Visitor, given: str) -> None:
    answer = client.get("/healthz", headers={"X-Request-ID": given})

    assert answer.headers["X-Request-ID"] != given
    assert len(answer.headers["X-Request-ID"]) == 32


def test_an_address_that_leads_nowhere_is_not_logged(client: Visitor, lines: Lines) -> None:
    client.get("/f/secret-token-of-a-firm")

    assert "secret" not in json.dumps(lines())


def test_a_request_that_breaks_tells_where_and_not_what(broken: None, client: Visitor, lines: Lines) -> None:
    answer = client.get("/files/0123456789abcdef0123456789abcdef")

    assert answer.status_code == 500
    told = lines()
    (line,) = [line for line in told if line["level"] == "error"]
    assert line["event"] == "request broke on /files/<string(length=32):public_id>"
    assert line["error"] == ["ZeroDivisionError", "KeyError"]
    assert line["where"][-1].endswith(" breaks")
    assert line["request"] == answer.headers["X-Request-ID"]
    assert "Tan" not in json.dumps(told)
    assert "tan@" not in json.dumps(told)


def test_a_caught_exception_is_logged_by_class(app: Flask, lines: Lines) -> None:
    try:
        raise Forbidden("tan@example.org")
    except Forbidden:
        structlog.get_logger("app.test").exception("thing.broke", thing=7)

    (line,) = lines()
    assert (line["event"], line["thing"], line["error"]) == ("thing.broke", 7, ["Forbidden"])
    assert "tan@" not in json.dumps(line)


def test_lines_of_libraries_are_json_too_from_warnings_up(app: Flask, lines: Lines) -> None:
    logging.getLogger("some.library").info("chatter")
    logging.getLogger("some.library").warning("low on %s", "disk")

    (line,) = lines()
    assert (line["event"], line["level"], line["logger"]) == ("low on disk", "warning", "some.library")


def test_the_id_of_a_request_is_at_hand(app: Flask) -> None:
    with app.test_request_context("/healthz", headers={"X-Request-ID": "proxy-12345"}):
        app.preprocess_request()
        assert logs.request_id() == "proxy-12345"
