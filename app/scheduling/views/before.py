"""Before planning: what goes in, what is odd, what the planner asks; and the drafts so far."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from itertools import groupby

from flask import redirect, request, url_for
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
from app.matching.queries.filling import lacking_at
from app.meetings.lifecycle import State
from app.meetings.queries.frame import frame_of
from app.scheduling.asked import SECONDS, USUAL_SECONDS, Settings
from app.scheduling.forms import settings_in
from app.scheduling.oddities import Oddity, oddities
from app.scheduling.queries.drafts import drafts_of, search_of
from app.scheduling.queries.ground import Gathered, gather, keeps_tables_at_first, tables_kept
from app.scheduling.queries.people import people_to_choose
from app.scheduling.services import planning
from app.scheduling.views.blueprint import PLAN, PLANNERS, scheduling
from app.scheduling.views.happened import Happened, happened_in
from app.scheduling.views.naming import Names, names_in, need_words
from app.scheduling.wording import oddity_words

SHOWN = 6
"""Of each kind of what is odd; the others by one more click."""
MOST_SHOWN = 200
BEFORE = (Phase.DRAFT, Phase.REGISTRATION, Phase.BOOKING)


@dataclass(frozen=True, slots=True)
class Counted:
    """What goes in, by how it came about and by priority."""

    agreed: int
    arranged: int
    unanswered: int
    booked: int
    priorities: dict[str, int]

    @property
    def total(self) -> int:
        return self.agreed + self.arranged + self.unanswered + self.booked


@scheduling.get(PLAN)
@allow(*PLANNERS, of=an_event)
def plan(event: Event) -> ResponseReturnValue:
    return _page(event, Happened())


def _page(event: Event, happened: Happened, chosen: Settings | None = None) -> str:
    """``chosen``: the settings that a planner chose already, None for the usual ones."""
    drafts = drafts_of(event.id)
    running = next((draft for draft in drafts if draft.state == "searching"), None)
    search = search_of(running) if running is not None else None
    early = event.booking_mode == BookingMode.PLANNED and event.phase in BEFORE
    repairs = event.phase != planning.PLANNED_FIRST and not early
    locked = [draft.number for draft in drafts if draft.figures.get("locked")]
    usual = Settings(
        seconds=USUAL_SECONDS,
        keep_tables=keeps_tables_at_first(event),
        unanswered=event.place_unanswered,
        locks_of=locked[0] if locked and not repairs else None,
    )
    found = gather(event, usual)
    names = names_in(event, found.problem)
    odd = oddities(found.problem)
    return render_page(
        "scheduling/plan.html",
        "scheduling/_happened.html",
        event=event,
        may_plan=is_allowed(Phase(event.phase), EventAct.PLAN, BookingMode(event.booking_mode)),
        counted=_counted(found),
        limited=sum(own != NO_OWN_LIMITS for own in found.ground.own.values()),
        at_home=tables_kept(event.id),
        slots=len(names.columns),
        tables=len(names.tables),
        odd=[_kind(list(kind), names, found) for _code, kind in groupby(odd, key=lambda one: one.code)],
        silent=sum(not (party.languages or party.spoken) for party in found.ground.parties.values()),
        lacking=len(lacking_at(event)),
        usual=chosen or usual,
        live=event.booking_mode == BookingMode.LIVE,
        happened=happened,
        seconds=[(each, seconds_words(each)) for each in SECONDS],
        seated=bool(frame_of(event.id).seated),
        drafts=drafts,
        running=running,
        search=search,
        locked=locked,
        early=early,
        planning=phase_name(Phase.PLANNING),
        repairs=repairs,
        names=names,
        people=people_to_choose(event.id) if repairs else [],
    )


@scheduling.post(PLAN)
@allow(*PLANNERS, of=an_event)
def begin(event: Event) -> ResponseReturnValue:
    """``more``: nothing is planned; the form comes back with one more row of that kind."""
    settings = settings_in(request.form, slots={slot.id: slot for slot in event.slots})
    if request.form.get("more"):
        return _page(event, happened_in(request.form), settings)
    draft = planning.begin(event, settings, by=current_user.id)
    return redirect(url_for("scheduling.draft", event=event, number=draft.number), 303)


def seconds_words(seconds: int) -> str:
    words = {
        10: gettext("10 seconds: a first look"),
        30: gettext("30 seconds: enough for most events"),
        120: gettext("2 minutes: for crowded halls"),
    }
    return str(words[seconds])


def _counted(found: Gathered) -> Counted:
    kinds: Counter[str] = Counter()
    for one in found.ground.meetings:
        kinds["arranged" if one.state == State.AGREED and one.arranged else one.state.value] += 1
    return Counted(
        agreed=kinds["agreed"],
        arranged=kinds["arranged"],
        unanswered=kinds["requested"],
        booked=kinds["booked"],
        priorities=dict(Counter(one.priority for one in found.ground.meetings)),
    )


def _kind(odd: list[Oddity], names: Names, found: Gathered) -> tuple[list[str], list[str], int]:
    """Of one kind: the worst in words, those behind, and how many are behind."""
    said = [_said(one, names, found) for one in odd[:MOST_SHOWN]]
    return said[:SHOWN], said[SHOWN:], len(odd[SHOWN:])


def _said(one: Oddity, names: Names, found: Gathered) -> str:
    about = one.about
    if one.code == "hour_without_tables":
        about = names.at(about)
    elif one.code == "no_common_slot":
        request = next(each for each in found.problem.requests if each.id == about)
        about = gettext("%(one)s and %(other)s", one=names.firm(request.asker), other=names.firm(request.asked))
    elif one.code == "interpreters_short":
        about = need_words(about.split())
    elif about:
        about = names.firm(about)
    return oddity_words(one.code, about=about, count=one.count, of=one.of)
