"""The blueprint of all pages about what came of meetings, and how they say it."""

from __future__ import annotations

from flask import Blueprint

from app.outcomes.stages import Money, Stage, Standing
from app.outcomes.wording import KINDS, STAGES, STANDINGS, compact, difference, money_said

outcomes = Blueprint("outcomes", __name__)


@outcomes.app_template_global()
def stage_words(stage: str) -> str:
    """A stage in the reader's language."""
    return str(STAGES[Stage(stage)])


@outcomes.app_template_global()
def standing_words(standing: str) -> str:
    """How two words stand to each other, in the reader's language."""
    return str(STANDINGS[Standing(standing)])


@outcomes.app_template_global()
def standing_kind(standing: str) -> str:
    """The kind of ``components/state.html``."""
    return KINDS[Standing(standing)]


@outcomes.app_template_global()
def compact_money(amount: int, currency: str) -> str:
    """An amount in smallest units as a report says it."""
    return compact(amount, currency)


@outcomes.app_template_global()
def difference_words(standing: str, count: int) -> str:
    """Why less is confirmed than claimed: of how many meetings."""
    return difference(Standing(standing), count)


@outcomes.app_template_filter()
def money(value: Money) -> str:
    """An amount in its currency."""
    return money_said(value)
