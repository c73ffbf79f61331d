"""The page of the papers, and what is made from it."""

from app.day.paper.views import papers as _papers  # noqa: F401 it adds routes
from app.day.paper.views.blueprint import paper

blueprints = (paper,)
