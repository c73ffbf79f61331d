from __future__ import annotations

import pytest
from flask import Flask
from werkzeug.test import Client

from app.floor.web import errors
from tests.front.gallery import ROOT


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
