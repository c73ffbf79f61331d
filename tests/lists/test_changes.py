"""What changed since a list was last taken."""

from app.lists.changes import MARK_LENGTH, ListChanges, ListMarks, find_changes, row_marks

SECRET = b"a secret of this installation"


def marks(columns, rows):
    return ListMarks(tuple(columns), dict(zip(rows, row_marks(rows.values(), SECRET), strict=True)))


BEFORE = marks(
    ["company", "phone", "title"], {(1, 1): ["A", "1", "x"], (2, 2): ["B", "2", "y"], (3, None): ["C", "", ""]}
)


def test_new_changed_and_gone_rows_are_told_with_the_columns():
    now = marks(
        ["phone", "company", "email"], {(2, 2): ["2", "B", "e"], (1, 1): ["+1", "A", "e"], (4, 4): ["4", "D", "e"]}
    )

    assert find_changes(BEFORE, now) == ListChanges(((4, 4),), (((1, 1), ("phone",)),), ((3, None),))


def test_the_same_list_has_no_news():
    assert not find_changes(BEFORE, BEFORE)


def test_a_number_a_text_and_nothing_are_told_apart_and_a_mark_says_nothing_without_the_secret():
    (row,) = row_marks([["+65 6123 4567", None, "", 1, "1"]], SECRET)
    (other,) = row_marks([["+65 6123 4567"]], b"another secret")

    assert len(row) == 5 * MARK_LENGTH
    assert row[:MARK_LENGTH] != other
