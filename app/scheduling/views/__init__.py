"""The planner's pages, for organizers: before, while it searches, drafts, by hand, publication, repair."""

from app.scheduling.views import company_settings, drafts, manual_changes, planning, publication  # noqa: F401 they add routes
from app.scheduling.views.blueprint import scheduling

blueprints = (scheduling,)
