"""Sheets of pairs as people keep them."""

from __future__ import annotations

from datetime import date, datetime, time

import pytest

from app.core.spreadsheets.values import MergedRange, SheetCell, Worksheet
from app.meetings.pair_sheets import PairMoment, parse_moment, parse_pair_grids, parse_pair_rows, parse_priority

TABLES = ("A1", "A4", "B12")


def day(hour, minute=0):
    return datetime(2032, 3, 18, hour, minute)  # noqa: DTZ001 a sheet knows no zone


def sheet(*rows, merged=()):
    cells = {
        (number, column): SheetCell(value)
        for number, row in enumerate(rows, 1)
        for column, value in enumerate(row, 1)
        if value is not None
    }
    return Worksheet("Pairs", cells, merged=tuple(merged))


def told(*rows, **values):
    found = parse_pair_rows([sheet(*rows, **values)], TABLES)
    return [(one.one, one.other, one.priority, one.time, one.table) for one in found]


@pytest.mark.parametrize(
    "header",
    [
        ("Company", "Partner", "Priority", "Time", "Table"),
        ("Company A", "Company B", "Prio", "Slot", "Table no"),
        ("企业", "洽谈对象", "优先级", "洽谈时间", "桌号"),
        ("Entreprise", "Partenaire", "Priorité", "Créneau", "Table"),
        ("Company / 企业", "Partner / 对方", "Priority / 优先级", "Time / 时间", "Table / 桌号"),
        ("Company Name", "Company Name", "Importance", "When", "Desk"),
    ],
)
def test_headers_in_each_language_below_titles_are_found(header):
    rows = told(("Meetings for our delegation",), (), header, ("YCH", "Chongqing Port", "must", "14:30", "A4"))

    assert rows == [("YCH", "Chongqing Port", "must", "14:30", "A4")]


@pytest.mark.parametrize(
    "header",
    [
        ["企业甲", "Entreprise B / 企业乙", "优先级", "时间", "Table"],
        ("甲方企业", "Entreprise B / 企业乙", "优先级别", "约见时间", "桌号"),
        ("Delegate firm", "Counterparty", "How keen", "Beginning at", "Where"),
        ("Client", "Prospect", "Wichtigkeit", "Uhrzeit", "Tisch"),
        ("Qui", "Avec qui", "Degré", "À quelle heure", "Où"),
    ],
)
def test_unknown_headers_lose_neither_time_nor_table_nor_priority(header):
    rows = told(header, ("OCBC", "长安汽车", "必谈", "13:30", "B12"), ("SGX", "重庆港", "可谈", "14:10", "A4"))

    assert rows == [("OCBC", "长安汽车", "必谈", "13:30", "B12"), ("SGX", "重庆港", "可谈", "14:10", "A4")]


def test_a_value_that_cannot_be_read_costs_no_column():
    rows = told(
        ("Qui", "Avec qui", "Degré", "Le moment", "Où"),
        ("OCBC", "Changan", "必谈", "13:30", "B12"),
        ("SGX", "Changan", "wichtig", "13:30", "B12"),
        ("Sembcorp", "Lotus", "可谈", "14:10", None),
    )

    assert [row[2] for row in rows] == ["必谈", "wichtig", "可谈"]


def test_a_serial_number_is_no_name():
    assert told((1, "YCH", "Chongqing Port"), (2, "DBS", "Changan"))[0] == ("YCH", "Chongqing Port", "", "", "")


def test_a_column_holds_what_somebody_says():
    grid = parse_pair_grids([sheet(("Company", "Partner", "Extra"), ("A", "B", "C"))])[0]
    grid.take_for({2: "", 3: "other"})

    assert [(one.one, one.other) for one in grid.pairs()] == [("A", "C")]
    assert [(one.one, one.other) for one in type(grid).of_json(grid.to_json()).pairs()] == [("A", "C")]


def test_columns_stand_in_any_order():
    assert told(("No.", "Time", "Partner", "Company"), (1, "9:00", "B", "A")) == [("A", "B", "", "9:00", "")]


def test_without_a_header_the_first_two_columns_are_the_pair():
    assert told(("YCH", "Chongqing Port"), ("DBS", "Changan")) == [
        ("YCH", "Chongqing Port", "", "", ""),
        ("DBS", "Changan", "", "", ""),
    ]


def test_a_name_that_is_merged_or_dittoed_stands_for_all_its_rows():
    rows = told(
        ("Company", "Partner"),
        ("YCH", "A"),
        (None, "B"),
        ('"', "C"),
        merged=[MergedRange(top=2, left=1, bottom=3, right=1)],
    )

    assert [(one, other) for one, other, *_ in rows] == [("YCH", "A"), ("YCH", "B"), ("YCH", "C")]


def test_blank_rows_and_repeated_headers_are_no_pairs():
    rows = told(("Company", "Partner"), ("A", "B"), (), ("Company", "Partner"), ("C", "D"))

    assert [(one, other) for one, other, *_ in rows] == [("A", "B"), ("C", "D")]


def test_a_row_that_names_one_firm_alone_is_kept_to_be_asked_about():
    assert told(("Company", "Partner"), ("A", None)) == [("A", "", "", "", "")]


def test_times_of_the_spreadsheet_are_read_as_what_they_are():
    rows = told(("Company", "Partner", "Time"), ("A", "B", day(14, 30)), ("A", "C", time(9, 5)))

    assert [row[3] for row in rows] == ["2032-03-18 14:30", "09:05"]


@pytest.mark.parametrize(
    ("text", "at", "when"),
    [
        ("14:30", time(14, 30), day(14, 30)),
        ("14h30", time(14, 30), day(14, 30)),
        ("2:30 pm", time(14, 30), day(14, 30)),
        ("下午2点30", time(14, 30), day(14, 30)),
        ("3月18日 14:30", time(14, 30), day(14, 30)),
        ("2032-03-18 09:00", time(9, 0), day(9)),
        ("14：30", time(14, 30), day(14, 30)),
        ("2 pm", time(14, 0), day(14)),
        ("Thu 18 Mar, 9am", time(9, 0), day(9)),
        ("18 March 14:30", time(14, 30), day(14, 30)),
        ("March 18th 14:30", time(14, 30), day(14, 30)),
        ("Mar 18, 2032 2:30 p.m.", time(14, 30), day(14, 30)),
        ("le 18 mars 2032 à 14h30", time(14, 30), day(14, 30)),
        ("18-Mar-2032 09:05", time(9, 5), day(9, 5)),
        ("14:30, 18 March", time(14, 30), day(14, 30)),
    ],
)
def test_a_time_is_read_however_it_is_written(text, at, when):
    found = parse_moment(text)

    assert found is not None
    assert found.at == at
    assert found.is_at(when)
    assert not found.is_at(when.replace(minute=7))


def test_a_time_of_another_day_is_another_time():
    assert not PairMoment(time(9), month_and_day=(3, 19)).is_at(day(9))
    assert not (parse_moment("19 March, 09:00") or PairMoment(time(7))).is_at(day(9))
    assert parse_moment("2032-02-30 09:00") is None
    assert parse_moment("morning") is None


@pytest.mark.parametrize("text", ["19/03/2032 09:00", "19.03.2032 09:00", "19-3-2032, 9:00", "2032-03-19 09:00"])
def test_a_day_is_read_before_the_time_and_never_left_out(text):
    found = parse_moment(text)

    assert found == PairMoment(time(9), date(2032, 3, 19))


@pytest.mark.parametrize("text", ["19 Brumaire, 09:00", "03/19 09:00", "31/02/2032 09:00", "31 Feb 2032 9am"])
def test_a_day_that_is_not_understood_is_no_time_of_any_day(text):
    assert parse_moment(text) is None


@pytest.mark.parametrize("text", ["09:00-09:30", "9h – 9h30", "9:00 am to 9:30 am", "上午9点至9点30分"])
def test_of_a_span_the_beginning_counts(text):
    found = parse_moment(text)

    assert found is not None
    assert found.is_at(day(9))


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("", "want"),
        ("MUST", "must"),
        ("必见", "must"),
        ("souhaité", "want"),
        ("开放", "open"),
        ("!", "must"),
        ("perhaps", None),
    ],
)
def test_a_priority_is_read_in_each_language(text, meant):
    assert parse_priority(text) == meant
