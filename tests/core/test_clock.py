from datetime import UTC, date, datetime, time

import pytest

from app.core.clock import day_end, format_time, get_zone, local_to_utc, parse_time, to_zone
from app.core.errors import Invalid


@pytest.mark.parametrize(
    "typed",
    [
        "14:30",
        "1430",
        "14.30",
        "14 h 30",
        "14h30",
        "14\u202fh\u202f30",
        "14\u00a0h\u00a030",
        "14：30",
        "１４：３０",
        " 14点30分 ",
        "2:30 PM",
        "2:30pm",
        "2.30 p.m.",
        "下午2:30",
        "下午 2点30分",
    ],
)
def test_half_past_two_is_read_however_it_is_typed(typed):
    assert parse_time(typed) == time(14, 30)


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("9", time(9)),
        ("14h", time(14)),
        ("9:05", time(9, 5)),
        ("905", time(9, 5)),
        ("0:00", time(0)),
        ("上午9:30", time(9, 30)),
        ("12:15 am", time(0, 15)),
        ("12 pm", time(12)),
    ],
)
def test_short_forms_are_read(typed, read):
    assert parse_time(typed) == read


@pytest.mark.parametrize("typed", ["", "noon", "14:3", "14:30:00", "2:30 qm", "上午2:30 pm", "pm", "-1:00", "14303"])
def test_anything_else_is_unreadable(typed):
    with pytest.raises(Invalid) as refused:
        parse_time(typed)
    assert (refused.value.code, refused.value.details) == ("time_unreadable", {"typed": typed})


@pytest.mark.parametrize("typed", ["24:00", "12:60", "2500", "14:30 PM", "下午14:30"])
def test_a_time_that_no_day_has_is_out_of_range(typed):
    with pytest.raises(Invalid) as refused:
        parse_time(typed)
    assert refused.value.code == "time_out_of_range"


def test_times_show_in_24_hours():
    assert format_time(time(9, 5)) == "09:05"
    assert format_time(datetime(2032, 3, 18, 14, 30, tzinfo=UTC)) == "14:30"


def test_a_moment_shows_on_the_clocks_of_the_zone():
    assert format_time(to_zone(datetime(2032, 3, 18, 6, 30, tzinfo=UTC), "Asia/Shanghai")) == "14:30"


def test_a_moment_without_zone_is_refused():
    with pytest.raises(Invalid) as refused:
        to_zone(datetime(2032, 3, 18, 6, 30), "Asia/Shanghai")  # noqa: DTZ001
    assert refused.value.code == "moment_naive"


@pytest.mark.parametrize("name", ["", "Asia/Nowhere", "../etc/passwd", "Asia", "/etc/passwd", "a\0b"])
def test_a_zone_that_does_not_exist_is_refused(name):
    with pytest.raises(Invalid) as refused:
        get_zone(name)
    assert refused.value.code == "zone_unknown"


def test_local_time_becomes_utc():
    assert local_to_utc(date(2032, 3, 18), time(9, 30), "Asia/Shanghai") == datetime(2032, 3, 18, 1, 30, tzinfo=UTC)


def test_a_time_that_the_clocks_jump_over_is_refused():
    with pytest.raises(Invalid) as refused:
        local_to_utc(date(2032, 3, 28), time(2, 30), "Europe/Paris")
    assert refused.value.code == "time_skipped"


def test_a_time_that_the_clocks_show_twice_is_refused():
    with pytest.raises(Invalid) as refused:
        local_to_utc(date(2032, 10, 31), time(2, 30), "Europe/Paris")
    assert refused.value.code == "time_twice"


def test_the_hours_around_a_change_of_clocks_are_exact():
    assert local_to_utc(date(2032, 3, 28), time(1, 59), "Europe/Paris") == datetime(2032, 3, 28, 0, 59, tzinfo=UTC)
    assert local_to_utc(date(2032, 3, 28), time(3, 0), "Europe/Paris") == datetime(2032, 3, 28, 1, 0, tzinfo=UTC)


def test_a_day_ends_where_the_next_begins():
    assert day_end(date(2032, 3, 18), "Asia/Shanghai") == datetime(2032, 3, 18, 16, tzinfo=UTC)


def test_a_day_ends_though_the_clocks_jump_over_midnight():
    assert day_end(date(2032, 4, 29), "Africa/Cairo") == datetime(2032, 4, 29, 22, tzinfo=UTC)
