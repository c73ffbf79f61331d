import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.floor.spreadsheets import Cell
from app.registrations.codes import StockCode, looks_like_uen, looks_like_uscc, registry_number, stock_code


@pytest.mark.parametrize(
    ("value", "found"),
    [
        ("D05", StockCode("D05", "SGX")),
        (" d05 ", StockCode("D05", "SGX")),
        ("SGX: D05", StockCode("D05", "SGX")),
        ("D05.SI", StockCode("D05", "SGX")),
        ("1E3", StockCode("1E3", "SGX")),
        ("601127", StockCode("601127", "SSE")),
        ("001696", StockCode("001696", "SZSE")),
        ("01963.HK", StockCode("01963", "HKEX")),
        ("上交所 601127", StockCode("601127", "SSE")),
        ("1122", StockCode("1122")),
        (544, StockCode("544", "", "code_was_number")),
        (601777, StockCode("601777", "SSE", "code_was_number")),
        ("1.00E+03", StockCode("1000", "", "code_became_number", "1E3")),
        ("listed soon", StockCode("LISTED SOON", "", "code_unreadable")),
        ("N.A.", StockCode()),
        ("", StockCode()),
    ],
)
def test_stock_codes(value: str | int, found: StockCode) -> None:
    assert stock_code(Cell(value)) == found


def test_a_number_in_scientific_format_was_a_code_with_an_e() -> None:
    assert stock_code(Cell(1000, "0.00E+00")) == StockCode("1000", "", "code_became_number", "1E3")
    assert stock_code(Cell(1000), lettered=True).code == "code_became_number"
    assert stock_code(Cell(544), lettered=True) == StockCode("544", "", "code_was_number")


def test_zeros_come_back_from_the_format_or_from_the_column() -> None:
    assert stock_code(Cell(838, "000000")) == StockCode("000838", "SZSE", "code_zeros_restored")
    assert stock_code(Cell(625), six_digits=True) == StockCode("000625", "", "code_zeros_restored")


@given(
    st.one_of(st.text(max_size=20), st.floats(), st.integers(), st.booleans(), st.none()), st.booleans(), st.booleans()
)
def test_stock_codes_are_total(value: str | float | None, lettered: bool, six_digits: bool) -> None:
    found = stock_code(Cell(value), lettered=lettered, six_digits=six_digits)

    assert found.text == found.text.upper() or not found.text.isascii()


def test_registry_numbers() -> None:
    assert registry_number(" 1999 01152m ") == "199901152M"
    assert registry_number("NA") == ""
    assert looks_like_uen("199901152M")
    assert looks_like_uen("T08LL0001A")
    assert not looks_like_uen("DBS")
    assert looks_like_uscc("91500000202800000X")
    assert not looks_like_uscc("199901152M")
