"""How the ranking works, with an example from the reader's own list."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest

from app.companies.profile import CompanyGoal
from app.matching import services
from app.matching.parameters import DEFAULT_SETTINGS, DEFAULT_WEIGHTS
from app.matching.queries.rankings import get_latest_ranking
from app.matching.queries.suggestions import list_suggestions
from app.matching.services import adjustments
from tests import factories

HEADING = "An example: the first firm of your list"


@pytest.fixture
def bank(bank, port):
    services.rank_event(bank.event_id)
    return bank


def test_a_firm_reads_the_parts_of_its_own_first_place_and_how_they_become_the_score(client, event, user, bank):
    ranking = get_latest_ranking(event.id)
    assert ranking is not None
    place = list_suggestions(bank.id, ranking)[0]

    shown = client.as_user(user).get(f"/events/{event.slug}/ranking").text
    sentence = " ".join(shown.split())

    assert HEADING in shown
    assert "Chongqing Port" in shown
    assert f"2 × {place.fit:.1f} × {place.fit_back:.1f} / ({place.fit:.1f} + {place.fit_back:.1f})" in sentence
    assert f"<b>{place.score:.1f}</b>" in shown
    assert abs(2 * place.fit * place.fit_back / (place.fit + place.fit_back) - place.score) < 1e-6


def test_each_part_stands_by_its_own_name_so_that_it_can_be_counted_again(client, event, user, bank):
    """The bank seeks one thing, which the port offers as such: .9 of the weight of what it seeks, and no more."""
    shown = client.as_user(user).get(f"/events/{event.slug}/ranking").text
    lines = re.findall(r'<tr><td><span class="q-muted">([^<]+): </span>(.*?)</td><td class="q-num">([+\d.]+)<', shown)

    weights = DEFAULT_WEIGHTS[CompanyGoal.BALANCED]
    needs = [points for part, _, points in lines if part == "Your needs met"]
    theirs = [points for part, _, points in lines if part == "Their needs met"]
    assert needs == [f"+{90 * weights.you_seek:.1f}"]
    assert theirs == [f"+{90 * weights.they_seek:.1f}"]
    assert any(part == "Whole profile" and "5210" in text for part, text, _ in lines)
    assert "your goal (balanced)" in shown


@pytest.mark.parametrize("widen", [True, False])
def test_it_is_told_who_stands_in_a_list_and_whether_lists_are_widened(client, event, user, bank, widen):
    adjustments.save_settings(event, replace(DEFAULT_SETTINGS, widen=widen), version=0, by=None)

    shown = client.as_user(user).get(f"/events/{event.slug}/ranking").text

    assert "At most 20 firms that you may meet here" in shown
    assert ("So that nobody stays unseen" in shown) is widen
    assert "The organizer can put two firms first" in shown


def test_who_acts_for_no_firm_reads_no_example(event, organizer, bank):
    assert HEADING not in organizer.get(f"/events/{event.slug}/ranking").text


def test_a_firm_without_suggestions_reads_no_example(client, event, bank):
    user = factories.user()
    factories.firm(event, users=[user])

    assert HEADING not in client.as_user(user).get(f"/events/{event.slug}/ranking").text


def test_own_words_are_told_of_where_they_count(extra, event, organizer, bank):
    assert "Your own words" in organizer.get(f"/events/{event.slug}/ranking").text


def test_own_words_are_not_told_of_where_nothing_reads_them(event, organizer, bank):
    assert "Your own words" not in organizer.get(f"/events/{event.slug}/ranking").text
