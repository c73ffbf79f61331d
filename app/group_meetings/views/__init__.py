"""The pages about group meetings; they add their routes to the blueprint of meetings."""

from app.group_meetings.views import (  # noqa: F401 they add routes
    group_meetings,
    hosting,
    invitation_link,
    shared_meetings,
)
