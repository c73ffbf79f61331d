"""Every column that can hold words bears a mark of what an erasure does to it."""

from __future__ import annotations

from tests.architecture.personal import wordy


def test_every_column_of_words_says_what_an_erasure_does_to_it(app):
    unmarked = [f"{table}.{column.name}" for table, column in wordy() if "names" not in column.info]

    assert unmarked == [], "declare them with mapped_column(info=…), and plant their canary in tests/privacy/aviary.py"


def test_a_column_that_is_emptied_or_deleted_with_an_owner_has_what_that_takes(app):
    tables = {table: {column.table for name, column in wordy() if name == table}.pop() for table, _column in wordy()}
    emptied = [name for name, table in tables.items() if any("emptied_with" in column.info for column in table.c)]

    assert [name for name in emptied if not any("erased_to" in column.info for column in tables[name].c)] == []
