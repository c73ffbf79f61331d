"""The companies of an event: found in any spelling, filtered, a page at a time; each as the others see it."""

from __future__ import annotations

import pytest
from sqlalchemy import event as listening

from app.accounts.permissions import Role
from app.core.db import db
from app.registrations.queries.access import list_company_users
from tests import factories
from tests.registrations.directory.looking import NAMES, firm_named
from tests.support.pages import read


def at(event, **query: str) -> str:
    asked = "&".join(f"{name}={value}" for name, value in query.items())
    return f"/events/{event.slug}/companies?{asked}"


@pytest.mark.parametrize(
    ("typed", "name"),
    [
        ("ych", "YCH Group"),
        ("Y.C.H. Group", "YCH Group"),
        ("yeshuifu", "YCH Group"),
        ("葉水福", "YCH Group"),
        ("societe generale", "Société Générale"),
        ("重慶港", "Chongqing Port"),
        ("bok seng pte ltd", "Bok Seng"),
        ("ＢＯＫ　ＳＥＮＧ", "Bok Seng"),
        ("bok seng bank", "Bok Seng"),
    ],
)
def test_a_firm_is_found_in_any_spelling_or_script(reader, event, typed, name):
    for one, other in NAMES:
        firm_named(event, one, other)

    page = reader.get(at(event, q=typed))

    assert page.text.count('<th scope="row">') == 1
    assert name in page.text


def test_a_sector_is_found_with_all_below_it_by_what_firms_do_or_seek(reader, event):
    firm_named(event, "Warehouse", company_values={"sectors": {"is_in": ["5210"]}})
    firm_named(event, "Carrier", company_values={"sectors": {"offers": ["4923"]}})
    firm_named(event, "Customer", company_values={"sectors": {"seeks": ["5210"]}})

    def found(**query: str) -> set[str]:
        text = reader.get(at(event, **query)).text
        return {name for name in ("Warehouse", "Carrier", "Customer") if f">{name}</a>" in text}

    assert found(sector="H") == {"Warehouse", "Carrier"}
    assert found(sector="52") == {"Warehouse"}
    assert found(sector="52", side="seeks") == {"Customer"}
    assert found(sector="ZZ") == {"Warehouse", "Carrier", "Customer"}
    assert found(q="5210 4923") == {"Warehouse", "Carrier"}
    assert found(q="4923, H521", side="seeks") == {"Customer"}
    assert found(q="%") == set()
    assert "nothing to search for in “%”" in reader.get(at(event, q="%25")).text


def test_side_and_certificate_narrow(reader, event):
    firm_named(event, "Holder", side="Chongqing", company_values={"holds": ["iso_9001"]})
    firm_named(event, "Needer", side="Chongqing", company_values={"needs": ["iso_9001"]})
    chongqing = str(factories.group(event, "Chongqing").id)

    by_side, by_certificate = (
        reader.get(at(event, group=chongqing)).text,
        reader.get(at(event, certificate="iso_9001")).text,
    )

    assert (">Holder<" in by_side, ">Needer<" in by_side, ">Reader Pte Ltd<" in by_side) == (True, True, False)
    assert (">Holder<" in by_certificate, ">Needer<" in by_certificate) == (True, False)


def test_only_approved_firms_and_no_guests_are_listed(reader, event):
    for state in ("invited", "draft", "submitted", "waiting", "rejected", "cancelled"):
        firm_named(event, f"Not {state}", state=state)
    factories.guest(event)
    firm_named(factories.event(), "Elsewhere")

    page = reader.get(at(event))

    assert page.text.count('<th scope="row">') == 1


def test_chinese_names_stand_by_pinyin_for_chinese_readers(reader, event):
    for name, name_zh in (("A", "重庆港"), ("B", "叶水福"), ("C", "博生")):
        firm_named(event, name, name_zh)

    text = reader.get(at(event, lang="zh")).text

    assert text.index("博生") < text.index("重庆港") < text.index("叶水福")


@pytest.mark.full
def test_fifty_stand_on_a_page_and_the_filters_stay(reader, event):
    for number in range(60):
        firm_named(event, f"Port {number:02d}")

    first, second = reader.get(at(event, q="port")), reader.get(at(event, q="port", page="2"))

    assert "q=port" in first.text
    assert "page=2" in first.text
    assert (first.text.count('<th scope="row">'), second.text.count('<th scope="row">')) == (50, 10)
    assert reader.get(at(event, page="x")).status_code == 200
    assert reader.get(at(event, page="99")).text.count('<th scope="row">') == 11


@pytest.mark.full
def test_the_list_costs_the_same_queries_for_one_and_for_thirty(reader, event):
    def queries() -> int:
        counted: list[str] = []
        listen = lambda *given: counted.append(given[2])  # noqa: E731
        path = at(event)
        listening.listen(db.engine, "before_cursor_execute", listen)
        reader.get(path)
        listening.remove(db.engine, "before_cursor_execute", listen)
        return len(counted)

    one = queries()
    for number in range(30):
        firm_named(event, f"Port {number}", company_values={"sectors": {"is_in": ["5210"], "seeks": ["5224"]}})

    assert queries() == one


def test_two_sectors_are_named_in_one_cell_and_the_others_counted(reader, event):
    codes = ["5210", "5221", "5224", "5229", "5310"]
    firm_named(event, "Warehouse Pte Ltd", company_values={"sectors": {"is_in": codes}})

    page = reader.get(at(event)).text

    cell = page.partition("Warehouse Pte Ltd")[2].partition('data-label="Does">')[2].partition("</td>")[0].strip()
    assert cell.startswith('<span class="q-brief">')
    assert "(5221)" in cell
    assert "(5224)" not in cell
    assert "+3" in cell


@pytest.mark.parametrize(("typed", "told"), [("有限公司", True), ("pte ltd", True), ("重庆港", False)])
def test_a_search_for_a_legal_form_alone_is_told_to_say_more(reader, event, typed, told):
    firm_named(event, *NAMES[0])

    assert ("Search by what sets the firm apart" in reader.get(at(event, q=typed)).text) is told


def test_who_runs_the_event_or_brings_a_delegation_finds_the_directory_among_the_tabs(client, event):
    chamber = factories.organisation("Singapore chamber")
    factories.delegation(event, of=chamber)
    organizer = factories.member(event.organisation, Role.ORGANIZER)

    for user in (organizer, factories.member(chamber, Role.CHAMBER)):
        tabs = links_in(client.as_user(user).get(at(event)), ".q-nav")

        assert tabs["Companies"] == f"/events/{event.slug}/companies"


def test_a_company_finds_the_directory_from_its_home_and_its_suggestions(client, event):
    own = firm_named(event, "Reader Pte Ltd", users=[factories.user()])
    reader = client.as_user(list_company_users(own)[0])

    for page in ("home", "suggestions"):
        links = links_in(reader.get(f"/events/{event.slug}/companies/{own.id}/{page}"), "main")

        assert links["All firms"] == f"/events/{event.slug}/companies"


def links_in(page, part: str) -> dict[str, str | None]:
    """The links of a part of a page by their words."""
    (found,) = read(page).find(part)
    return {link.text: link.attributes.get("href") for link in found.find("a")}
