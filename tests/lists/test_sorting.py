"""The order of a list."""

from datetime import UTC, datetime

from app.lists.rows import ListCompany, ListPerson, ListRow, protocol_key, sort_by_value


def row(name, *, rank=None, category="firm", **person):
    firm = ListCompany(registration_id=1, category=category, state="approved", name=name, rank=rank)
    return ListRow(firm, ListPerson(id=1, name="P", **person) if person else None)


def test_chinese_names_follow_their_sound_among_latin_ones():
    names = ["重庆港", "Zürich AG", "ACME", "叶水福", "Éclair", "上海", "", "beta"]

    assert sort_by_value(names, str) == ["ACME", "beta", "重庆港", "Éclair", "上海", "叶水福", "Zürich AG", ""]


def test_turned_round_what_is_empty_still_stands_last():
    assert sort_by_value([1, None, 3, "", 2], lambda one: one, descending=True) == [3, 2, 1, None, ""]
    assert sort_by_value(["b1", "a", "b2"], lambda one: one[0], descending=True) == ["b1", "b2", "a"]


def test_numbers_and_days_stand_by_size():
    days = [datetime(2032, 3, day, tzinfo=UTC) for day in (9, 10, 1)]

    assert sort_by_value([10, 9, 100], lambda one: one) == [9, 10, 100]
    assert [day.day for day in sort_by_value(days, lambda one: one)] == [1, 9, 10]


def test_the_protocol_begins_with_the_head_of_the_delegation_then_the_deputy():
    rows = [
        row("Honoured", rank=1, vip=True),
        row("Deputy", rank=2, part="deputy"),
        row("Office", category="official", part=""),
        row("Head", rank=9, part="head"),
        row("Adviser", rank=3, part="adviser"),
    ]

    names = [one.company.name for one in sorted(rows, key=protocol_key)]

    assert names == ["Head", "Deputy", "Honoured", "Office", "Adviser"]


def test_the_protocol_names_guests_of_honour_then_officials_then_firms_by_rank():
    rows = [
        row("Second", rank=2, vip=False),
        row("Press", category="press", vip=False),
        row("Office", category="official", vip=False),
        row("Unranked"),
        row("First", rank=1, vip=False),
        row("Honoured", rank=9, vip=True),
    ]

    names = [one.company.name for one in sorted(rows, key=protocol_key)]

    assert names == ["Honoured", "Office", "First", "Second", "Unranked", "Press"]
