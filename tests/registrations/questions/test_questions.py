"""How a question's answer is read, when a question is asked, and what its columns and options are called."""

from __future__ import annotations

import pytest

from app.core.errors import Invalid
from app.core.localized import Localized
from app.registrations.questions import (
    QuestionDefinition,
    QuestionKind,
    QuestionOption,
    QuestionSubject,
    assign_option_keys,
    generate_key,
    list_applicable,
    parse_answer,
    parse_answers,
)

KIND = QuestionKind


def asked(number=1, kind=KIND.TEXT, **values):
    options = tuple(QuestionOption(one, Localized(one)) for one in values.pop("options", ()))
    given = {"subject": QuestionSubject.COMPANY, "label": Localized("Question"), **values}
    return QuestionDefinition(id=number, key=f"q{number}", kind=kind, options=options, **given)


CAR = asked(1, KIND.CHOICE, options=("yes", "no"))
PLATE = asked(2, only_if=1, only_if_values=("yes",), required=True)
SPACES = asked(3, KIND.NUMBER, only_if=2, only_if_values=("x",))


@pytest.mark.parametrize(
    ("kind", "typed", "value"),
    [
        (KIND.TEXT, ["  Jetty 3 "], "Jetty 3"),
        (KIND.TEXT, [" "], None),
        (KIND.NUMBER, ["1 200,50"], "1200.5"),
        (KIND.NUMBER, ["１２"], "12"),
        (KIND.NUMBER, ["1,200.50"], "1200.5"),
        (KIND.NUMBER, ["1.200.000"], "1200000"),
        (KIND.NUMBER, ["1’200.5"], "1200.5"),
        (KIND.NUMBER, ["0,125"], "0.125"),
        (KIND.NUMBER, ["-3"], "-3"),
        (KIND.NUMBER, ["100"], "100"),
        (KIND.DATE, ["2032-03-18"], "2032-03-18"),
        (KIND.CONSENT, ["y"], True),
        (KIND.CONSENT, [], None),
        (KIND.FILE, ["plan.pdf"], None),
        (KIND.CHOICE, ["bus"], "bus"),
        (KIND.SEVERAL, ["tram", "bus"], ("bus", "tram")),
    ],
)
def test_each_kind_is_read_as_people_write_it(kind, typed, value):
    assert parse_answer(asked(kind=kind, options=("bus", "tram")), typed) == value


@pytest.mark.parametrize(
    ("kind", "typed", "code"),
    [
        (KIND.NUMBER, "12 cars", "answer_no_number"),
        (KIND.NUMBER, "1e9", "answer_no_number"),
        (KIND.NUMBER, "1,200", "answer_number_unclear"),
        (KIND.NUMBER, "12.500", "answer_number_unclear"),
        (KIND.NUMBER, "1,20,000", "answer_no_number"),
        (KIND.DATE, "0001-01-01", "answer_day_far"),
        (KIND.DATE, "9999-12-31", "answer_day_far"),
        (KIND.DATE, "18 March", "answer_no_day"),
        (KIND.CHOICE, "plane", "answer_not_offered"),
        (KIND.SEVERAL, "plane", "answer_not_offered"),
        (KIND.TEXT, "x" * 1001, "answer_too_long"),
    ],
)
def test_what_cannot_be_read_says_what_to_write(kind, typed, code):
    with pytest.raises(Invalid) as refused:
        parse_answer(asked(kind=kind, options=("bus", "tram")), [typed])

    assert refused.value.code == code


@pytest.mark.parametrize(
    ("typed", "ways"), [("1,200", ("1200", "1.2")), ("1,000", ("1000", "1")), ("-20.000", ("-20000", "-20"))]
)
def test_both_ways_that_an_unclear_number_offers_are_read(typed, ways):
    with pytest.raises(Invalid) as refused:
        parse_answer(asked(kind=KIND.NUMBER), [typed])

    assert (refused.value.details["whole"], refused.value.details["part"]) == ways
    assert tuple(parse_answer(asked(kind=KIND.NUMBER), [way]) for way in ways) == ways


def test_a_question_is_asked_only_where_the_one_it_depends_on_was_answered_so():
    among = [CAR, PLATE]

    assert list_applicable(among, {1: "yes"}) == [CAR, PLATE]
    assert list_applicable(among, {1: "no"}) == [CAR]
    assert list_applicable(among, {}) == [CAR]


def test_a_question_behind_one_that_is_not_asked_is_not_asked_either():
    assert list_applicable([CAR, PLATE, SPACES], {1: "no", 2: "x"}) == [CAR]


def test_what_must_be_answered_is_missed_only_where_it_is_asked():
    came, stayed = (parse_answers([CAR, PLATE], {1: [word], 2: [""]}, before={}, numbers=()) for word in ("yes", "no"))

    assert {key: one.code for key, one in came.wrong.items()} == {2: "answer_missing"}
    assert (stayed.wrong, stayed.answers, stayed.off) == ({}, {1: "no"}, frozenset({2}))


def test_what_is_kept_and_not_shown_again_is_not_missed():
    assert parse_answers([CAR, PLATE], {1: ["yes"]}, before={}, numbers={2}).wrong == {}


def test_a_persons_question_may_depend_on_what_the_firm_said():
    found = parse_answers([PLATE], {2: ["SGX 1"]}, before={1: "yes"}, numbers=())

    assert (found.answers, found.off) == ({2: "SGX 1"}, frozenset())


def test_a_column_is_called_by_plain_letters_and_never_twice():
    assert generate_key("Car plate (if any)", ()) == "car_plate_if_any"
    assert generate_key("Numéro de passeport", {"numero_de_passeport"}) == "numero_de_passeport_2"
    assert generate_key("车牌", {"question"}) == "question_2"


def test_an_option_that_is_put_better_keeps_its_key_and_a_new_one_gets_its_own():
    before = assign_option_keys([Localized("Bus"), Localized("Tram", "电车")], [])

    better = assign_option_keys([Localized("Coach"), Localized("Tram line", "电车")], before)
    added = assign_option_keys([Localized("Tram", "电车"), Localized("Boat"), Localized("Bus")], before)

    assert [one["key"] for one in before] == ["bus", "tram"]
    assert [one["key"] for one in better] == ["bus", "tram"]
    assert [one["key"] for one in added] == ["tram", "boat", "bus"]
