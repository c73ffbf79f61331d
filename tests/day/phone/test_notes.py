from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from app.day.phone.rules import merge_note

texts = st.text("ab\n", max_size=6)


def test_what_was_written_over_the_note_as_it_stands_replaces_it():
    assert merge_note("old", "new", is_current=True) == "new"
    assert merge_note("old", "", is_current=True) == ""


def test_what_was_written_over_an_older_one_stands_below():
    assert merge_note("by phone", "by laptop", is_current=False) == "by phone\n\nby laptop"


@given(texts, texts)
def test_nothing_is_lost_and_nothing_comes_twice(stored, written):
    kept = merge_note(stored, written, is_current=False)

    assert stored in kept
    assert written in kept
    assert merge_note(kept, written, is_current=False) == kept
