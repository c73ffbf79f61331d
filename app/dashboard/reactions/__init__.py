"""What the overview shows of the features below: figures, what happened, who takes part. Its steps: ``steps``."""

from __future__ import annotations

from collections.abc import Iterator

from flask_babel import gettext as _
from flask_babel import ngettext

from app.dashboard.queries import firms_named_in, participants_of
from app.dashboard.reactions.steps import LETTERS, counted, steps_of
from app.dashboard.wording import NOTICE_PLACES, NOTICE_WORDS
from app.events.overview import (
    Figure,
    figure_sources,
    firm_sources,
    notice_places,
    notice_words,
    step_sources,
)
from app.events.participants import participants_sources
from app.meetings.lifecycle import State
from app.registrations.states import RegistrationState


def figures_of(event_id: int) -> Iterator[Figure]:
    """Firms, what waits for approval, delegations, meetings asked for, agreed and booked, letters that stay."""
    counts = counted(event_id)
    firms, meetings = counts.firms, counts.meetings
    approved, waiting = firms.get(RegistrationState.APPROVED, 0), firms.get(RegistrationState.SUBMITTED, 0)
    yield Figure(sum(firms.values()), ngettext("firm", "firms", sum(firms.values())), "registrations.index")
    yield Figure(
        approved, ngettext("firm approved", "firms approved", approved), "registrations.index", {"state": "approved"}
    )
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


figure_sources.append(figures_of)
step_sources.append(steps_of)
notice_words.update(NOTICE_WORDS)
notice_places.update(NOTICE_PLACES)
firm_sources.append(firms_named_in)
participants_sources.append(participants_of)
