"""What the overview shows of the features below: figures, what happened, who takes part. Its steps: ``steps``."""

from __future__ import annotations

from collections.abc import Iterator

from flask_babel import ngettext

from app.dashboard.queries.named import firms_named_in
from app.dashboard.queries.sectors import participants_of
from app.dashboard.reactions.steps import counted, steps_of
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
    """Six: firms approved of all, what waits for approval, delegations, meetings asked for, agreed and booked; group
    meetings where there are any.

    What stays of letters is a step, and stands on their own page.
    """
    counts = counted(event_id)
    firms, delegations = counts.firms, counts.delegations
    everybody, waiting = sum(firms.values()), firms.get(RegistrationState.SUBMITTED, 0)
    approved = firms.get(RegistrationState.APPROVED, 0)
    label = ngettext("firm approved", "firms approved", approved)
    yield Figure(approved, label, "registrations.index", {"state": "approved"}, of=everybody)
    label = ngettext("firm to approve", "firms to approve", waiting)
    yield Figure(waiting, label, "registrations.index", {"state": "submitted"})
    yield Figure(delegations, ngettext("delegation", "delegations", delegations), "registrations.delegations")
    asked, agreed, booked = (counts.meetings.get(one, 0) for one in (State.REQUESTED, State.AGREED, State.BOOKED))
    for state, count, label in (
        (State.REQUESTED, asked, ngettext("request open", "requests open", asked)),
        (State.AGREED, agreed, ngettext("agreed, without a time", "agreed, without a time", agreed)),
        (State.BOOKED, booked, ngettext("meeting booked", "meetings booked", booked)),
    ):
        yield Figure(count, label, "meetings.index", {"state": state.value})
    if counts.groups:
        yield Figure(counts.groups, ngettext("group meeting", "group meetings", counts.groups), "meetings.all_groups")


figure_sources.append(figures_of)
step_sources.append(steps_of)
notice_words.update(NOTICE_WORDS)
notice_places.update(NOTICE_PLACES)
firm_sources.append(firms_named_in)
participants_sources.append(participants_of)
