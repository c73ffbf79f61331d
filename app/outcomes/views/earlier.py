"""Where firms are suggested: that the two met at an earlier event, which keeps nobody apart."""

from __future__ import annotations

from collections.abc import Collection

from app.outcomes.queries.earlier import met_before
from app.outcomes.views.blueprint import outcomes
from app.outcomes.wording import met_said
from app.registrations.models import Registration


@outcomes.app_template_global()
def met_earlier(registration: Registration, others: Collection[int]) -> dict[int, str]:
    """Other firm of the event → when the two met and what came of it, in a few words; absent where they never did."""
    return {other: met_said(met.year, met.stage) for other, met in met_before(registration, others).items()}
