"""What the figures of an event are counted from: its meetings, firms and people, in a constant number of queries."""

from __future__ import annotations

import datetime as dt
import io

import pytest
from openpyxl import load_workbook
from sqlalchemy import update

from app.accounts.models import Organisation
from app.core.db import db, transaction
from app.day.models import CheckInMethod
from app.day.services.check_ins import CheckInScan
from app.day.services.substitutes import register_substitute
from app.events.phases import Phase
from app.meetings.models import Meeting
from app.outcomes.figures import FigureFilter
from app.outcomes.queries.figures import figure_data_of
from app.outcomes.services.reports import create_report
from app.outcomes.stages import OutcomeStage
from app.registrations.models import Registration
from tests import factories
from tests.architecture.test_query_counts import counted
from tests.documents.printed import pages_of
from tests.outcomes.acts import booked, says
from tests.outcomes.test_figures import all_figures, length

pytestmark = pytest.mark.databases("sqlite", "postgresql")


@pytest.fixture
def day(event, clock):
    """Three meetings: held and signed by both, held and claimed by one, missed; a firm without any, a guest."""
    chamber = factories.delegation(event)
    ours = [
        factories.firm(event, "Singapore", delegation_id=chamber.id, company_values={"sectors": {"is_in": ["6419"]}}),
        factories.firm(event, "Singapore"),
    ]
    theirs = [factories.firm(event, "Chongqing") for _ in range(2)]
    factories.check_in(ours[0].representatives[0], at=factories.FIRST_SLOT)
    guest = factories.guest(event)
    factories.check_in(factories.representative(guest), at=factories.FIRST_SLOT)
    made = [booked(event, pair, n) for n, pair in enumerate([(ours[0], theirs[0]), (ours[1], theirs[1])])]
    clock["now"] = factories.FIRST_SLOT + dt.timedelta(minutes=20)
    late = booked(event, (ours[0], theirs[1]), 2)
    clock["now"] = factories.FIRST_SLOT + dt.timedelta(hours=8)
    with transaction():
        for number, state in ((made[0], "held"), (made[1], "held"), (late, "missed")):
            db.session.execute(update(Meeting).where(Meeting.id == number).values(state=state))
    for firm in (ours[0], theirs[0]):
        says(made[0], firm, OutcomeStage.SIGNED, 450_000_000, "SGD")
    says(made[1], ours[1], OutcomeStage.INTENT, 99_00)
    return event, chamber


def test_a_day_is_told_with_its_planned_and_made_held_and_missed_meetings(day):
    event, _chamber = day
    f = create_report(event, None, factories.DAY).figures

    told = (f.companies, f.expected, f.people, f.guests, f.due, f.planned, f.made, f.held, f.missed, f.look)
    assert [one.value for one in told] == [1, 4, 2, 1, 3, 2, 1, 2, 1, 1]
    assert {stage: one.value for stage, one in f.stages.items() if one.value} == {
        OutcomeStage.SIGNED: 1,
        OutcomeStage.INTENT: 1,
    }
    assert [(one.kind, one.currency, one.claimed, one.confirmed) for one in f.amounts] == [
        (OutcomeStage.SIGNED, "SGD", 450_000_000, 450_000_000),
        (OutcomeStage.INTENT, "CNY", 9_900, 0),
    ]


@pytest.mark.full
def test_each_day_tells_who_came_on_it_and_all_days_who_came_on_any(day):
    event, _chamber = day
    came = figure_data_of(event).list_companies(FigureFilter(day=factories.DAY, show="came"))
    [firm] = [db.session.get_one(Registration, one.id) for one in came]
    next_day = factories.DAY + dt.timedelta(days=1)

    def counted_on(day):
        f = create_report(event, None, day).figures
        return f.companies.value, f.people.value, f.guests.value

    assert (counted_on(factories.DAY), counted_on(next_day)) == ((1, 2, 1), (0, 0, 0))
    factories.check_in(firm.representatives[0], at=factories.FIRST_SLOT + dt.timedelta(days=1))
    assert (counted_on(factories.DAY), counted_on(next_day), counted_on(None)) == ((1, 2, 1), (1, 1, 0), (1, 2, 1))


@pytest.mark.full
def test_who_came_and_is_replaced_the_day_after_stays_among_those_who_came(day, clock):
    event, _chamber = day
    came = figure_data_of(event).list_companies(FigureFilter(day=factories.DAY, show="came"))
    [firm] = [db.session.get_one(Registration, one.id) for one in came]
    first = firm.representatives[0].display_name
    clock["now"] = factories.FIRST_SLOT + dt.timedelta(days=1)
    with transaction():
        event.phase = Phase.RUNNING
    by = factories.user().id
    register_substitute(
        event, firm.representatives[0].id, {"display_name": "Ng Deputy"}, CheckInScan(CheckInMethod.NAME), by=by
    )

    def counted_on(day):
        report = create_report(event, None, day)
        names = {one.name for one in report.ground.people_of(FigureFilter(day=day, show="came")) if not one.is_guest}
        return report.figures.companies.value, report.figures.people.value, names

    assert counted_on(factories.DAY) == (1, 2, {first})
    assert counted_on(factories.DAY + dt.timedelta(days=1)) == (1, 1, {"Ng Deputy"})
    assert counted_on(None) == (1, 3, {first, "Ng Deputy"})


def test_a_delegation_is_told_its_own_alone(day):
    event, chamber = day
    report = create_report(event, chamber, None)

    f = report.figures
    assert [one.value for one in (f.companies, f.expected, f.people, f.guests, f.due, f.held)] == [1, 1, 1, 0, 2, 1]
    assert [one.currency for one in f.amounts] == ["SGD"]
    for path, figure in all_figures(f):
        assert (path, length(report.ground, path, figure.wanted)) == (path, figure.value)


def test_the_same_figures_bear_the_same_version_and_others_another(day, clock):
    event, _chamber = day
    first = create_report(event, None, None)
    clock["now"] += dt.timedelta(minutes=1)

    again = create_report(event, None, None)
    assert (again.version, again.made_at > first.made_at) == (first.version, True)
    assert create_report(event, None, factories.DAY).version != first.version


def test_the_ground_costs_as_many_queries_for_many_meetings_as_for_none(day, app):
    event, _chamber = day
    empty = factories.event()
    figure_data_of(event)
    with counted() as few:
        figure_data_of(empty)
    with counted() as many:
        figure_data_of(event)

    assert len(many) <= len(few) <= 9


def test_the_workbook_tells_what_the_page_tells_and_amounts_as_numbers(client, day):
    event, _chamber = day
    organizer = factories.member(event.organisation, "organizer")
    page = f"/events/{event.slug}/figures"

    sent = client.as_user(organizer).get(f"{page}.xlsx?day=all")
    book = load_workbook(io.BytesIO(sent.data))

    assert [[cell.value for cell in row][:6] for row in book["Amounts"].iter_rows(min_row=2)] == [
        ["Signed", "SGD", 1, 4_500_000, 4_500_000, 1],
        ["Intent", "CNY", 1, 99, 0, 0],
    ]
    assert book["Meetings"].max_row == 4


@pytest.mark.full
def test_the_page_of_paper_is_one(client, day):
    event, _chamber = day
    organizer = factories.member(event.organisation, "organizer")

    for language, title in (("en", "Today in figures"), ("zh", "当日数据"), ("fr", "La journée en chiffres")):
        sent = client.as_user(organizer).get(f"/events/{event.slug}/figures.pdf?day=all&lang={language}")
        pages = pages_of(sent.data)
        assert (len(pages), title in pages[0]) == (1, True)


@pytest.mark.full
def test_a_list_shows_as_many_rows_as_its_figure_says(client, day):
    event, _chamber = day
    organizer = factories.member(event.organisation, "organizer")
    asked = client.as_user(organizer).get

    assert "2 meetings" in asked(f"/events/{event.slug}/figures/meetings?show=held").text
    assert "1 firm" in asked(f"/events/{event.slug}/figures/companies?show=came&sector=L").text
    assert "2 people" in asked(f"/events/{event.slug}/figures/people?show=came").text
    odd = "day=x&at=y&side=z&stage=q&standing=1&sector=%00&currency=a&page=-4"
    for kind in ("meetings", "firms", "people"):
        assert asked(f"/events/{event.slug}/figures/{kind}?{odd}").status_code == 200


@pytest.mark.full
def test_who_may_see_the_figures(client, day):
    event, chamber = day
    delegate = factories.member(db.session.get_one(Organisation, chamber.organisation_id), "chamber")
    firm = factories.user()
    factories.firm(event, users=[firm])
    page, own = f"/events/{event.slug}/figures", f"/events/{event.slug}/delegations/{chamber.id}/figures"

    seen = {
        who: (client.as_user(who).get(page).status_code, client.get(own).status_code)
        for who in (factories.member(event.organisation, "organizer"), delegate, firm, factories.user())
    }
    assert list(seen.values()) == [(200, 200), (403, 200), (403, 404), (404, 404)]
