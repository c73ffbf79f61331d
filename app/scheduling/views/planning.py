"""Before planning: what goes in, warnings, what the planner asks, what has happened since; and the drafts so far."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from itertools import groupby

from flask import redirect, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from flask_login import current_user

from app.core.web.guards import allow
from app.core.web.pages import render_page
from app.events.models import Event
from app.events.phases import BookingMode, EventAct, Phase, is_allowed
from app.events.rules import NO_OWN_LIMITS
from app.events.scopes import an_event
from app.events.wording import phase_name
from app.matching.queries.fill_up import list_shortfalls
from app.meetings.lifecycle import MeetingState
from app.meetings.queries.occupancy import get_event_layout
from app.scheduling.drafts import DEFAULT_SECONDS, SECONDS_CHOICES, PlanSettings
from app.scheduling.forms import PlanForm, PlanIncidents
from app.scheduling.plan_warnings import PlanWarning, list_warnings
from app.scheduling.queries.drafts import get_search, list_drafts
from app.scheduling.queries.event_problem import (
    GatheredProblem,
    count_fixed_tables,
    get_event_problem,
    has_tables_for_all,
    list_expected_people,
)
from app.scheduling.services import planning
from app.scheduling.views.blueprint import (
    PLAN_URL,
    PLANNER_ROLES,
    ProblemNames,
    get_problem_names,
    need_words,
    scheduling,
)
from app.scheduling.wording import warning_text

SHOWN_WARNINGS = 6
"""Of each kind of what is odd; the others by one more click."""
MAX_SHOWN_WARNINGS = 200
EARLY_PHASES = (Phase.DRAFT, Phase.REGISTRATION, Phase.BOOKING)


@dataclass(frozen=True, slots=True)
class RequestCounts:
    """What goes in, by how it came about and by priority."""

    agreed: int
    arranged: int
    unanswered: int
    booked: int
    priorities: dict[str, int]

    @property
    def total(self) -> int:
        return self.agreed + self.arranged + self.unanswered + self.booked


@scheduling.get(PLAN_URL)
@allow(*PLANNER_ROLES, of=an_event)
def plan(event: Event) -> ResponseReturnValue:
    return _plan_page(event, PlanIncidents())


def _plan_page(event: Event, happened: PlanIncidents, chosen: PlanSettings | None = None) -> str:
    """``chosen``: the settings that a planner chose already, None for the usual ones."""
    drafts = list_drafts(event.id)
    running = next((draft for draft in drafts if draft.state == "searching"), None)
    search = get_search(running) if running is not None else None
    early = event.booking_mode == BookingMode.PLANNED and event.phase in EARLY_PHASES
    repairs = event.phase != planning.FIRST_PLAN_PHASE and not early
    locked = [draft.number for draft in drafts if draft.figures.get("locked")]
    usual = PlanSettings(
        seconds=DEFAULT_SECONDS,
        keep_tables=has_tables_for_all(event),
        unanswered=event.place_unanswered,
        locks_of=locked[0] if locked and not repairs else None,
    )
    gathered = get_event_problem(event, usual)
    names = get_problem_names(event, gathered.problem)
    odd = list_warnings(gathered.problem)
    return render_page(
        "scheduling/plan.html",
        "scheduling/_happened.html",
        event=event,
        may_plan=is_allowed(Phase(event.phase), EventAct.PLAN, BookingMode(event.booking_mode)),
        counted=_request_counts(gathered),
        limited=sum(own != NO_OWN_LIMITS for own in gathered.ground.own.values()),
        at_home=count_fixed_tables(event.id),
        slots=len(names.columns),
        tables=len(names.tables),
        odd=[
            _warning_group(list(kind), names, gathered)
            for _code, kind in groupby(odd, key=lambda warning: warning.code)
        ],
        silent=sum(not (party.languages or party.spoken) for party in gathered.ground.parties.values()),
        lacking=len(list_shortfalls(event)),
        usual=chosen or usual,
        live=event.booking_mode == BookingMode.LIVE,
        happened=happened,
        seconds=[(each, seconds_text(each)) for each in SECONDS_CHOICES],
        seated=bool(get_event_layout(event.id).seated),
        drafts=drafts,
        running=running,
        search=search,
        locked=locked,
        early=early,
        planning=phase_name(Phase.PLANNING),
        repairs=repairs,
        names=names,
        people=list_expected_people(event.id) if repairs else [],
    )


@scheduling.post(PLAN_URL)
@allow(*PLANNER_ROLES, of=an_event)
def begin(event: Event) -> ResponseReturnValue:
    form = PlanForm()
    settings = form.get_settings(slots={slot.id: slot for slot in event.slots})
    if form.more.data:
        return _plan_page(event, form.incidents, settings)
    draft = planning.create_draft(event, settings, by=current_user.id)
    return redirect(url_for("scheduling.draft", event=event, number=draft.number), 303)


def seconds_text(seconds: int) -> str:
    words = {
        10: gettext("10 seconds: a first look"),
        30: gettext("30 seconds: enough for most events"),
        120: gettext("2 minutes: for crowded halls"),
    }
    return str(words[seconds])


def _request_counts(gathered: GatheredProblem) -> RequestCounts:
    kinds: Counter[str] = Counter()
    for meeting in gathered.ground.meetings:
        kinds["arranged" if meeting.state == MeetingState.AGREED and meeting.arranged else meeting.state.value] += 1
    return RequestCounts(
        agreed=kinds["agreed"],
        arranged=kinds["arranged"],
        unanswered=kinds["requested"],
        booked=kinds["booked"],
        priorities=dict(Counter(meeting.priority for meeting in gathered.ground.meetings)),
    )


def _warning_group(
    odd: list[PlanWarning], names: ProblemNames, gathered: GatheredProblem
) -> tuple[list[str], list[str], int]:
    """Of one kind: the worst in words, those behind, and how many are behind."""
    texts = [_warning_text(warning, names, gathered) for warning in odd[:MAX_SHOWN_WARNINGS]]
    return texts[:SHOWN_WARNINGS], texts[SHOWN_WARNINGS:], len(odd[SHOWN_WARNINGS:])


def _warning_text(warning: PlanWarning, names: ProblemNames, gathered: GatheredProblem) -> str:
    about = warning.about
    if warning.code == "hour_without_tables":
        about = names.at(about)
    elif warning.code == "no_common_slot":
        request = next(each for each in gathered.problem.requests if each.id == about)
        about = gettext("%(one)s and %(other)s", one=names.company(request.asker), other=names.company(request.asked))
    elif warning.code == "interpreters_short":
        about = need_words(about.split())
    elif about:
        about = names.company(about)
    return warning_text(warning.code, about=about, count=warning.count, of=warning.of)
