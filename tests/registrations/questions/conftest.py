"""An event that asks: do you come by car, then the plate; the food of each person, and the passport, sealed."""

from __future__ import annotations

from typing import Any

import pytest

from app.core.localized import Localized
from app.registrations.questions import QuestionKind, Subject
from app.registrations.services.questions import Draft, ask
from tests import factories


@pytest.fixture
def event(app):
    return factories.event(phase="registration")


@pytest.fixture
def asked(event):
    """The questions by key."""
    car = ask(
        event,
        Draft(
            kind=QuestionKind.CHOICE,
            subject=Subject.FIRM,
            label=Localized("Car", "开车", "Voiture"),
            options=(Localized("Yes", "是", "Oui"), Localized("No", "否", "Non")),
        ),
        by=None,
    )
    firm: dict[str, Any] = {"kind": QuestionKind.TEXT, "subject": Subject.FIRM}
    person: dict[str, Any] = {"kind": QuestionKind.TEXT, "subject": Subject.PERSON}
    made = [
        car,
        ask(event, Draft(label=Localized("Plate"), only_if=(car.id, "yes"), required=True, **firm), by=None),
        ask(event, Draft(label=Localized("Food"), **person), by=None),
        ask(event, Draft(label=Localized("Passport"), sensitive=True, erase_after_days=30, **person), by=None),
    ]
    return {one.key: one.asked for one in made}


@pytest.fixture
def firm(event):
    return factories.firm(event, "Singapore", name="Merlion Bank", users=[factories.user("Boss")], state="draft")
