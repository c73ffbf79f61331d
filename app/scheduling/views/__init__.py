"""The planner's pages, for organizers: before, while it searches, drafts, by hand, publication, repair."""

from app.scheduling.views import before, by_hand, comparing, draft, files, limits, publication, together  # noqa: F401 they add routes
from app.scheduling.views.blueprint import scheduling

blueprints = (scheduling,)
