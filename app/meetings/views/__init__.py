"""Pages about meetings: one firm's requests, times and agenda; a delegation's; the whole event's."""

from app.meetings.views import (
    agenda,
    answer_link,
    arranged,
    attending,
    booking,
    bulk,
    calendars,
    counter,
    delegations,
    feeds,
    history,
    interpreters,
    invitation_link,
    overview,
    pairs,
    people_times,
    pictures,
    programmes,
    requests,
    round_host,
    rounds,
)
from app.meetings.views.blueprint import meetings

blueprints = (meetings,)

__all__ = [
    "agenda",
    "answer_link",
    "arranged",
    "attending",
    "blueprints",
    "booking",
    "bulk",
    "calendars",
    "counter",
    "delegations",
    "feeds",
    "history",
    "interpreters",
    "invitation_link",
    "overview",
    "pairs",
    "people_times",
    "pictures",
    "programmes",
    "requests",
    "round_host",
    "rounds",
]
