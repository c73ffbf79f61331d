import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.events.tables import LABEL_LENGTH, MOST_TABLES, LabelProblem, parse_labels


def test_ranges_and_labels_stand_in_the_order_typed():
    read = parse_labels("A1–A3, B1-B2; VIP")

    assert read.labels == ("A1", "A2", "A3", "B1", "B2", "VIP")
    assert read.problems == ()


@pytest.mark.parametrize(
    "dash", ["-", "‐", "‑", "‒", "–", "—", "―", "−", "~", "～", "〜", "－", "——", " – ", "至", "到"]
)
def test_any_dash_makes_a_range(dash):
    assert parse_labels(f"A1{dash}A3").labels == ("A1", "A2", "A3")


@pytest.mark.parametrize("mark", [",", ";", "，", "；", "、", "\n", "\r\n", " , ", ",,"])
def test_any_mark_parts_tables(mark):
    assert parse_labels(f"A1{mark}VIP room").labels == ("A1", "VIP room")


def test_full_width_letters_and_digits_are_folded():
    assert parse_labels("Ａ１－Ａ３").labels == ("A1", "A2", "A3")


@pytest.mark.parametrize(
    ("typed", "labels"),
    [
        ("A1–3", ("A1", "A2", "A3")),
        *((f"A1 {word} A3", ("A1", "A2", "A3")) for word in ("to", "TO", "bis", "à", "au", "至")),
        ("A1至A3", ("A1", "A2", "A3")),
        ("Salon 1 à 3", ("Salon 1", "Salon 2", "Salon 3")),
        ("1-3", ("1", "2", "3")),
        ("A08-A10", ("A08", "A09", "A10")),
        ("A 1 - A 2", ("A 1", "A 2")),
        ("VIP-A", ("VIP-A",)),
        ("Room-2", ("Room-2",)),
        ("贵宾室", ("贵宾室",)),
        ("", ()),
    ],
)
def test_short_ranges_and_odd_labels_are_read(typed, labels):
    assert parse_labels(typed) == type(parse_labels(""))(labels, ())


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("A1–B6", "range_mixed"),
        ("A9–A1", "range_backwards"),
        ("A1–A501", "too_many_tables"),
        ("x" * 21, "label_too_long"),
        ("x" * 20 + "1-2", "label_too_long"),
        ("A1-A9999999999999999999", "too_many_tables"),
        ("1-" + "9" * 5000, "label_too_long"),
    ],
)
def test_what_gives_no_table_is_said_with_its_place(typed, code):
    read = parse_labels(f"T1, {typed}")

    assert read.labels == ("T1",)
    assert read.problems == (LabelProblem(code, typed, 4, 4 + len(typed)),)


def test_a_label_given_twice_stands_once_and_is_told():
    read = parse_labels("A1-A3, a2")

    assert read.labels == ("A1", "A2", "A3")
    assert read.problems == (LabelProblem("label_twice", "a2", 7, 9),)


def test_beyond_the_most_tables_the_rest_is_left_out():
    read = parse_labels("A1-A400, B1-B200")

    assert len(read.labels) == MOST_TABLES
    assert [problem.code for problem in read.problems] == ["too_many_tables"]


@given(st.text(alphabet="AB12 -–～,;、\n", max_size=40))
def test_any_text_gives_unique_short_labels_and_places_within_it(typed):
    read = parse_labels(typed)

    assert len({label.casefold() for label in read.labels}) == len(read.labels)
    assert all(0 < len(label) <= LABEL_LENGTH for label in read.labels)
    assert all(0 <= problem.start < problem.end <= len(typed) for problem in read.problems)
