"""The pages about meetings: a company’s requests, times and agenda; a delegation’s; the whole event’s."""

from app.meetings.views import (  # noqa: F401 they add routes
    agenda,
    attendees,
    booking,
    delegations,
    eligibility,
    email_links,
    history,
    overview,
    pairs,
    requests,
)
from app.meetings.views.blueprint import meetings

blueprints = (meetings,)
