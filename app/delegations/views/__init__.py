"""The pages about delegations; they add their routes to the blueprint of registrations."""

from app.delegations.views import (  # noqa: F401 they add routes
    company_links,
    delegations,
    invitations,
    moves,
    programme,
    roster,
    visits,
)
