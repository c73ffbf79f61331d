"""A selection goes through an address or a saved view and comes back."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.lists.columns import columns_by_name
from app.lists.consent import ListPurpose, ListUse
from app.lists.selection import (
    LIST_USES,
    OVERVIEW_COLUMNS,
    AttendeeFilter,
    ColumnCondition,
    ListSelection,
    move_column,
    parse_selection,
    selection_arguments,
)

DEFAULT = ListSelection(use=ListUse(ListPurpose.RUNNING), names=OVERVIEW_COLUMNS)
words = st.text(st.characters(exclude_categories=("C", "Z"), include_characters=" "), max_size=20).map(
    lambda text: " ".join(text.split())
)
conditions = st.builds(
    ColumnCondition, st.sampled_from(["city", "answer_x", "sector_H"]), st.sampled_from(["has", "is"]), words
)
conditions = conditions.filter(lambda one: bool(one.value)) | st.just(ColumnCondition("phone", "empty"))
selections = st.builds(
    ListSelection,
    use=st.sampled_from(list(LIST_USES.values())),
    filter=st.builds(
        AttendeeFilter,
        delegation=st.sampled_from(["", "none", "12"]),
        group=st.none() | st.integers(1, 99),
        states=st.sampled_from([(), ("approved",), ("approved", "waiting")]),
        category=st.sampled_from(["", "firm", "press"]),
        sector=st.sampled_from(["", "H", "5210"]),
        search=words,
        where=st.lists(conditions, unique=True, max_size=3).map(tuple),
    ),
    names=st.lists(st.sampled_from(list(columns_by_name())), unique=True, max_size=5).map(tuple),
    titles=st.dictionaries(st.sampled_from(["company", "email"]), words.filter(bool), max_size=2).map(
        lambda found: tuple(sorted(found.items()))
    ),
    order=st.sampled_from(["", "company", "-registered_at", "protocol", "-answer_plate", "sector_H"]),
)


def lists_of(values):
    return {name: value if isinstance(value, list) else [str(value)] for name, value in values.items()}


@given(selections)
def test_whatever_was_chosen_comes_back(selection):
    assert parse_selection(lists_of(selection_arguments(selection, DEFAULT)), DEFAULT) == selection


def test_the_default_needs_no_parameters():
    assert selection_arguments(DEFAULT, DEFAULT) == {}
    assert parse_selection({}, DEFAULT) == DEFAULT


@pytest.mark.parametrize(
    "nonsense",
    [
        {"use": ["theft"], "order": ["password"], "group": ["1 or 1=1"], "delegation": ["-1"], "column": ["id"]},
        {"group": ["²"], "delegation": ["99999999999"], "order": ["--company"], "state": ["a b"], "task": ["x"]},
    ],
)
def test_nonsense_in_an_address_is_as_nothing(nonsense):
    assert parse_selection(nonsense, DEFAULT) == DEFAULT


def test_a_task_brings_its_columns():
    assert parse_selection({"task": ["meals"]}, DEFAULT).names == (
        "company",
        "representative",
        "representative_zh",
        "dietary",
    )
    assert parse_selection({"task": ["everything"]}, DEFAULT).names == ()


def test_a_second_choice_of_the_same_order_turns_it_round():
    once = DEFAULT.turned("company")

    assert (once.order, once.turned("company").order, once.turned("country").order) == (
        "company",
        "-company",
        "country",
    )


def test_a_column_moves_within_its_bounds():
    names = ("a", "b", "c")

    assert move_column(names, "b", -1) == ("b", "a", "c")
    assert move_column(names, "c", 1) == move_column(names, "x", 1) == names


def test_running_the_event_knows_no_recipient():
    assert (
        selection_arguments(
            ListSelection(use=ListUse(ListPurpose.RUNNING, abroad=False), names=OVERVIEW_COLUMNS), DEFAULT
        )
        == {}
    )
