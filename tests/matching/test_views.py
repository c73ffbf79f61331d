"""The page of suggestions: reasons in the reader's language, filters, what is hidden, whose list it is."""

from __future__ import annotations

import html
import re

import pytest

from app.accounts.permissions import Role
from app.core.db import transaction
from app.matching import services
from app.matching.services.adjustments import pin_pair
from app.meetings import services as meetings
from tests import bank_and_port, factories
from tests.support.pages import read


@pytest.fixture
def port(event):
    return bank_and_port.port(event, "重庆港")


@pytest.fixture
def farm(event):
    """Shares nothing with the bank; stands in its list so that it is seen at all."""
    return factories.firm(event, "Chongqing", name="Farm", company_values={"sectors": {"offers": ["0111"]}})


def page(event, registration, query=""):
    return f"/events/{event.slug}/companies/{registration.id}/suggestions{query}"


@pytest.mark.parametrize(
    ("language", "sentence"),
    [
        ("en", "You seek <em>Warehousing and storage (5210)</em>; they offer it. 1 of 2 firms offers it."),
        ("zh", "仓"),
        ("fr", "Entreposage"),
    ],
)
def test_reasons_are_told_in_the_readers_language(client, event, user, bank, port, language, sentence):
    services.rank_event(event.id)

    shown = client.as_user(user).get(page(event, bank, f"?lang={language}")).text

    assert sentence in shown
    assert "Chongqing Port" in shown


def test_the_chinese_list_is_headed_by_whom_it_is_for(client, event, user, bank, port):
    services.rank_event(event.id)

    shown = client.as_user(user).get(page(event, bank, "?lang=zh")).text

    assert "<h2>为您推荐</h2>" in shown
    assert "您方参会" not in shown


def test_without_a_ranking_the_page_says_how_to_get_one(client, event, user, bank):
    assert "No suggestions yet" in client.as_user(user).get(page(event, bank)).text


@pytest.mark.parametrize(("words", "found"), [("重慶港", True), ("chongqing port", True), ("5210 nothing", False)])
def test_the_list_is_searched_in_any_script(client, event, user, bank, port, words, found):
    services.rank_event(event.id)

    shown = client.as_user(user).get(page(event, bank, f"?q={words}")).text

    assert ("1 of 1" in shown) is found


@pytest.mark.parametrize(
    ("words", "found"),
    [
        *((words, True) for words in ("warehouse", "warehouses", "warehousing", "cold storage", "仓储", "冷库")),
        *((words, True) for words in ("entrepôts", "5210", "Lagerhaus")),
        *((words, False) for words in ("vineyard", "batteries", "电池", "2720", "zzzz")),
    ],
)
def test_the_list_is_searched_by_what_words_mean_in_any_language(client, event, user, bank, words, found):
    about = "制造、转运、仓储、装置正在中转"  # of which the first letters spell zzzz
    values = {"sectors": {"offers": ["5210"]}, "offers_fr": "Lagerhaus", "about_zh": about}
    factories.firm(event, "Chongqing", name="Harbour", company_values=values)
    services.rank_event(event.id)

    shown = client.as_user(user).get(page(event, bank, f"?q={words}")).text

    assert ("1 of 1" in shown) is found


@pytest.mark.parametrize(("query", "folded"), [("", "q-no-print>"), ("?q=farm", "q-no-print open>")])
def test_weak_matches_are_folded_under_one_line_which_a_search_opens(
    client, event, user, bank, port, farm, query, folded
):
    services.rank_event(event.id)

    shown = client.as_user(user).get(page(event, bank, query)).text.replace('"', "")

    fitting, weak = shown.split(f"<details class=q-more {folded}")
    assert "Farm" not in fitting
    assert "<summary>1 more is a weak match</summary>" in weak
    assert "Farm" in weak
    assert "Chongqing Port" not in weak
    assert "1 firm, best first." in fitting


def test_a_list_of_weak_matches_alone_says_that_nobody_suits_yet(client, event, user, bank, farm):
    services.rank_event(event.id)

    shown = client.as_user(user).get(page(event, bank)).text

    assert "<summary>1 weak match</summary>" in shown
    assert "No firm here has enough in common with this profile yet." in shown


def test_a_weak_match_that_the_organizer_put_first_is_not_folded(client, event, user, bank, farm):
    pin_pair(event, bank.id, farm.id, "up", by=None)
    services.rank_event(event.id)
    visitor = client.as_user(user)

    assert "weak match" not in visitor.get(page(event, bank)).text
    assert "Farm" in visitor.get(f"/events/{event.slug}/companies/{bank.id}/home").text


def test_neither_the_home_nor_the_first_visit_offers_a_weak_match(client, event, user, bank, port, farm):
    services.rank_event(event.id)
    visitor = client.as_user(user)

    for shown in (
        visitor.get(f"/events/{event.slug}/companies/{bank.id}{path}").text for path in ("/home", "/welcome/partners")
    ):
        assert "Chongqing Port" in shown
        assert "Farm" not in shown


def test_who_is_among_the_first_suggestions_of_few_is_told_so_and_what_helps(organizer, event, bank, port, farm):
    services.rank_event(event.id)

    told = [organizer.get(page(event, one)).text.partition(" this profile among ")[0][-15:] for one in (bank, farm)]

    assert told == [" 1 company sees", "No company sees"]
    assert "sees this profile among" not in organizer.get(page(event, port)).text


@pytest.mark.full
def test_hiding_is_private_and_can_be_taken_back(client, event, user, bank, port):
    services.rank_event(event.id)
    visitor = client.as_user(user)

    hidden = visitor.post(f"{page(event, bank)}/{port.id}/hidden", follow_redirects=True).text
    assert "Chongqing Port" not in hidden
    assert "Chongqing Port" in visitor.get(f"{page(event, bank)}/kept").text
    back = visitor.post(f"{page(event, bank)}/{port.id}/hidden/undo", follow_redirects=True).text

    assert "Chongqing Port" in back


def test_another_firms_list_does_not_exist(client, event, user, bank, port):
    assert client.as_user(user).get(page(event, port)).status_code == 404


def test_an_organizer_has_the_ranking_computed(organizer, event, bank, port):
    organizer.post(f"/events/{event.slug}/ranking")

    assert "Version 1" in organizer.get(f"/events/{event.slug}/ranking").text


def test_why_a_firm_is_not_interesting_stands_on_the_readers_own_page_alone(client, event, user, bank, port):
    services.rank_event(event.id)
    visitor = client.as_user(user)

    visitor.post(f"{page(event, bank)}/{port.id}/hidden", data={"because": "competitor"})

    assert "It is a competitor" in visitor.get(f"{page(event, bank)}/kept").text
    organizer = client.as_user(factories.member(event.organisation, Role.ORGANIZER))
    assert "It is a competitor" not in organizer.get(page(event, bank)).text
    assert organizer.get(f"{page(event, bank)}/kept").status_code == 403


@pytest.mark.parametrize(
    ("query", "told"),
    [
        ("?q=nothing", "1 without these words"),
        ("?q=&language=fr", "1 of other languages"),
        ("?q=&sector=A", "1 of other sectors"),
        ("?q=nothing&sector=A&saved=1", "1 that is not saved"),
        ("", None),
    ],
)
def test_each_filter_says_how_many_it_hides(client, event, user, bank, port, query, told):
    services.rank_event(event.id)

    shown = client.as_user(user).get(page(event, bank, query)).text

    assert (f"Hidden by the filters: {told}</p>" in shown) is (told is not None)
    assert ("Hidden by the filters" in shown) is (told is not None)


def test_a_firm_that_asked_is_not_hidden_as_one_that_was_asked(client, event, user, bank, port):
    services.rank_event(event.id)
    asked = meetings.request_meeting(event.id, port.id, bank.id, by=None)
    visitor = client.as_user(user)

    shown = visitor.get(page(event, bank)).text
    assert "Hidden by the filters" not in shown
    assert f'#meeting-{asked}">Answer' in shown

    meetings.accept(asked, bank.id, by=None)
    assert "Hidden by the filters: 1 that you asked or meet</p>" in visitor.get(page(event, bank)).text


@pytest.mark.parametrize("how", ["declined", "cancelled"])
def test_who_declined_or_cancelled_stands_last_and_is_marked_with_a_way_back(client, event, user, bank, port, how):
    others = [
        factories.firm(event, "Chongqing", name=f"Jetty {n}", company_values={"sectors": {"offers": ["52"]}})
        for n in range(2)
    ]
    services.rank_event(event.id)
    visitor = client.as_user(user)
    first = f'id="firm-{port.id}"'
    before = visitor.get(page(event, bank)).text
    assert before.index(first) < min(before.index(f'id="firm-{other.id}"') for other in others)

    meeting_id = meetings.request_meeting(event.id, bank.id, port.id, by=None)
    if how == "declined":
        meetings.decline(meeting_id, port.id, by=None)
    else:
        meetings.accept(meeting_id, port.id, by=None)
        meetings.cancel(meeting_id, bank.id, by=None)
    shown = visitor.get(page(event, bank)).text

    assert shown.index(first) > max(shown.index(f'id="firm-{other.id}"') for other in others)
    place = read(visitor.get(page(event, bank))).find(f"#firm-{port.id}")[0].text
    assert how in place
    assert "Request again" in place
    assert "Ask for a meeting" not in place


def test_an_emptied_list_says_which_filter_to_drop_and_dropping_it_shows_what_it_promised(
    client, event, user, bank, port
):
    services.rank_event(event.id)
    visitor = client.as_user(user)

    shown = visitor.get(page(event, bank, "?q=port&language=fr&hide=1")).text
    assert "No suggestion meets all 3 filters" in shown
    assert "Without “French” there is 1." in shown
    assert "Without “port”" not in shown
    (way,) = re.findall(r'<a class="btn btn-primary" href="([^"]+)">Drop “French”</a>', shown)
    assert "Clear all filters" in shown
    assert "1 of 1" in visitor.get(html.unescape(way)).text


def test_where_only_several_filters_hide_all_there_is_but_one_way_out(client, event, user, bank, port):
    services.rank_event(event.id)

    shown = client.as_user(user).get(page(event, bank, "?q=vineyard&language=fr")).text

    assert "Dropping one of them is not enough." in shown
    assert "Drop “" not in shown
    assert "Clear all filters" in shown


def test_a_full_profile_is_not_asked_for_where_nobody_is_left_or_there_is_no_place_yet(client, event, user, bank, port):
    visitor = client.as_user(user)
    services.set_preference(bank, port.id, "known", by=None)
    services.rank_event(event.id)

    shown = visitor.get(page(event, bank)).text
    assert "Nobody is left to suggest" in shown
    assert "Fill your profile" not in shown

    with transaction() as session:
        session.merge(bank).state = "waiting"
    shown = visitor.get(page(event, bank)).text
    assert "The firm is on the waiting list" in shown
    assert "Fill your profile" not in shown
