"""The stored ranking: what is computed is what is shown, and what a firm keeps to itself stays its own."""

from __future__ import annotations

import pytest
from sqlalchemy import func, select

from app.db import db, transaction
from app.floor.models import JobRun
from app.kernel.errors import NotFound
from app.matching import services
from app.matching.models import Ranking, Suggestion
from app.matching.queries import basis_of, latest_ranking, suggestions_for
from app.matching.ranking import rank as rank_firms
from app.matching.reasons import total
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
    ranking = latest_ranking(registration.event_id)
    assert ranking is not None
    return [place.registration_id for place in suggestions_for(registration.id, ranking)]


def test_two_firms_that_need_each_other_are_suggested_to_each_other(event, bank, port):
    services.rank(event.id)

    assert listed(bank) == [port.id]
    assert listed(port) == [bank.id]


def test_what_is_stored_is_what_was_computed_and_its_parts_add_up(event, bank, port):
    for codes in (["4649"], ["5210", "6511"], ["2930"]):
        factories.firm(event, "Chongqing", company_values={"sectors": {"offers": codes, "seeks": ["6419"]}})
    services.rank(event.id)

    basis = basis_of(event.id)
    expected = rank_firms(basis.firms, basis.allowed, basis.barred).of(bank.id)
    ranking = latest_ranking(event.id)
    assert ranking is not None
    stored = suggestions_for(bank.id, ranking)
    assert [(one.registration_id, one.score) for one in stored] == [(one.other, one.score) for one in expected]
    assert [total(one.reasons) for one in stored] == pytest.approx([one.fit for one in stored], abs=1e-6)


def test_groups_that_may_not_meet_are_not_shown_to_each_other(event, bank):
    factories.firm(event, "Singapore", company_values={"sectors": PORT})

    services.rank(event.id)

    assert listed(bank) == []


@pytest.mark.parametrize("kind", ["never", "hidden"])
def test_what_a_firm_hides_is_gone_at_once_and_comes_back(event, bank, port, kind):
    services.rank(event.id)

    services.say(bank, port.id, kind, by=None)
    assert listed(bank) == []
    services.unsay(bank, port.id, kind, by=None)
    assert listed(bank) == [port.id]


def test_never_bars_the_pair_for_both(event, bank, port):
    services.say(port, bank.id, "never", by=None)

    services.rank(event.id)

    assert listed(bank) == listed(port) == []


def test_nothing_is_kept_about_a_firm_of_another_event(event, bank):
    stranger = factories.firm(factories.event(), "Chongqing")

    with pytest.raises(NotFound):
        services.say(bank, stranger.id, "hidden", by=None)


def test_a_new_version_replaces_the_shown_one_and_old_ones_go(event, bank, port):
    versions = [services.rank(event.id).version for _ in range(4)]

    kept = db.session.scalars(select(Ranking.version).order_by(Ranking.version)).all()
    assert versions == [1, 2, 3, 4]
    assert kept == [3, 4]
    assert db.session.scalar(select(func.count()).select_from(Suggestion)) == 4


def test_who_is_not_approved_is_not_shown(event, bank, port):
    draft = factories.firm(event, "Chongqing", state="draft", company_values={"sectors": PORT})
    services.rank(event.id)

    assert listed(bank) == [port.id]
    assert listed(draft) == [bank.id]


def test_many_saved_profiles_ask_for_one_ranking(app, event, bank, port):
    app.config["JOBS"] = "queue"

    for firm in (bank, port, bank):
        with transaction():
            profile_saved.send(firm)

    assert db.session.scalar(select(func.count()).select_from(JobRun)) == 1
