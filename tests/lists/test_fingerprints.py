"""What changed since a list was last taken."""

from app.lists.fingerprints import LETTERS, Changes, Marks, changes, marks_of

SECRET = b"a secret of this installation"


def marks(columns, rows):
    return Marks(tuple(columns), dict(zip(rows, marks_of(rows.values(), SECRET), strict=True)))


BEFORE = marks(
    ["company", "phone", "title"], {(1, 1): ["A", "1", "x"], (2, 2): ["B", "2", "y"], (3, None): ["C", "", ""]}
)


def test_new_changed_and_gone_rows_are_told_with_the_columns():
    now = marks(
        ["phone", "company", "email"], {(2, 2): ["2", "B", "e"], (1, 1): ["+1", "A", "e"], (4, 4): ["4", "D", "e"]}
    )

    assert changes(BEFORE, now) == Changes(((4, 4),), (((1, 1), ("phone",)),), ((3, None),))


def test_the_same_list_has_no_news():
    assert not changes(BEFORE, BEFORE)


def test_a_number_a_text_and_nothing_are_told_apart_and_a_mark_says_nothing_without_the_secret():
    (row,) = marks_of([["+65 6123 4567", None, "", 1, "1"]], SECRET)
    (other,) = marks_of([["+65 6123 4567"]], b"another secret")

    assert len(row) == 5 * LETTERS
    assert row[:LETTERS] != other
