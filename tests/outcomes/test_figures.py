"""Each figure is as long as its list; claims and confirmations, and currencies, stay apart whatever was said."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import fields, is_dataclass

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.meetings.lifecycle import MeetingState
from app.outcomes.figures import (
    CountedFigure,
    EventFigures,
    FigureCompany,
    FigureData,
    FigureFilter,
    FigureMeeting,
    FigurePerson,
    figures_of,
)
from app.outcomes.stages import OutcomeStage, OutcomeVerdict
from app.outcomes.views.figures import filter_arguments, parse_figure_filter
from tests.outcomes.test_stages import words

DAY = dt.date(2032, 3, 18)
DAYS = (DAY, DAY + dt.timedelta(days=1))
SECTIONS = ("C", "G", "K")
FIRMS = range(1, 7)


@st.composite
def grounds(draw):
    firms = {
        one: FigureCompany(
            *(one, f"Firm {one}", "", 1 if one < 4 else 2, draw(st.sampled_from([None, 7]))),
            *(draw(st.frozensets(st.sampled_from(SECTIONS), max_size=2)), draw(st.booleans())),
            draw(st.frozensets(st.sampled_from(DAYS))),
        )
        for one in FIRMS
    }
    people = [
        FigurePerson(
            n, f"Person {n}", "", frozenset({n}), draw(st.booleans()), draw(st.frozensets(st.sampled_from(DAYS)))
        )
        for n in FIRMS
    ]
    meetings = [draw(met(n)) for n in range(draw(st.integers(0, 8)))]
    own = draw(st.none() | st.just(frozenset(one for one in FIRMS if firms[one].delegation == 7)))
    if own is not None:
        meetings = [one for one in meetings if own & set(one.companies)]
    return FigureData(meetings, firms, people, own)


@st.composite
def met(draw, number):
    low, high = sorted(draw(st.lists(st.sampled_from(FIRMS), min_size=2, max_size=2, unique=True)))
    day, hour = draw(st.sampled_from(DAYS)), draw(st.integers(1, 3))
    said = draw(words((low, high)))
    seen = draw(st.sampled_from((None, *said)))
    return FigureMeeting(
        number,
        draw(st.sampled_from((MeetingState.BOOKED, MeetingState.HELD, MeetingState.MISSED))),
        dt.datetime(day.year, day.month, day.day, hour, tzinfo=dt.UTC),
        day,
        (low, high),
        draw(st.none() | st.sampled_from(DAYS)),
        OutcomeVerdict(said, seen),
    )


def all_figures(value: object, path: str = "") -> Iterator[tuple[str, CountedFigure]]:
    if isinstance(value, CountedFigure):
        yield path, value
    elif is_dataclass(value):
        for one in fields(value):
            yield from all_figures(getattr(value, one.name), f"{path}.{one.name}")
    elif isinstance(value, dict):
        for one in value.values():
            yield from all_figures(one, path)
    elif isinstance(value, list):
        for one in value:
            yield from all_figures(one, path)


def length(ground: FigureData, path: str, wanted: FigureFilter) -> int:
    if "companies" in path or "expected" in path:
        return len(ground.list_companies(wanted))
    return len(ground.people_of(wanted) if "people" in path or "guests" in path else ground.meetings_of(wanted))


def made(ground: FigureData, day: dt.date | None) -> EventFigures:
    return figures_of(ground, [1, 2], day, SECTIONS)


@pytest.mark.full
@given(grounds(), st.sampled_from((None, *DAYS)))
def test_every_figure_is_as_long_as_the_list_that_its_address_leads_to(ground, day):
    found = list(all_figures(made(ground, day)))

    assert len(found) > 20
    for path, figure in found:
        wanted = parse_figure_filter(filter_arguments(figure.wanted) | {"side": str(figure.wanted.side or "")})
        assert (path, length(ground, path, wanted)) == (path, figure.value)


@pytest.mark.full
@given(grounds())
def test_the_days_add_up_to_all_of_them(ground):
    whole, days = made(ground, None), [made(ground, day) for day in DAYS]

    for name in ("due", "held", "missed", "planned", "made", "spoken", "silent", "look"):
        assert getattr(whole, name).value == sum(getattr(one, name).value for one in days)


@pytest.mark.full
@given(grounds(), st.sampled_from((None, *DAYS)))
def test_what_came_of_meetings_parts_those_that_were_held(ground, day):
    figures = made(ground, day)

    assert figures.held.value == sum(one.value for one in figures.stages.values()) + figures.silent.value
    assert figures.due.value == figures.planned.value + figures.made.value
    assert figures.due.value == sum(time.due.value for time in figures.times)


@pytest.mark.full
@given(grounds())
def test_amounts_stay_in_their_currency_and_claims_apart_from_confirmations(ground):
    figures = made(ground, None)
    held = [one.verdict for one in ground.meetings if one.is_held]

    for one in figures.amounts:
        claims = [word.money for verdict in held for word in verdict.words if word.stage is one.kind and word.money]
        seen = [verdict.confirmed_money for verdict in held if verdict.confirmed is one.kind]
        assert one.claimed <= sum(money.amount for money in claims if money.currency == one.currency)
        assert one.confirmed == sum(money.amount for money in seen if money and money.currency == one.currency)


@pytest.mark.full
@given(grounds())
def test_what_is_missed_or_not_over_yet_counts_for_nothing_that_came_of_meetings(ground):
    open_ones = [one for one in ground.meetings if not one.is_held]
    figures = made(FigureData(open_ones, ground.companies, ground.people, ground.own), None)

    assert figures.amounts == []
    assert [one.value for one in figures.stages.values()] == [0] * len(OutcomeStage)
