"""The stored ranking: what is computed is what is shown, and what a firm keeps to itself stays its own."""

from __future__ import annotations

import pytest
from sqlalchemy import delete, func, select, update

from app.companies.models import CompanySector
from app.core.db import db, transaction
from app.core.errors import NotFound
from app.core.models import JobRun
from app.matching import services
from app.matching.models import Ranking, Suggestion
from app.matching.queries.ranking_input import get_ranking_input
from app.matching.queries.rankings import get_latest_ranking
from app.matching.queries.suggestions import list_preferences, list_suggestions, list_widened_places
from app.matching.ranking import rank_companies as rank_firms
from app.matching.reasons import ReasonKind, total_points
from app.matching.services import ranking
from app.registrations.models import Registration
from app.registrations.signals import profile_saved
from tests import factories

PORT = {"offers": ["5224", "5210"], "seeks": ["6419"]}
BANK = {"offers": ["6419"], "seeks": ["5210"]}


@pytest.fixture
def event(app):
    return factories.event()


@pytest.fixture
def bank(event):
    return factories.firm(event, "Singapore", name="Bank", company_values={"sectors": BANK})


@pytest.fixture
def port(event):
    return factories.firm(event, "Chongqing", name="Port", company_values={"sectors": PORT})


def listed(registration):
    latest = get_latest_ranking(registration.event_id)
    assert latest is not None
    return [place.registration_id for place in list_suggestions(registration.id, latest)]


def test_two_firms_that_need_each_other_are_suggested_to_each_other(event, bank, port):
    services.rank_event(event.id)

    assert listed(bank) == [port.id]
    assert listed(port) == [bank.id]


def test_what_is_stored_is_what_was_computed_and_its_parts_add_up(event, bank, port):
    for codes in (["4649"], ["5210", "6511"], ["2930"]):
        factories.firm(event, "Chongqing", company_values={"sectors": {"offers": codes, "seeks": ["6419"]}})
    services.rank_event(event.id)

    basis = get_ranking_input(event.id)
    expected = rank_firms(basis.companies, basis.allowed, basis.barred).of(bank.id)
    latest = get_latest_ranking(event.id)
    assert latest is not None
    stored = list_suggestions(bank.id, latest)
    assert [(one.registration_id, one.score) for one in stored] == [(one.other, one.score) for one in expected]
    assert [total_points(one.reasons) for one in stored] == pytest.approx([one.fit for one in stored], abs=1e-6)


def test_who_has_nothing_in_common_with_anybody_is_seen_and_the_organizer_sees_where(event, port, monkeypatch):
    monkeypatch.setattr(ranking, "LIST_LENGTH", 3)
    banks = [factories.firm(event, "Singapore", company_values={"sectors": BANK}) for _ in range(4)]
    for _ in range(3):
        factories.firm(event, "Chongqing", company_values={"sectors": PORT})
    lost = factories.firm(event, "Chongqing", company_values={"sectors": {"offers": ["0729"]}})

    latest = services.rank_event(event.id)

    widened = list_widened_places(latest)
    assert {other for _, other, *_ in widened} == {lost.id}
    assert {listed for listed, *_ in widened} <= {bank.id for bank in banks}
    assert len(widened) == 2  # twelve places for five firms
    last = list_suggestions(widened[0][0], latest)[-1]
    assert (last.registration_id, last.score, [one.kind for one in last.reasons]) == (
        lost.id,
        0,
        [ReasonKind.NOTHING_KNOWN],
    )


def test_who_is_not_approved_has_a_list_and_takes_nobodys_place(event, bank, port, monkeypatch):
    monkeypatch.setattr(ranking, "LIST_LENGTH", 1)
    same = {"sectors": PORT}
    waits = [factories.firm(event, "Chongqing", state=each, company_values=same) for each in ("draft", "submitted")]

    services.rank_event(event.id)

    assert listed(bank) == [port.id]
    assert [listed(each) for each in waits] == [[bank.id], [bank.id]]


def test_groups_that_may_not_meet_are_not_shown_to_each_other(event, bank):
    factories.firm(event, "Singapore", company_values={"sectors": PORT})

    services.rank_event(event.id)

    assert listed(bank) == []


@pytest.mark.parametrize("kind", ["never", "hidden"])
def test_what_a_firm_hides_is_gone_at_once_and_comes_back(event, bank, port, kind):
    services.rank_event(event.id)

    services.set_preference(bank, port.id, kind, by=None)
    assert listed(bank) == []
    services.delete_preference(bank, port.id, kind, by=None)
    assert listed(bank) == [port.id]


@pytest.mark.full
@pytest.mark.databases("sqlite", "postgresql")
def test_who_is_not_interesting_leaves_one_list_and_learns_nothing(event, bank, port, monkeypatch):
    monkeypatch.setattr(ranking, "LIST_LENGTH", 1)
    other = factories.firm(event, "Chongqing", company_values={"sectors": {"offers": ["5210"]}})
    services.rank_event(event.id)
    assert (listed(bank), listed(port)) == ([port.id], [bank.id])

    services.set_preference(bank, port.id, "hidden", by=None, because="nothing_new")
    assert (listed(bank), listed(port)) == ([other.id], [bank.id])

    services.set_preference(bank, port.id, "hidden", by=None, because="competitor")
    assert (listed(bank), listed(port)) == ([other.id], [])

    services.delete_preference(bank, port.id, "hidden", by=None)
    assert (listed(bank), listed(port)) == ([port.id], [bank.id])


@pytest.mark.parametrize(("kind", "because"), [("saved", "size"), ("hidden", "<made up>")])
def test_a_reason_is_kept_of_those_offered_and_for_who_is_not_interesting_alone(event, bank, port, kind, because):
    services.set_preference(bank, port.id, kind, by=None, because=because)

    assert [(kept.kind, kept.because) for kept in list_preferences(bank)] == [(kind, None)]


def test_never_bars_the_pair_for_both(event, bank, port):
    services.set_preference(port, bank.id, "never", by=None)

    services.rank_event(event.id)

    assert listed(bank) == listed(port) == []


def test_nothing_is_kept_about_a_firm_of_another_event(event, bank):
    stranger = factories.firm(factories.event(), "Chongqing")

    with pytest.raises(NotFound):
        services.set_preference(bank, stranger.id, "hidden", by=None)


def test_a_new_version_replaces_the_shown_one_and_old_ones_go(event, bank, port):
    versions = [services.rank_event(event.id).version for _ in range(4)]

    kept = db.session.scalars(select(Ranking.version).order_by(Ranking.version)).all()
    assert versions == [1, 2, 3, 4]
    assert kept == [3, 4]
    assert (listed(bank), listed(port)) == ([port.id], [bank.id])


def test_who_is_not_approved_is_not_shown(event, bank, port):
    draft = factories.firm(event, "Chongqing", state="draft", company_values={"sectors": PORT})
    services.rank_event(event.id)

    assert listed(bank) == [port.id]
    assert listed(draft) == [bank.id]


def test_many_saved_profiles_ask_for_one_ranking(app, event, bank, port):
    app.config["JOBS"] = "queue"

    for firm in (bank, port, bank):
        with transaction():
            profile_saved.send(firm)

    assert db.session.scalar(select(func.count()).select_from(JobRun)) == 1


def lists_since():
    """Whose list came with which version, as it is shown now."""
    shown = select(Suggestion.registration_id, Suggestion.since).where(Suggestion.until.is_(None))
    return {row.registration_id: row.since for row in db.session.execute(shown)}


@pytest.fixture
def grown(monkeypatch):
    """Any event is large enough to keep its count of sectors."""
    monkeypatch.setattr(ranking, "RARITY_FROZEN_FROM", 0)


def say_otherwise(firm, code):
    with transaction() as session:
        session.execute(update(CompanySector).where(CompanySector.company_id == firm.company_id).values(code=code))


def test_a_list_that_is_as_before_is_not_stored_again(event, bank, port):
    for _ in range(3):
        services.rank_event(event.id)

    assert lists_since() == {bank.id: 1, port.id: 1}
    assert db.session.scalar(select(func.count()).select_from(Suggestion)) == 2


def test_a_changed_profile_changes_only_the_lists_it_is_in(event, bank, port, grown):
    mine = factories.firm(event, "Singapore", name="Mine", company_values={"sectors": {"offers": ["0729"]}})
    smelter = factories.firm(event, "Chongqing", name="Smelter", company_values={"sectors": {"seeks": ["0729"]}})
    services.rank_event(event.id)

    say_otherwise(smelter, "0721")
    services.rank_event(event.id)

    assert lists_since() == {bank.id: 1, port.id: 1, mine.id: 2, smelter.id: 2}


def test_the_version_before_is_read_as_it_was(app, event, bank, port, grown):
    app.config["JOBS"] = "queue"
    before = services.rank_event(event.id)
    services.set_preference(bank, port.id, "known", by=None)

    after = services.rank_event(event.id)
    services.delete_preference(bank, port.id, "known", by=None)  # what is known now is left out of every version

    read = [[place.registration_id for place in list_suggestions(bank.id, each)] for each in (before, after)]
    assert read == [[port.id], []]


def test_how_rare_sectors_are_is_counted_anew_after_some_versions(event, bank, port, grown, monkeypatch):
    monkeypatch.setattr(ranking, "RARITY_FROZEN_FOR", 3)

    counted = [services.rank_event(event.id).rarity["since"] for _ in range(5)]

    assert counted == [1, 1, 1, 4, 4]


def test_a_small_event_is_counted_anew_each_time(event, bank, port):
    assert [services.rank_event(event.id).rarity["since"] for _ in range(3)] == [1, 2, 3]


def test_a_count_that_names_a_sector_the_tree_has_not_is_made_anew(event, bank, port, grown):
    first = services.rank_event(event.id)
    with transaction() as session:
        told = first.rarity | {"counts": {"9999": [1, 1]}}
        session.execute(update(Ranking).values(rarity=told))

    assert services.rank_event(event.id).rarity["since"] == 2


def test_a_firm_that_goes_while_the_event_is_ranked_has_no_list(event, bank, port, monkeypatch):
    brief = factories.firm(event, "Chongqing", people=0, company_values={"sectors": PORT})
    thinks = ranking.compute_lists

    def goes_meanwhile(*given):
        found = thinks(*given)
        with transaction() as session:
            session.execute(delete(Registration).where(Registration.id == brief.id))
        return found

    monkeypatch.setattr(ranking, "compute_lists", goes_meanwhile)
    services.rank_event(event.id)

    assert listed(bank) == [port.id]
