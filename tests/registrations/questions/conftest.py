"""An event that asks: do you come by car, then the plate; the food of each person, and the passport, sealed."""

from __future__ import annotations

from typing import Any

import pytest

from app.core.localized import Localized
from app.registrations.questions import QuestionKind, QuestionSubject
from app.registrations.services.questions import QuestionDraft, add_question
from tests import factories


@pytest.fixture
def event(app):
    return factories.event(phase="registration")


@pytest.fixture
def asked(event):
    """The questions by key."""
    car = add_question(
        event,
        QuestionDraft(
            kind=QuestionKind.CHOICE,
            subject=QuestionSubject.COMPANY,
            label=Localized("Car", "开车", "Voiture"),
            options=(Localized("Yes", "是", "Oui"), Localized("No", "否", "Non")),
        ),
        by=None,
    )
    firm: dict[str, Any] = {"kind": QuestionKind.TEXT, "subject": QuestionSubject.COMPANY}
    person: dict[str, Any] = {"kind": QuestionKind.TEXT, "subject": QuestionSubject.PERSON}
    made = [
        car,
        add_question(
            event, QuestionDraft(label=Localized("Plate"), only_if=(car.id, "yes"), required=True, **firm), by=None
        ),
        add_question(event, QuestionDraft(label=Localized("Food"), **person), by=None),
        add_question(
            event, QuestionDraft(label=Localized("Passport"), sensitive=True, erase_after_days=30, **person), by=None
        ),
    ]
    return {one.key: one.asked for one in made}


@pytest.fixture
def firm(event):
    return factories.firm(event, "Singapore", name="Merlion Bank", users=[factories.user("Boss")], state="draft")
