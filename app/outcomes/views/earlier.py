"""Where firms are suggested: that the two met at an earlier event, which keeps nobody apart."""

from __future__ import annotations

from collections.abc import Collection

from flask_login import current_user

from app.accounts.permissions import Role
from app.floor.web.guards import held_roles
from app.outcomes.queries.earlier import met_before
from app.outcomes.views.blueprint import outcomes
from app.outcomes.wording import met_said
from app.registrations.models import Registration


@outcomes.app_template_global()
def met_earlier(registration: Registration, others: Collection[int]) -> dict[int, str]:
    """Other firm of the event → when the two met and what came of it, in a few words; absent where they never did.

    Who acts for the firm, or runs this event, reads it of the events alone where that was so too.
    """
    reader = None if Role.COMPANY in held_roles() else current_user.id
    found = met_before(registration, others, reader=reader)
    return {other: met_said(met.year, met.stage) for other, met in found.items()}
