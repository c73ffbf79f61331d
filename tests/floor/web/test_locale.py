"""What is said in the reader's language without a catalogue."""

from __future__ import annotations

import pytest
from babel import Locale
from flask import Flask
from flask_babel import force_locale

from app.floor.web import locale


@pytest.mark.parametrize(
    ("zone", "city"),
    [
        ("Asia/Shanghai", "上海"),
        ("America/Argentina/Buenos_Aires", "布宜诺斯艾利斯"),
        ("Africa/Asmara", "阿斯马拉"),
        ("Asia/Kolkata", "加尔各答"),
    ],
)
def test_a_city_is_named_in_chinese_whatever_its_zone_was_called_first(zone: str, city: str) -> None:
    assert locale.zone_city(zone, Locale.parse("zh_Hans")) == city


@pytest.mark.parametrize(
    ("language", "said"),
    [("en", "Done. It is there."), ("zh_Hans", "Done.It is there.")],
)
def test_chinese_sentences_stand_behind_each_other_without_a_space(app: Flask, language: str, said: str) -> None:
    with app.test_request_context(), force_locale(language):
        assert locale.in_a_row(["Done.", "", "It is there."]) == said
