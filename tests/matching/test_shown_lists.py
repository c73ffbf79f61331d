"""What firms are shown is logged, and read afterwards: how high the meetings stood that both sides wanted."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select

from app.core.db import db
from app.matching import services
from app.matching.evaluation import PlaceStatistics, WantedPlace, place_statistics
from app.matching.models import ShownList
from app.matching.packing import packed_lists
from app.matching.queries.rankings import get_latest_ranking
from app.matching.queries.suggestions import list_suggestions
from app.matching.ranking import rank_companies
from app.matching.stored_lists import log_entry, parse_log_entry, unpacked_places
from app.meetings import services as meetings
from app.privacy.erasure import Erasure, ErasureReason
from app.privacy.services.erasure import erase_data
from tests import factories
from tests.matching.worlds import worlds


@pytest.mark.full
@given(worlds())
def test_the_log_holds_whom_a_list_shows_with_their_scores(firms):
    for _key, packed in packed_lists(rank_companies(firms), 3):
        kept, shown = parse_log_entry(log_entry(packed)), unpacked_places(packed)
        assert [other for other, _score in kept] == [one.other for one in shown]
        assert [score for _other, score in kept] == pytest.approx([one.score for one in shown], abs=0.01)


def log_of(event):
    return [
        (row.registration_id, row.version, [other for other, _score in parse_log_entry(row.places)])
        for row in db.session.scalars(
            select(ShownList).where(ShownList.event_id == event.id).order_by(ShownList.version, ShownList.id)
        )
    ]


@pytest.mark.full
@pytest.mark.databases("sqlite", "postgresql")
def test_each_list_is_logged_from_the_version_on_that_shows_it(event, bank, port):
    services.rank_event(event.id)
    services.rank_event(event.id)
    services.set_preference(bank, port.id, "known", by=None)
    services.delete_preference(bank, port.id, "known", by=None)

    assert sorted(log_of(event)) == [
        (bank.id, 1, [port.id]), (bank.id, 3, []), (bank.id, 4, [port.id]),
        (port.id, 1, [bank.id]), (port.id, 3, []), (port.id, 4, [bank.id]),
    ]  # fmt: skip


def test_what_is_logged_is_what_the_page_shows(event, bank, port):
    for codes in (["4649"], ["5210", "6511"], ["2930"]):
        factories.firm(event, "Chongqing", company_values={"sectors": {"offers": codes, "seeks": ["6419"]}})
    services.rank_event(event.id)

    latest = get_latest_ranking(event.id)
    assert latest is not None
    shown = [place.registration_id for place in list_suggestions(bank.id, latest)]
    assert (bank.id, 1, shown) in log_of(event)
    assert len(shown) == 4


@pytest.mark.full
def test_the_log_goes_with_an_erased_firm(event, bank, port):
    services.rank_event(event.id)

    erase_data(
        Erasure(
            why=ErasureReason.MISTAKE,
            by=None,
            companies=frozenset({bank.company_id}),
            registrations=frozenset({bank.id}),
        )
    )

    assert {firm for firm, _version, places in log_of(event) if places} == {port.id}


def meet(event, asker, asked, *, by=None):
    meeting_id = meetings.request_meeting(event.id, asker.id, asked.id, by=by)
    meetings.accept(meeting_id, asked.id, by=by)


def test_meetings_that_both_wanted_are_found_in_the_lists_they_came_from(app, event, bank, port):
    farm = factories.firm(event, "Chongqing", name="Farm", company_values={"sectors": {"offers": ["0111"]}})
    services.rank_event(event.id)
    meet(event, port, bank)
    meet(event, bank, farm)
    services.set_preference(bank, port.id, "known", by=None)

    told = app.test_cli_runner().invoke(args=["matching", "evaluate", event.slug])

    assert told.exit_code == 0, told.output
    lines = {line[:24].strip(): line[24:].split() for line in told.output.splitlines()[2:]}
    assert [*lines] == ["lists of who asked", "lists of who was asked", "lists of Chongqing", "lists of Singapore"]
    assert told.output.startswith("2 meetings that both sides wanted\n")
    assert lines["lists of who asked"] == ["2", "2", "2", "2.0", "1.5"]
    assert lines["lists of Singapore"] == ["2", "2", "2", "2.0", "1.5"]
    assert lines["lists of Chongqing"] == ["2", "2", "2", "2.0", "1"]


def test_who_was_arranged_for_or_declined_wanted_nothing(app, event, bank, port):
    services.rank_event(event.id)
    meeting_id = meetings.request_meeting(event.id, bank.id, port.id, by=None)
    meetings.decline(meeting_id, port.id, by=None)

    told = app.test_cli_runner().invoke(args=["matching", "evaluate", event.slug])

    assert told.output == "0 meetings that both sides wanted\n"


def test_an_event_that_is_not_there_is_told_with_those_that_are(app, event):
    told = app.test_cli_runner().invoke(args=["matching", "evaluate", "no-such"])

    assert told.exit_code == 2
    assert event.slug in told.output


@given(st.lists(st.builds(WantedPlace, st.none() | st.integers(1, 20), st.integers(0, 200))))
def test_counts_of_places_hold_together(wanted):
    told = place_statistics(wanted)

    assert told.meetings >= told.listed >= told.first >= 0
    assert 0 <= told.expected_by_chance <= told.meetings
    assert (told.middle is None) is (told.listed == 0)


def test_places_are_told_beside_what_a_lot_would_bring():
    told = place_statistics([WantedPlace(1, 100), WantedPlace(10, 100), WantedPlace(15, 5), WantedPlace(None, 0)])

    assert told == PlaceStatistics(meetings=4, listed=3, first=2, expected_by_chance=told.expected_by_chance, middle=10)
    assert told.expected_by_chance == pytest.approx(0.1 + 0.1 + 1 + 1)
