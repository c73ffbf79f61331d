"""Organizers weigh the ranking: shares that add up, what they would change, and lists that follow."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from app.companies.profile import CompanyGoal
from app.core.db import db, transaction
from app.core.errors import Stale
from app.events.models import Group
from app.matching import services
from app.matching.models import RankingSettings
from app.matching.parameters import (
    DEFAULT_PARAMETERS,
    DEFAULT_SETTINGS,
    DEFAULT_SHARES,
    InvalidWeightShares,
    MatchSettings,
    RankingChanges,
    compare_lists,
)
from app.matching.queries.ranking_input import get_settings
from app.matching.queries.suggestions import list_suggestions
from app.matching.reasons import ReasonKind
from app.matching.services import adjustments
from tests import bank_and_port, factories

PEERS_ONLY = dict.fromkeys(CompanyGoal, (0, 0, 100, 0))


def test_the_usual_shares_are_the_formulas_own_weights():
    assert DEFAULT_SETTINGS.parameters == DEFAULT_PARAMETERS
    assert all(sum(shares) == 100 for shares in DEFAULT_SHARES.values())


@pytest.mark.parametrize("shares", [(50, 50, 0, 1), (50, 50, 1, -1), (100,), (), (25, 25, 25, 25, 0)])
def test_shares_that_are_no_four_parts_of_a_whole_are_refused(shares):
    with pytest.raises(InvalidWeightShares):
        MatchSettings({**DEFAULT_SHARES, CompanyGoal.TRADE: shares})


def test_settings_come_back_from_what_is_stored():
    settings = MatchSettings({**DEFAULT_SHARES, CompanyGoal.PEERS: (10, 10, 70, 10)}, widen=False)

    assert MatchSettings.from_json(settings.to_json()) == settings
    assert MatchSettings.from_json({}) == DEFAULT_SETTINGS


def test_changes_count_lists_first_places_and_who_is_shown_more_or_less():
    before = {1: [4, 5, 6], 2: [4, 5], 3: []}
    after = {1: [5, 4, 6], 2: [6, 5], 3: []}

    found = compare_lists(before, after, [4, 5, 6], floor=2)

    assert (found.lists, found.changed, found.first) == (3, 2, 1)
    assert (found.gain, found.lose) == (((6, 1, 2),), ((4, 2, 1),))
    assert found.unseen == (1, 1)


def test_who_is_shown_more_or_less_is_counted_among_the_first_ten_places():
    before = {1: [*range(2, 22)]}
    after = {1: [*range(21, 1, -1)]}

    found = compare_lists(before, after, [])

    assert (found.gain[0], found.lose[0]) == ((21, 0, 1), (2, 1, 0))


def test_who_gains_and_who_loses_by_other_weights_is_named_above_the_form(event, organizer, monkeypatch):
    maker, seeker = (
        factories.firm(event, "Chongqing", name=name, company_values={"sectors": {kind: ["6419"]}})
        for name, kind in (("Bank of Chongqing", "offers"), ("Chongqing Holding", "seeks"))
    )
    changes = RankingChanges(3, 2, 1, ((maker.id, 0, 2),), ((seeker.id, 2, 0),), (0, 0))
    monkeypatch.setattr(adjustments, "compare_lists", lambda *_: changes)

    job = organizer.post(address(event), data=form(PEERS_ONLY, act="try"))
    shown = organizer.get(f"{address(event)}?run={job.location.rsplit('/', 1)[-1]}").text.partition("data-unsaved")[0]

    assert "Bank of Chongqing" in shown
    assert "Chongqing Holding" in shown


@pytest.fixture
def bank(bank, port):
    return bank


def form(shares, **fields):
    typed = {f"share-{goal.value}": [str(share) for share in shares[goal]] for goal in CompanyGoal}
    return {**typed, "version": "0", "widen": "1", **fields}


def address(event):
    return f"/events/{event.slug}/ranking/weights"


@pytest.mark.full
@pytest.mark.databases("sqlite", "postgresql")
def test_kept_weights_are_those_of_the_next_ranking(event, organizer, bank):
    services.rank_event(event.id)

    answer = organizer.post(address(event), data=form(PEERS_ONLY, act="save"), follow_redirects=True)
    ranking = services.rank_event(event.id)

    assert "The weights are kept" in answer.text
    assert ranking.parameters == MatchSettings(PEERS_ONLY).to_json()
    kinds = {one.kind for place in list_suggestions(bank.id, ranking) for one in place.reasons}
    assert kinds <= {ReasonKind.SAME_ACTIVITY, ReasonKind.NOTHING_KNOWN}


def test_what_weights_would_change_is_counted_and_nothing_is_kept(event, organizer, bank):
    like = {"sectors": {"offers": bank_and_port.BANK["offers"]}}
    factories.firm(event, "Chongqing", name="Bank of Chongqing", company_values=like)
    services.rank_event(event.id)

    job = organizer.post(address(event), data=form(PEERS_ONLY, act="try"))
    shown = organizer.get(f"{address(event)}?run={job.location.rsplit('/', 1)[-1]}").text

    assert "1 of 3 lists would change, 0 of them among the first ten." in shown
    assert 'name="share-balanced" value="100"' in shown
    assert db.session.scalars(select(RankingSettings)).all() == []


def test_who_may_stand_in_no_list_is_not_counted_as_left_out(event, organizer, bank):
    factories.firm(event, "Chongqing", state="draft", company_values={"sectors": bank_and_port.PORT})
    with transaction() as session:
        alone = Group(event_id=event.id, name="Guests", position=2)
        session.add(alone)
        session.flush()
    factories.firm(event, "Guests", company_values={"sectors": bank_and_port.PORT})
    services.rank_event(event.id)

    job = organizer.post(address(event), data=form(PEERS_ONLY, act="try"))
    shown = organizer.get(f"{address(event)}?run={job.location.rsplit('/', 1)[-1]}").text

    assert "Companies among the first ten of fewer than three lists: 2 now, 2 then." in shown


@pytest.mark.parametrize("typed", ["", "abc", "1.5", "-5", "9999", "٣٠"])
def test_what_is_no_whole_percent_is_said_and_nothing_is_kept(event, organizer, typed):
    data = form(DEFAULT_SHARES, act="save")
    data["share-trade"] = [typed, "25", "0", "25"]

    answer = organizer.post(address(event), data=data)

    assert answer.status_code == 422
    assert "four whole percents must add up to 100" in answer.text
    assert db.session.scalars(select(RankingSettings)).all() == []


@pytest.mark.databases("sqlite", "postgresql")
def test_who_weighs_what_somebody_changed_meanwhile_is_told(event, organizer):
    adjustments.save_settings(event, MatchSettings(PEERS_ONLY), version=0, by=None)

    with pytest.raises(Stale):
        adjustments.save_settings(event, DEFAULT_SETTINGS, version=0, by=None)

    assert organizer.post(address(event), data=form(DEFAULT_SHARES, act="save")).status_code == 409
    assert get_settings(event.id) == MatchSettings(PEERS_ONLY)


def test_the_way_back_to_the_usual_weights(event, organizer):
    adjustments.save_settings(event, MatchSettings(PEERS_ONLY), version=0, by=None)

    organizer.post(address(event), data={"act": "usual", "version": "1"})

    assert get_settings(event.id) == DEFAULT_SETTINGS


def test_nobody_but_the_organizer_weighs(client, event, bank):
    user = factories.user()
    factories.firm(event, users=[user])

    assert client.as_user(user).post(address(event), data=form(DEFAULT_SHARES, act="save")).status_code in (403, 404)
