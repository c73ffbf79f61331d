"""Files of the published form, whole and broken."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as some

from tests.bench.published.drawn import drawn, to_dzn
from tests.bench.published.problem import Meeting, Problem
from tests.bench.published.reader import read
from tests.bench.published.tokens import Misread

SMALL = """% two meetings
nBusiness = 3; nMeetings = 2;
nTables = 1;  /* one
                 hall */ nTotalSlots = 4;
nMorningSlots = 2;
requested = [|1, 2,3,
|2, 3,1, |];
forbidden = [{0}, {}, 3..4];
fixed = [0,2];
precedences = [{2},{0}];
"""


def test_a_file_is_read_with_its_comments_ranges_and_zeros():
    meetings = (Meeting(0, 1, 3, 0, (1,)), Meeting(1, 2, 1, 2))

    assert read(SMALL).problem == Problem(3, meetings, 1, 4, 2, (frozenset(), frozenset(), frozenset({3, 4})))
    assert read(SMALL).notes == ()


def test_other_line_ends_orders_and_shapes_make_no_difference():
    lines = SMALL.replace("requested = [|1, 2,3,\n|2, 3,1, |];", "requested = array2d(1..2, 1..3, [1,2,3, 2,3,1]);")
    lines = lines.replace("fixed = [0,2];", "fixed=array1d(1..2,[0,2,]);")
    turned = (
        "\r\n".join(reversed(lines.split("\n")[4:])) + "\r\n" + "\n".join(lines.split("\n")[:4]) + "nMorningSlots=2"
    )
    turned = turned.replace("nMorningSlots = 2;", "")

    assert read(turned).problem == read(SMALL).problem


def test_what_follows_from_the_rest_may_be_missing_or_wrong():
    right = read(SMALL + "meetingsxBusiness = [{1},{1,2},{2}]; nMeetingsBusiness = [1,2,1];")
    wrong = read(SMALL + "nMeetingsBusiness = [1,1,1]; d = 2;")

    assert right.problem == wrong.problem == read(SMALL).problem
    assert right.notes == ()
    assert wrong.notes == (
        "line 11: d is no part of this problem and was not used",
        "line 11: nMeetingsBusiness is not what requested says and was not used",
    )


@pytest.mark.full
@given(some.integers(0, 10**6), some.integers(0, 9), some.integers(2, 6))
def test_what_is_written_is_read_back(seed, meetings, participants):
    problem = drawn(seed, meetings=meetings, participants=participants, fixed=0.3, forbidden=0.3, orders=3)

    assert read(to_dzn(problem)).problem == problem


@pytest.mark.parametrize(
    ("old", "new", "line", "expected"),
    [
        ("nTables = 1", "nTables = x", 3, "a whole number or a set, found 'x'"),
        ("nTables = 1", "nTables = 1.5", 3, "found '1.5'"),
        ("nTables = 1", "nTables = {1}", 3, "a whole number from 0 for nTables, found a set"),
        ("nTables = 1", "nTables = -1", 3, "a whole number from 0 for nTables, found -1"),
        ("nTables = 1", f"nTables = {'9' * 5000}", 3, "a number of at most 18 digits, found '99999"),
        ("nTables = 1", "nTables 1", 3, "= after nTables, found '1'"),
        ("nTables = 1;", "", 10, "nTables = …, which the file does not hold, found the end of the file"),
        ("nTables = 1;", "nBusiness = 3;", 3, "nBusiness once, found it on line 2 too"),
        ("nMorningSlots = 2", "nMorningSlots = 5", 5, "from 0 to nTotalSlots, 4 for nMorningSlots, found 5"),
        ("|2, 3,1", "|2, 4,1", 7, "a participant from 1 to 3, found 4"),
        ("|2, 3,1", "|2, 2,1", 7, "two different participants, found 2 twice"),
        ("|2, 3,1", "|2, 3,4", 7, "a session: 1 morning, 2 afternoon or 3 any, found 4"),
        ("|2, 3,1", "|2, 3", 7, "participant, participant, session in a row, found 2 values"),
        ("|2, 3,1", "|2, {3},1", 7, "a whole number in requested, found a set"),
        ("|2, 3,1, |]", "|]", 6, "2 rows of requested, as nMeetings says, found 1"),
        ("requested = [|1, 2,3,\n|2, 3,1, |]", "requested = 5", 6, "for requested, found the number 5"),
        ("3..4", "3..5", 8, "a slot from 1 to 4, or 0 for none, in forbidden, found 5"),
        ("3..4", "3", 8, "a set { … } in forbidden, found the number 3"),
        ("3..4", "1..9999999999", 8, "ranges of at most 1,000,000 numbers in a file, found more"),
        ("{}, 3..4", "{}", 8, "3 values in forbidden, as nBusiness says, found 2"),
        ("[0,2]", "[0,5]", 9, "a slot from 1 to 4, or 0 for none, found 5"),
        ("[0,2]", "[0 2]", 9, ", or ], found '2'"),
        ("[0,2]", "3", 9, "an array [ … ] for fixed, found the number 3"),
        ("{2},", "{3},", 10, "a meeting from 1 to 2, or 0 for none, in precedences, found 3"),
        ("{2},", "{two},", 10, "a whole number or }, found 'two'"),
        ("precedences = [{2},{0}];\n", "precedences = [{2},{0", 10, ", or }, found the end of the file"),
        ("hall */", "hall */ */", 4, "found '*/'"),
        ("hall */", "hall", 3, "a comment /* that does not end"),
        ("nBusiness = 3", '"nBusiness": 3', 2, """found '"nBusiness":'"""),
        ("nBusiness = 3", "nBusiness = \x00", 2, r"found '\x00'"),
    ],
    ids=lambda value: str(value)[:24],
)
def test_a_broken_file_is_refused_with_the_line_and_what_was_expected(old, new, line, expected):
    assert SMALL.count(old) == 1

    with pytest.raises(Misread) as refusal:
        read(SMALL.replace(old, new))

    assert (refusal.value.line, expected in refusal.value.expected) == (line, True), refusal.value


@pytest.mark.parametrize("cut", range(0, len(SMALL) - 4, 5))
def test_a_file_that_is_cut_off_is_refused(cut):
    with pytest.raises(Misread):
        read(SMALL[:cut])


@pytest.mark.full
@given(some.text(max_size=60))
def test_nonsense_is_refused(text):
    with pytest.raises(Misread):
        read(text)


@given(some.integers(0, len(SMALL) - 1), some.characters(codec="utf-8"))
def test_one_wrong_character_is_read_or_refused(at, character):
    with suppress(Misread):
        assert isinstance(read(SMALL[:at] + character + SMALL[at + 1 :]).problem, Problem)


def test_nobody_and_nothing_is_a_problem_too():
    empty = Problem(0, (), 0, 0, 0, ())

    assert read(to_dzn(empty)).problem == empty
    assert read(to_dzn(replace(empty, participants=2, forbidden=(frozenset(),) * 2))).problem.participants == 2
