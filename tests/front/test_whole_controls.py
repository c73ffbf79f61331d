"""What is chosen in a form can be read whole, and hit with a thumb."""

from __future__ import annotations

import datetime as dt

import pytest

from app.accounts.permissions import Role
from app.core.db import transaction
from app.events.models import ProgrammeItem
from app.meetings import services
from tests import factories
from tests.support.browsing import PHONE

CUT = """
() => [...document.querySelectorAll('.q-table-form select')].filter(select => {
  const style = getComputedStyle(select), pen = document.createElement('canvas').getContext('2d');
  pen.font = style.font;
  const room = select.clientWidth - parseFloat(style.paddingLeft) - parseFloat(style.paddingRight);
  return [...select.options].some(option => pen.measureText(option.text).width > room);
}).map(select => select.name)
"""
LOW = """
() => [...document.querySelectorAll('[name=languages]')].filter(box => box.getBoundingClientRect().height < 44)
  .map(box => box.value)
"""
BESIDE = """
() => [...document.querySelectorAll('td[data-label] > .q-sub')]
  .map(name => name.getBoundingClientRect().left === name.previousElementSibling.getBoundingClientRect().left)
"""


@pytest.fixture
def event(app):
    return factories.event()


@pytest.fixture
def organizer(event):
    return factories.member(event.organisation, Role.ORGANIZER)


@pytest.mark.parametrize(("language", "width"), [("en", 1280), ("fr", 1280), ("fr", 1000)])
def test_a_choice_in_a_table_is_read_whole(visits, event, organizer, language, width):
    with transaction() as session:
        starts = event.slots[0].starts_at
        times = {"starts_at": starts, "ends_at": starts + dt.timedelta(minutes=30)}
        session.add(ProgrammeItem(event_id=event.id, title_en="Opening speeches", **times))

    page = visits.open(f"/events/{event.slug}/settings", user=organizer, language=language, width=width)

    assert page.locator("#programme select").count() == 1
    assert page.evaluate(CUT) == []


def test_the_whole_chip_of_a_language_can_be_hit(visits, event, organizer):
    firm = factories.firm(event, "Singapore")

    page = visits.open(f"/events/{event.slug}/companies/{firm.id}/profile", user=organizer, width=PHONE)

    assert page.locator("[name=languages]").count() > 3
    assert page.evaluate(LOW) == []


@pytest.mark.parametrize("language", ["en", "zh"])
def test_both_names_of_a_firm_stand_beside_the_label_on_a_phone(visits, event, organizer, language):
    bank = factories.firm(event, "Singapore", company_values={"name_zh": "鱼尾狮银行"})
    services.request_meeting(event.id, bank.id, factories.firm(event, "Chongqing").id, by=None)

    page = visits.open(f"/events/{event.slug}/meetings", user=organizer, language=language, width=PHONE)

    assert page.locator("td[data-label] > .q-sub").count() == 1
    assert page.evaluate(BESIDE) == [True]
