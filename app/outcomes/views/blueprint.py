"""The blueprint of all pages about what came of meetings, and how they say it."""

from __future__ import annotations

from flask import Blueprint

from app.outcomes.stages import Money, OutcomeStage, OutcomeStanding
from app.outcomes.wording import (
    STAGE_LABELS,
    STANDING_KINDS,
    STANDING_LABELS,
    compact_amount,
    difference_text,
    money_text,
)

outcomes = Blueprint("outcomes", __name__)


@outcomes.app_template_global()
def stage_words(stage: str) -> str:
    """A stage in the reader's language."""
    return str(STAGE_LABELS[OutcomeStage(stage)])


@outcomes.app_template_global()
def standing_words(standing: str) -> str:
    """How two words stand to each other, in the reader's language."""
    return str(STANDING_LABELS[OutcomeStanding(standing)])


@outcomes.app_template_global()
def standing_kind(standing: str) -> str:
    """The kind of ``components/state.html``."""
    return STANDING_KINDS[OutcomeStanding(standing)]


@outcomes.app_template_global()
def compact_money(amount: int, currency: str) -> str:
    """An amount in smallest units as a report says it."""
    return compact_amount(amount, currency)


@outcomes.app_template_global()
def difference_words(standing: str, count: int) -> str:
    """Why less is confirmed than claimed: of how many meetings."""
    return difference_text(OutcomeStanding(standing), count)


@outcomes.app_template_filter()
def money(value: Money) -> str:
    """An amount in its currency."""
    return money_text(value)
