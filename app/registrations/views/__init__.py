"""The pages about registrations. Each module adds its routes to the one blueprint."""

from app.registrations.views import (  # noqa: F401 they add routes
    delegation,
    delegations,
    firm_link,
    firms,
    guests,
    imports,
    index,
    lacks,
    letters,
    links,
    profile,
    register,
    roster,
    welcome,
    words,
)
from app.registrations.views.blueprint import registrations

blueprints = (registrations,)
