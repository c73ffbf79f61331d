"""The pages about registrations. Each module adds its routes to the one blueprint."""

from app.registrations.views import (  # noqa: F401 they add routes
    access,
    answers,
    capacity,
    directory,
    duplicates,
    people,
    profiles,
    questions,
    registering,
    registration,
    registration_list,
    showcase,
    welcome_pages,
    wording,
)
from app.registrations.views.blueprint import registrations

blueprints = (registrations,)
