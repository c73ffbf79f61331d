"""WeChat's file: at its address, as it was given, and nothing else there."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest
from flask import Flask

from config import Mode, Settings, WeChatFile
from tests.support.clients import Visitor

HOME = "https://match.example.org"


@pytest.fixture
def live(new_app: Callable[[Settings], Flask], settings: Settings) -> Flask:
    file = WeChatFile(name="MP_verify_abc.txt", content="abc")
    return new_app(replace(settings, mode=Mode.PRODUCTION, base_url=HOME, wechat_verification=file))


def test_production_serves_the_file_of_wechat_as_it_was_given(live: Flask) -> None:
    answer = Visitor(live).get("/MP_verify_abc.txt?lang=fr", base_url=HOME)

    assert (answer.status_code, answer.data) == (200, b"abc")
    assert answer.mimetype == "text/plain"
    assert "Set-Cookie" not in answer.headers
    assert answer.headers["X-Content-Type-Options"] == "nosniff"


@pytest.mark.full
def test_head_of_the_file_is_answered_and_nothing_can_be_sent_there(live: Flask) -> None:
    assert Visitor(live).head("/MP_verify_abc.txt", base_url=HOME).status_code == 200
    assert Visitor(live).delete("/MP_verify_abc.txt", base_url=HOME).status_code == 405


@pytest.mark.full
@pytest.mark.parametrize("name", ["MP_verify_abd.txt", "mp_verify_abc.txt", "MP_verify_abc.txt/", "abc.txt"])
def test_no_other_name_is_served(live: Flask, name: str) -> None:
    assert Visitor(live).get(f"/{name}", base_url=HOME).status_code == 404


def test_nothing_is_served_while_none_is_set(client: Visitor) -> None:
    assert client.get("/MP_verify_abc.txt").status_code == 404
