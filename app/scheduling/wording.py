"""Sentences for the codes of timetables: refusals, reasons, remedies, oddities, faults."""

from __future__ import annotations

from typing import Any

from flask_babel import gettext as _
from flask_babel import ngettext

from app.core.web import errors
from app.core.web.locale import in_a_row
from app.core.web.translations import lazy_gettext as _l
from app.meetings.fixed_tables import StayReason, UnfitTableReason
from app.scheduling.drafts import DraftState

_UNFIT_TEXTS = {
    UnfitTableReason.OTHER_SIDE: _l(
        "Firms of another side keep the tables of the zone of %(table)s. Nothing was changed."
    ),
    UnfitTableReason.TOO_SMALL: _l(
        "Table %(table)s has too few seats for the largest meeting of this firm. Nothing was changed."
    ),
    UnfitTableReason.NEVER_OPEN: _l(
        "Table %(table)s cannot be had at any time at which this firm is there. Nothing was changed."
    ),
}


def _unfit_text(*, why: str, table: str) -> str:
    return str(_UNFIT_TEXTS[UnfitTableReason(why)]) % {"table": table}


errors.register_sentences(
    {
        "table_kept": _l("Another firm keeps table %(table)s: take it away from that one first. Nothing was changed."),
        "table_unfit": _unfit_text,
        "tables_stale": _l("Somebody changed these tables since you opened the page. Nothing was changed."),
        "plan_runs": _l("A plan of this event runs already. Nothing was begun; see how far it is, or stop it."),
        "nothing_to_plan": _l("No meeting waits for a time. Nothing was begun."),
        "search_died": _l(
            "The search ended by itself: it ran out of memory or time, or was killed. What it had found is kept; "
            "you can plan again."
        ),
        "search_lost": _l("The process that searched was killed. What it had found is kept; you can plan again."),
        "draft_closed": _l("This draft is published or still searched for; it cannot be changed. Nothing was changed."),
        "move_breaks": _l("This would break a rule. Nothing was changed."),
        "plan_changed": _l("Things have changed since this draft was made. Nothing was published."),
        "nothing_to_undo": _l("There is nothing to undo."),
        "least_above_most": _l("At least %(least)s meetings are more than at most %(most)s. Nothing was changed."),
        "draft_moved_on": _l("Another planner changed this draft since you saw it. Nothing was changed."),
        "advice_changed": _l("What would help is something else by now. Nothing was changed."),
    }
)

STAY_TEXTS: dict[StayReason, Any] = {
    StayReason.THEIRS: _l("stays: the other firm keeps that table"),
    StayReason.TAKEN: _l("stays: another meeting sits at the table then"),
    StayReason.SHUT: _l("stays: the table cannot be had then"),
    StayReason.INTERPRETER: _l("stays: who interprets sits there"),
    StayReason.FAR: _l("stays: too far to walk in time"),
}
"""Why a meeting does not come to the table that a firm keeps."""

STATE_TEXTS: dict[str, tuple[str, Any]] = {
    DraftState.SEARCHING: ("wait", _l("being planned")),
    DraftState.DONE: ("good", _l("ready")),
    DraftState.STOPPED: ("good", _l("stopped, ready")),
    DraftState.LOST: ("bad", _l("search died")),
    DraftState.IMPOSSIBLE: ("bad", _l("impossible")),
    DraftState.PUBLISHED: ("good", _l("published")),
}
"""Kind and word of each state of a draft."""

REASON_TEXTS: dict[str, Any] = {
    "group_rule": _l("The two sides may not meet"),
    "already_met": _l("They have met already"),
    "no_interpreter": _l("Nobody interprets between them"),
    "no_table": _l("No table for them"),
    "no_common_slot": _l("No common time"),
    "limit": _l("A firm has its most meetings"),
    "firm_full": _l("A firm is full"),
    "crowded_out": _l("Crowded out"),
    "tables_full": _l("All tables full then"),
    "table_taken": _l("Its table is taken then"),
    "no_interpreter_then": _l("No interpreter then"),
    "run": _l("Too many in a row"),
    "walking": _l("Too far to walk"),
    "precedence": _l("Out of order"),
    "fits": _l("It would fit"),
    "taken_out": _l("Taken out by hand"),
    "not_told": _l("Not looked at yet"),
}

FAULT_TEXTS: dict[str, Any] = {
    "gone": _l("called off, declined or begun since"),
    "moved_since": _l("moved by the firms since"),
    "person_not_free": _l("somebody is away or taken then"),
    "stands_for_another_firm": _l("somebody no longer comes for the firm"),
    "unknown_person": _l("somebody no longer comes"),
    "unknown_table": _l("the table is gone"),
    "unknown_slot": _l("the time is gone"),
    "unknown_interpreter": _l("the interpreter no longer comes"),
    "unknown_request": _l("called off, declined or begun since"),
    "table_closed": _l("the table is closed or taken then"),
    "table_taken": _l("the table is taken then"),
    "table_is_kept": _l("the table is kept by another firm"),
    "table_of_another_side": _l("the tables of this zone are kept by another side"),
    "away_from_its_table": _l("a firm would leave the table that it keeps"),
    "person_taken": _l("somebody meets another firm then"),
    "interpreter_taken": _l("the interpreter works elsewhere then"),
    "interpreter_not_there": _l("the interpreter is away or taken then"),
    "wrong_interpreter": _l("the interpreter does not speak both languages"),
    "no_interpreter": _l("it needs an interpreter"),
    "needs_no_interpreter": _l("it needs no interpreter any more"),
    "no_chair": _l("no chair for the interpreter"),
    "run_too_long": _l("too many meetings in a row"),
    "too_far_to_walk": _l("too far to walk in time"),
    "limit": _l("a firm would have more than its most meetings"),
    "group_rule": _l("the two sides may not meet any more"),
    "already_met": _l("they have met meanwhile"),
    "too_long_for_the_day": _l("there is no room for its length"),
    "slot_not_allowed": _l("it may not begin then"),
    "meets_oneself": _l("one person stands for both firms"),
    "precedence": _l("it would come before what must come first"),
    "not_as_fixed": _l("it is locked elsewhere"),
    "held_twice": _l("it would be held twice"),
    "locked": _l("what is in the way is locked"),
}


def fault_words(code: str) -> str:
    return str(FAULT_TEXTS.get(code, code))


def reason_words(code: str) -> str:
    return str(REASON_TEXTS.get(code, code))


def state_label(state: str) -> tuple[str, str]:
    kind, word = STATE_TEXTS[state]
    return kind, str(word)


def change_text(did: str, *, who: str, what: str, when: str) -> str:
    """A sentence on what another planner did by hand."""
    match did:
        case "taken_out":
            return str(_("%(who)s took out %(what)s (%(when)s).", who=who, what=what, when=when))
        case "locked":
            return str(_("%(who)s locked %(what)s (%(when)s).", who=who, what=what, when=when))
        case "unlocked":
            return str(_("%(who)s unlocked %(what)s (%(when)s).", who=who, what=what, when=when))
        case "undone":
            return str(_("%(who)s undid a change of %(what)s (%(when)s).", who=who, what=what, when=when))
    return str(_("%(who)s changed %(what)s (%(when)s).", who=who, what=what, when=when))


def remedy_text(remedy: dict[str, Any], *, at: str, about: str, to: str, stays: bool = False) -> str:
    """What would help. ``at``, ``to``: times in words; ``about``: what is moved, given up, freed or raised; ``stays``:
    what is moved keeps its time."""
    match remedy["do"]:
        case "move" if stays:
            return str(_("Hold %(about)s otherwise at %(to)s: other people, table or interpreter", about=about, to=to))
        case "place":
            return str(_("It has room at %(at)s", at=at))
        case "move":
            return str(_("Free %(at)s by moving %(about)s to %(to)s", at=at, about=about, to=to))
        case "give_up":
            return str(_("Give up %(about)s at %(at)s", at=at, about=about))
        case "one_more_table":
            return str(_("One more table at %(at)s", at=at))
        case "one_more_interpreter":
            return str(_("One more interpreter at %(at)s", at=at))
        case "free_person":
            return str(_("%(about)s comes at %(at)s", at=at, about=about))
        case "raise_limit":
            return str(_("%(about)s takes one more meeting", about=about))
    return str(_("Nothing by itself"))


def interpreter_words(languages: str) -> str:
    """What would help where nobody interprets between two firms; ``languages``: in words."""
    return str(_("An interpreter for %(languages)s", languages=languages))


def remedy_button(do: str, *, at: str, to: str, stays: bool = False) -> str:
    """What an organizer presses to have it done; "" where somebody else must."""
    match do:
        case "move" if stays:
            return str(_("Hold that otherwise"))
        case "place":
            return str(_("Place it at %(at)s", at=at))
        case "move":
            return str(_("Move that to %(to)s", to=to))
        case "give_up":
            return str(_("Give that up"))
        case "one_more_table":
            return str(_("Add a table"))
        case "one_more_interpreter":
            return str(_("Add an interpreter"))
        case "raise_limit":
            return str(_("Allow one more"))
        case "free_person":
            return str(_("Say that it comes at %(at)s", at=at))
    return ""


def remedy_question(do: str, *, at: str, about: str) -> str:
    """What doing it changes besides the draft; "" for nothing. ``about``: the firms that it concerns."""
    if do == "free_person":
        return str(
            _(
                "You say for %(firm)s that somebody is there at %(at)s who was said to be away then. The firm reads on "
                "its home that you said so, and may change it. Undo takes back both this and the time.",
                firm=about,
                at=at,
            )
        )
    what = _event_remedy_question(do, at=at, about=about)
    stays = _("Undo takes the time back, not this.")
    return in_a_row((what, stays)) if what else ""


def _event_remedy_question(do: str, *, at: str, about: str) -> str:
    match do:
        case "one_more_table":
            return str(
                _("The event gets one more table, for all its hours, and the meeting its time at %(at)s.", at=at)
            )
        case "one_more_interpreter":
            return str(
                _(
                    "The event gets an interpreter of their languages, at %(at)s alone and without a name so far, and "
                    "the meeting its time.",
                    at=at,
                )
            )
        case "raise_limit":
            return str(
                _(
                    "%(firms)s: one meeting more than so far; other firms are as they were. This one gets its time at "
                    "%(at)s.",
                    firms=about,
                    at=at,
                )
            )
    return ""


def remedied_text(do: str, made: str) -> str:
    """What the event has more now."""
    match do:
        case "free_person":
            return str(_("%(name)s counts as there then. The firm reads on its home that you said so.", name=made))
        case "one_more_table":
            return str(_("Table %(table)s was added to the event.", table=made))
        case "one_more_interpreter":
            return str(_("“%(name)s” was added to the interpreters: say there who it is.", name=made))
        case "raise_limit":
            first, *other = made.split()
            if other:
                return str(_("The two may have %(one)s and %(other)s meetings now.", one=first, other=other[0]))
            return str(_("The firm may have %(num)s meetings now.", num=first))
    return ""


def warning_text(code: str, *, about: str, count: int, of: int) -> str:
    """A sentence. ``about``: the firm, time or pair in words."""
    match code:
        case "nobody_comes":
            return str(
                ngettext(
                    "%(about)s has nobody who comes; its %(num)d request cannot be held",
                    "%(about)s has nobody who comes; its %(num)d requests cannot be held",
                    count,
                    about=about,
                )
            )
        case "never_free":
            return str(_("%(about)s is never free", about=about))
        case "more_requests_than_slots":
            return str(
                ngettext(
                    "%(about)s has %(num)d request and room for %(of)s",
                    "%(about)s has %(num)d requests and room for %(of)s",
                    count,
                    about=about,
                    of=of,
                )
            )
        case "more_times_than_slots":
            return str(
                _(
                    "The requests of %(about)s take %(count)s times, and there are %(of)s",
                    about=about,
                    count=count,
                    of=of,
                )
            )
        case "no_common_slot":
            return str(_("%(about)s have no common time", about=about))
        case "hour_without_tables":
            return str(_("No table is open at %(about)s", about=about))
        case "more_requests_than_tables":
            return str(
                ngettext(
                    "%(num)d time at a table is wanted, and there are %(of)s",
                    "%(num)d times at tables are wanted, and there are %(of)s",
                    count,
                    of=of,
                )
            )
        case "nobody_interprets":
            return str(
                ngettext(
                    "%(num)d request needs languages that nobody interprets",
                    "%(num)d requests need languages that nobody interprets",
                    count,
                )
            )
        case "interpreters_short" if about:
            return str(
                ngettext(
                    "%(num)d time of an interpreter is needed for %(about)s, and there are %(of)s",
                    "%(num)d times of interpreters are needed for %(about)s, and there are %(of)s",
                    count,
                    about=about,
                    of=of,
                )
            )
    return str(
        ngettext(
            "%(num)d time of an interpreter is needed, and there are %(of)s",
            "%(num)d times of interpreters are needed, and there are %(of)s",
            count,
            of=of,
        )
    )
