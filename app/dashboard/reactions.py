"""What the organizer's overview shows of the features below: figures, next steps, what happened."""

from __future__ import annotations

from collections.abc import Iterator

from flask import g
from flask_babel import gettext as _
from flask_babel import ngettext

from app.dashboard.queries import Counts, counts_of, participants_of
from app.dashboard.wording import NOTICE_WORDS
from app.events.overview import Figure, Step, figure_sources, notice_words, step_sources
from app.events.participants import participants_sources
from app.meetings.lifecycle import State
from app.registrations.states import RegistrationState

LETTERS = "messages.letters"


def figures_of(event_id: int) -> Iterator[Figure]:
    """Firms, what waits for approval, delegations, meetings asked for, agreed and booked, letters that stay."""
    counts = _counts(event_id)
    firms, meetings = counts.firms, counts.meetings
    approved, waiting = firms.get(RegistrationState.APPROVED, 0), firms.get(RegistrationState.SUBMITTED, 0)
    yield Figure(sum(firms.values()), ngettext("firm", "firms", sum(firms.values())), "registrations.index")
    yield Figure(approved, _("approved"), "registrations.index", {"state": "approved"})
    yield Figure(waiting, _("to approve"), "registrations.index", {"state": "submitted"})
    delegations = counts.delegations
    yield Figure(delegations, ngettext("delegation", "delegations", delegations), "registrations.delegations")
    for state, label in (
        (State.REQUESTED, _("requests open")),
        (State.AGREED, _("agreed, without a time")),
        (State.BOOKED, _("meetings booked")),
    ):
        yield Figure(meetings.get(state, 0), label, "meetings.index", {"state": state.value})
    if counts.unsent:
        yield Figure(counts.unsent, _("letters not sent"), LETTERS)


def steps_of(event_id: int) -> Iterator[Step]:
    """What waits for the organizer."""
    counts = _counts(event_id)
    waiting = counts.firms.get(RegistrationState.SUBMITTED, 0)
    if waiting:
        title = ngettext("Approve %(num)d registration", "Approve %(num)d registrations", waiting)
        text = _("Until then these firms are suggested to nobody and cannot ask.")
        yield Step(20, title, text, _("Look at them"), "registrations.index", {"state": "submitted"})
    if counts.letters.get("failed"):
        title = ngettext("%(num)d letter failed", "%(num)d letters failed", counts.letters["failed"])
        text = _("Its reader knows nothing yet. See why, and send it again.")
        yield Step(15, title, text, _("See the letters"), LETTERS, {"state": "failed"})
    if not counts.delegations:
        text = _("Its chamber then imports the firms from the sheet that it has.")
        yield Step(30, _("Enter the first delegation"), text, _("Enter it"), "registrations.delegations")


def _counts(event_id: int) -> Counts:
    """Counted once a request."""
    known: dict[int, Counts] = g.setdefault("event_counts", {})
    if event_id not in known:
        known[event_id] = counts_of(event_id)
    return known[event_id]


figure_sources.append(figures_of)
step_sources.append(steps_of)
notice_words.update(NOTICE_WORDS)
participants_sources.append(participants_of)
