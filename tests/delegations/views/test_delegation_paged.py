"""The home of a delegation of thousands: its lists a page at a time, counts over the whole."""

from __future__ import annotations

import pytest

from app.companies.names.search import search_key
from app.delegations.views import company_links
from tests.support.pages import read


@pytest.fixture
def five(brought, monkeypatch):
    """Five firms without e-mail, of which a page shows two."""
    monkeypatch.setattr(company_links, "PAGE_SIZE", 2)
    names = ("Alpha", "Beta", "Gamma", "Delta", "重庆长安汽车")
    return [brought.firm(name, company_values={"folded": search_key(name)}) for name in names]


def names(page, part):
    (section,) = read(page).find(part)
    rows = [row for body in section.find("tbody") for row in body.find("tr")]
    return [row.find("th")[0].text for row in rows]


def test_a_page_shows_its_part_and_counts_all(client, brought, five):
    client.as_user(brought.chamber)

    first = client.get(brought.address)
    third = client.get(f"{brought.address}?links=3&missing=2")

    assert names(first, "#links") == ["Alpha", "Beta"]
    assert names(third, "#links") == ["重庆长安汽车"]
    assert names(third, "#missing") == ["Gamma", "Delta"]
    for page in (first, third):
        assert "5 firms without e-mail: 5 to send, 0 sent" in read(page).text
        assert "Send 5 links" in read(page).text
        assert "Preview a reminder to 5 firms" in read(page).text
    assert f'href="{brought.address}?links=2#links"' in first.text
    assert f'href="{brought.address}?links=3&amp;missing=3#missing"' in third.text


def test_a_firm_is_found_on_whatever_page_by_name_pinyin_or_code(client, brought, five):
    client.as_user(brought.chamber)

    for typed in ("changan", "长安", brought.link(five[4]).code):
        page = client.get(brought.address, query_string={"q": typed, "links": 3})
        assert (names(page, "#links"), names(page, "#missing")) == (["重庆长安汽车"], ["重庆长安汽车"])
    nobody = read(client.get(f"{brought.address}?q=zzz")).text
    assert "No firm fits" in nobody
    assert "5 firms without e-mail" in nobody


def test_ticks_are_kept_for_the_page_that_was_shown_and_lead_back_to_it(client, brought, five):
    client.as_user(brought.chamber)
    page = read(client.get(f"{brought.address}?links=2"))
    (form,) = [one for one in page.find("form") if one.find("[name=shown]")]

    answer = client.post(str(form.attributes["action"]), data={"shown": [five[2].id, five[3].id], "sent": five[2].id})

    assert answer.location == f"{brought.address}?links=2#links"
    assert [brought.link(one).sent_by_me_at is not None for one in five] == [False, False, True, False, False]


def test_the_links_of_all_firms_come_a_page_at_a_time_too(client, brought, five):
    client.as_user(brought.chamber)

    page = client.get(f"{brought.address}/links?links=2")

    assert names(page, "#links") == ["Gamma", "Delta"]
    assert f'href="{brought.address}/links?links=3#links"' in page.text


def test_few_firms_need_neither_pages_nor_a_search(client, brought):
    brought.firm("Alpha")

    (main,) = read(client.as_user(brought.chamber).get(brought.address)).find("main")

    assert main.find("[type=search]") == []
    assert main.find("[aria-label=Pages]") == []
