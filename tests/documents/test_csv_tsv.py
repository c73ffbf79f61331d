"""A table to paste."""

from datetime import UTC, datetime

from hypothesis import given, settings
from hypothesis import strategies as st

from app.documents.csv import FORMULA_STARTS, PHONE_PATTERN, to_tsv

storable = st.text(st.characters(exclude_categories=("Cs", "Cc"), include_characters="\t\n"), max_size=40)
nasty = st.builds(str.__add__, st.sampled_from([*sorted(FORMULA_STARTS), "'", "+65", "00"]), storable)


@settings(max_examples=40)
@given(st.lists(st.tuples(storable | nasty, storable | nasty), max_size=4))
def test_each_row_is_one_line_each_value_one_cell_and_none_begins_a_formula(rows):
    lines = to_tsv(["one", "other"], rows).removesuffix("\n").split("\n")
    cells = [cell for line in lines for cell in line.split("\t")]

    assert [line.count("\t") for line in lines] == [1] * (len(rows) + 1)
    assert [
        cell for cell in cells if cell[:1] in FORMULA_STARTS - {""} and cell and not PHONE_PATTERN.fullmatch(cell)
    ] == []


def test_digits_that_a_spreadsheet_would_cut_stay_texts():
    told = to_tsv(["a"], [["+6561234567"], ["+65 6123 4567"], ["00123"], ["915000006219XXXX"], ["440305199001011234"]])

    assert told.splitlines()[1:] == [
        *("'+6561234567", "+65 6123 4567", "'00123", "915000006219XXXX", "'440305199001011234"),
    ]


def test_values_are_written_plainly():
    assert to_tsv(["a", "b", "c"], [[3, None, datetime(2032, 3, 18, 14, 30, tzinfo=UTC)]]) == (
        "a\tb\tc\n3\t\t2032-03-18 14:30\n"
    )
