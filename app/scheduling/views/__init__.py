"""The planner's pages, for organizers: before, while it searches, drafts, by hand, publication, repair."""

from app.scheduling.views import (  # noqa: F401 they add routes
    before,
    by_hand,
    comparing,
    draft,
    files,
    kept_tables,
    limits,
    publication,
    together,
)
from app.scheduling.views.blueprint import scheduling

blueprints = (scheduling,)
