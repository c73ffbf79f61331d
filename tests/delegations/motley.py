"""A delegation of forty firms that each leave out something else, for what counts them."""

from __future__ import annotations

from datetime import UTC, datetime
from random import Random

from app.core.db import transaction
from app.registrations.models import CompanyLink, Consent
from tests import factories

AT = datetime(2032, 2, 1, 8, 0, tzinfo=UTC)
EXACT, BROAD = ["5210"], ["52", "521"]


def motley_firms(brought, dice: Random):
    """Forty firms, and partners who read English and Chinese."""
    for spoken in (["en"], ["zh"], ["en", "zh"], []):
        factories.firm(brought.event, "Chongqing", languages=spoken, company_values={"needs": ["haccp"]})
    for number in range(40):
        few = number < 10
        firm = factories.firm(
            brought.event,
            name=f"Firm {number}",
            delegation_id=brought.delegation.id,
            people=dice.random() < 0.8 or few,
            users=[factories.user(disabled_at=AT if dice.random() < 0.3 else None)] if dice.random() < 0.4 else [],
            state=dice.choice(["approved", "draft", "submitted", "cancelled"]),
            rank=dice.choice([None, 1, 2, 3]),
            goal=dice.choice(["trade", "peers"] if few else [None, "trade", "peers"]),
            languages=["en"] if few else dice.choice([[], ["en", "zh"]]),
            company_values=_company(dice, few=few),
        )
        if dice.random() < 0.8:
            _link(dice, firm)
        for _ in range(1 if few else dice.choice([0, 1, 2])):
            _agreed(dice, firm)


def _company(dice, *, few):
    kinds = [kind for kind in ("is_in", "offers", "seeks") if few or dice.random() < 0.8]
    return {
        "sectors": {kind: dice.choice([EXACT, BROAD]) for kind in kinds},
        "holds": ["iso9001"] if dice.random() < 0.4 else [],
        "holds_none": few or dice.random() < 0.4,
        "about_en": "We store" if few else dice.choice([None, "", " ", "We store"]),
        "about_zh": "我们仓储" if few else dice.choice([None, "", "我们仓储"]),
        "about_fr": dice.choice([None, "", "Nous stockons"]),
    }


def _link(dice, firm):
    sent = {name: AT for name in ("mailed_at", "sent_by_me_at", "claimed_at") if dice.random() < 0.3}
    with transaction() as session:
        session.add(CompanyLink(registration_id=firm.id, code=f"QX{firm.id}", **sent))


def _agreed(dice, firm):
    said = {"text_version": "1", "text_hash": "0" * 64, "language": "en", "source": "self"}
    with transaction() as session:
        session.add(
            Consent(
                event_id=firm.event_id,
                registration_id=firm.id,
                purpose=dice.choice(["attendee_list", "attendee_list", "contacts"]),
                given=dice.random() < 0.7,
                withdrawn_at=AT if dice.random() < 0.2 else None,
                **said,
            )
        )
