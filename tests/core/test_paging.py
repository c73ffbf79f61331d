from app.core.paging import Page, clip_page


def test_a_page_knows_its_rows_and_neighbours():
    page = Page(items=["d", "e", "f"], number=2, size=3, total=7)

    assert (page.pages, page.first_row, page.last_row, page.previous, page.next) == (3, 4, 6, 1, 3)
    assert list(page) == ["d", "e", "f"]


def test_an_empty_list_has_one_empty_page():
    page: Page[str] = Page(items=[], number=1, size=50, total=0)

    assert (page.pages, page.first_row, page.last_row, page.previous, page.next) == (1, 0, 0, None, None)


def test_a_page_beyond_the_end_becomes_the_last():
    assert [clip_page(number, size=50, total=101) for number in (-1, 0, 1, 3, 99)] == [1, 1, 1, 3, 3]
