"""What an organizer says of one firm alone goes into plans, bookings, the firm's own pages and the doctor's look."""

from __future__ import annotations

import pytest

from app.accounts.permissions import Role
from app.core.db import db, transaction
from app.events.rules import NO_OWN_LIMITS, CompanyLimits
from app.meetings.errors import AcceptsNoMeetings
from app.meetings.models import Meeting
from app.meetings.queries.policy import count_tallies, get_meeting_maximums, get_own_limits
from app.meetings.services.policy import LeastAboveMost, raise_meeting_limit, set_company_limits
from app.scheduling import checker
from app.scheduling.drafts import PlanSettings
from app.scheduling.pace import SearchPace
from app.scheduling.problem import ProblemLimits as Planned
from app.scheduling.queries.event_problem import get_event_problem
from app.scheduling.solver import solve_problem
from app.scheduling.unplaced import list_unplaced
from tests import factories
from tests.scheduling import halls
from tests.support.soundness import faults_of_rows

pytestmark = pytest.mark.usefixtures("the_day_before")


@pytest.mark.full
def test_a_limit_of_one_firm_goes_into_problem_checker_and_reasons():
    event, here, there = halls.hall(2, 3, min_meetings=1, max_meetings=3, longest_run=4)
    for one in here:
        for other in there:
            halls.agreed(one, other)
    set_company_limits(event.id, here[0].id, CompanyLimits(most_meetings=2, longest_run=1), by=None)

    problem = get_event_problem(event, PlanSettings()).problem
    plan = solve_problem(problem, pace=SearchPace(work=5000))

    limits = {int(firm.id): firm.limits for firm in problem.firms}
    mine = [held for held in plan.timetable if str(here[0].id) in _firms(problem, held)]
    places = sorted([slot.id for slot in problem.slots].index(held.slot) for held in mine)
    (left,) = list_unplaced(problem, plan.timetable)
    assert limits[here[0].id] == Planned(1, 2, 1)
    assert limits[here[1].id] == Planned(1, 3, 4)
    assert (len(mine), places[1] - places[0] > 1) == (2, True)
    assert checker.find_faults(problem, plan.timetable) == []
    assert (left.reason, left.about, left.remedy.do) == ("limit", (str(here[0].id),), "raise_limit")


def _firms(problem, held):
    request = next(one for one in problem.requests if one.id == held.request)
    return request.asker, request.asked


def test_bookings_go_by_it_and_what_a_firm_has_it_keeps():
    event, here, there = halls.hall(2, 3, max_meetings=3)
    kept = [halls.arranged(here[0], other) for other in there[:2]]
    set_company_limits(event.id, here[0].id, CompanyLimits(most_meetings=1), by=None)

    with pytest.raises(AcceptsNoMeetings):
        halls.arranged(here[0], there[2])

    assert [db.session.get_one(Meeting, one).state for one in kept] == ["agreed", "agreed"]
    assert get_meeting_maximums(event, count_tallies(event.id, [here[0].id, here[1].id])) == {
        here[0].id: 1,
        here[1].id: 3,
    }
    assert raise_meeting_limit(event.id, here[0].id, by=None) == 2
    assert faults_of_rows() == []


def test_an_organizer_limits_one_firm_by_a_form_and_takes_it_back(client):
    event, here, _there = halls.hall(2, 1, min_meetings=2, max_meetings=4)
    client.as_user(factories.event_role(event, Role.ORGANIZER, name="Mei"))
    url = f"/events/{event.slug}/schedule/limits"

    refused = client.post(url, data={"firm": here[0].id, "least": "5", "most": ""})
    client.post(url, data={"firm": here[0].id, "least": "", "most": "１", "run": "2"})
    set_page = client.get(url).get_data(as_text=True)
    own = get_own_limits(db.session.get_one(type(here[0]), here[0].id))
    client.post(f"{url}/removal", data={"firm": here[0].id})

    assert refused.status_code == 422
    assert "At least 5 meetings are more than at most 4" in refused.get_data(as_text=True)
    assert own == CompanyLimits(most_meetings=1, longest_run=2)
    assert "Lion 1" in set_page
    assert "1 firm has limits" not in client.get(f"/events/{event.slug}/schedule").get_data(as_text=True)
    with transaction() as session:
        session.refresh(here[0])
    assert get_own_limits(here[0]) == NO_OWN_LIMITS
    with pytest.raises(LeastAboveMost):
        set_company_limits(event.id, here[0].id, CompanyLimits(least_meetings=2, most_meetings=1), by=None)
