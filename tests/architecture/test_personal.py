"""Of every column that can hold words it is said whether it may name somebody, and what erases it then."""

from __future__ import annotations

from tests.architecture.personal import DECLARED, wordy


def test_it_is_decided_of_every_column_whether_it_may_name_a_person_or_a_firm(app):
    there = {(table, column.name) for table, column in wordy()}

    assert there - DECLARED.keys() == set(), "declare them in tests/architecture/personal.py, and plant their canary"
    assert DECLARED.keys() - there == set()
