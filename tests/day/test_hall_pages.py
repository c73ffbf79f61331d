"""Tables on the pages of a screen: each once, in order, zones together, never too many to read."""

from hypothesis import given
from hypothesis import strategies as st

from app.core.localized import Localized
from app.day.boards import (
    COLUMNS_PER_PAGE,
    TABLES_PER_COLUMN,
    HallPage,
    HallTable,
    ZoneRange,
    create_hall_pages,
    filter_tables_by_zone,
)

GROUND, FIRST = Localized("Ground floor", "一层"), Localized("First floor", "二层")


def seats(letter: str, count: int, zone: Localized, start: int = 1) -> list[HallTable]:
    return [HallTable(100 * start + n, f"{letter}{n}", zone) for n in range(start, start + count)]


def test_two_zones_stand_side_by_side_with_where_to_find_them() -> None:
    (page,) = create_hall_pages([*seats("A", 10, GROUND), *seats("B", 8, FIRST, 11)])

    assert [len(column) for column in page.columns] == [10, 8]
    assert page.zones == (ZoneRange(GROUND, "A1", "A10"), ZoneRange(FIRST, "B11", "B18"))
    assert page.has_room


def test_small_zones_share_a_column() -> None:
    (page,) = create_hall_pages([*seats("A", 4, GROUND), *seats("B", 6, FIRST, 11)])

    assert [len(column) for column in page.columns] == [10]
    assert not page.has_room


def test_a_board_of_some_zones_leaves_the_others_out_and_shows_all_where_they_are_gone() -> None:
    every = [*seats("A", 2, GROUND), *seats("B", 2, FIRST, 11)]

    assert filter_tables_by_zone(every, ["First floor"]) == every[2:]
    assert filter_tables_by_zone(every, []) == every
    assert filter_tables_by_zone(every, ["Cellar"]) == every


@given(st.lists(st.integers(1, 45), max_size=8))
def test_each_table_stands_once_in_order_on_pages_that_can_be_read(sizes: list[int]) -> None:
    every = [seat for at, size in enumerate(sizes) for seat in seats("T", size, Localized(f"Zone {at}"), at + 1)]

    pages: tuple[HallPage, ...] = create_hall_pages(every)

    assert [seat for page in pages for column in page.columns for seat in column] == every
    assert all(1 <= len(page.columns) <= COLUMNS_PER_PAGE for page in pages)
    assert all(1 <= len(column) <= TABLES_PER_COLUMN for page in pages for column in page.columns)
