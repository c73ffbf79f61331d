"""The pages about delegations."""

from app.delegations.views import (  # noqa: F401 they add routes
    company_links,
    delegations,
    invitations,
    moves,
    programme,
    roster,
    visits,
)
from app.delegations.views.blueprint import blueprint

blueprints = (blueprint,)
