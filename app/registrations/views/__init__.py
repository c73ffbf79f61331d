"""The pages about registrations. Each module adds its routes to the one blueprint."""

from app.registrations.views import (  # noqa: F401 they add routes
    access,
    answers,
    buses,
    consents,
    delegation,
    delegations,
    directory,
    duplicates,
    firm_link,
    firms,
    gate,
    guests,
    imports,
    index,
    lacks,
    letters,
    links,
    logo,
    moving,
    party,
    people,
    places,
    profile,
    programme,
    questions,
    register,
    reminders,
    replies,
    roster,
    template,
    welcome,
    words,
)
from app.registrations.views.blueprint import registrations

blueprints = (registrations,)
