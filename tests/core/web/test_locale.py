"""What is said in the reader's language without a catalogue."""

from __future__ import annotations

import datetime as dt

import pytest
from babel import Locale
from flask import Flask
from flask_babel import force_locale

from app.core.web import locale


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


@pytest.mark.parametrize(
    ("day", "language", "said"),
    [
        (dt.date(2032, 3, 1), "fr", ("lundi 1er mars 2032", "1er mars 2032", "1er\u00a0mars")),
        (dt.date(2032, 3, 2), "fr", ("mardi 2 mars 2032", "2 mars 2032", "2\u00a0mars")),
        (dt.date(2032, 3, 11), "fr", ("jeudi 11 mars 2032", "11 mars 2032", "11\u00a0mars")),
        (dt.date(2032, 3, 1), "en", ("Monday 1 March 2032", "1 March 2032", "1\u00a0Mar")),
        (dt.date(2032, 3, 1), "zh_Hans", ("2032年3月1日 星期一", "2032年3月1日", "3月1日")),
    ],
)
def test_french_calls_the_first_of_a_month_by_its_ordinal(
    app: Flask, day: dt.date, language: str, said: tuple[str, str, str]
) -> None:
    with app.test_request_context(), force_locale(language):
        assert (locale.long_day(day), locale.short_day(day), locale.brief_day(day)) == said


@pytest.mark.parametrize(("header", "language"), [("fr-CH, fr;q=0.9", "fr"), ("fr," * 100_000, "en")])
def test_a_list_of_languages_that_no_browser_sends_is_not_read(app: Flask, header: str, language: str) -> None:
    with app.test_request_context(headers={"Accept-Language": header}):
        assert locale.chosen_language() == language
