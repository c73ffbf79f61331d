"""The organizer looks at weak lists, weighs, pins; a firm compares, saves, and says who is no match."""

from __future__ import annotations

import pytest

from app.accounts.permissions import Role
from app.core.db import db
from app.matching import services
from app.registrations.models import Preference
from tests import factories
from tests.journeys.ways import Way, ways

HOSTS = {
    "Chongqing Port": {"offers": ["5224", "5210"], "seeks": ["6419"]},
    "Cuntan Cold Chain": {"offers": ["5210"], "seeks": ["6491"]},
    "Liangjiang Farm": {"offers": ["0111"], "seeks": ["6419"]},
}


@pytest.fixture
def event(app):
    return factories.event("matching-day")


@pytest.fixture
def teller(app):
    return factories.user("Teller")


@pytest.fixture
def bank(event, teller):
    sectors = {"offers": ["6419"], "seeks": ["5210", "0729"]}
    return factories.firm(event, name="Straits Bank", users=[teller], company_values={"sectors": sectors})


@pytest.fixture
def hosts(event, bank):
    made = [
        factories.firm(event, "Chongqing", name=name, company_values={"sectors": sectors})
        for name, sectors in HOSTS.items()
    ]
    services.rank_event(event.id)
    return [firm.id for firm in made]


@pytest.fixture
def organizer(event):
    return factories.member(event.organisation, Role.ORGANIZER)


@ways(Way("zh", 390, javascript=False))
def test_an_organizer_sees_whose_lists_are_weak(arrive, event, hosts, organizer):
    person = arrive("/events/matching-day/ranking", user=organizer)

    person.follow('main a[href$="/ranking/weak"]')
    person.see("Liangjiang Farm")


def test_an_organizer_weighs_after_seeing_what_would_change(arrive, event, hosts, organizer):
    person = arrive("/events/matching-day/ranking/weights", user=organizer)

    typed = person.page.locator('[name="share-balanced"]')
    for place, share in enumerate(("70", "10", "10", "10")):
        typed.nth(place).fill(share)
    person.follow('main button[value="try"]')
    person.follow_result()
    person.see("4", within="main .q-notice[role=alert]")
    person.follow('main button[value="save"]')
    assert typed.first.input_value() == "70"


@ways(Way("en", 390, javascript=False))
def test_an_organizer_puts_a_pair_first_and_takes_that_back(arrive, event, bank, hosts, organizer):
    person = arrive(f"/events/matching-day/companies/{bank.id}/suggestions", user=organizer)

    person.follow(f'#firm-{hosts[2]} form[action$="/pin/up"] button')
    person.see("Liangjiang Farm")
    person.go(f"/events/matching-day/companies/{bank.id}/suggestions")
    first = person.page.locator(f"article.q-pair:first-of-type#firm-{hosts[2]}")
    for _second in range(20):
        if first.is_visible():
            break
        person.page.wait_for_timeout(500)  # the lists are computed
        person.page.reload()
    assert first.is_visible()
    person.go("/events/matching-day/ranking/pins")
    person.follow('main form[action$="/pin/none"] button')
    assert person.page.locator('main form[action$="/pin/none"]').count() == 0


def test_all_pairings_are_fetched_as_a_workbook(arrive, event, hosts, organizer):
    person = arrive("/events/matching-day/ranking", user=organizer)

    person.follow('main form[action$="/ranking/pairings"] button')
    person.follow_result()
    with person.page.expect_download() as fetched:
        person.at('main a[href*="/files/"]').click()
    assert fetched.value.suggested_filename == "matching-day-pairings.xlsx"


def test_a_firm_compares_two_saves_one_and_says_why_another_is_no_match(arrive, event, bank, hosts, teller):
    person = arrive(f"/events/matching-day/companies/{bank.id}/suggestions", user=teller)

    for host in hosts[:2]:
        person.choose("firm", str(host))
    person.follow("form#compare button")
    person.see("Chongqing Port")
    person.see("Cuntan Cold Chain")

    person.go(f"/events/matching-day/companies/{bank.id}/suggestions")
    person.follow(f'#firm-{hosts[1]} form[action$="/saved"] button')
    person.open(f'#firm-{hosts[0]} details:has(form[action$="/hidden"]) > summary')
    person.page.locator(f'#firm-{hosts[0]} [name="because"]').select_option("competitor")
    person.follow(f'#firm-{hosts[0]} form[action$="/hidden"] button')
    assert person.page.locator(f"#firm-{hosts[0]}").count() == 0
    person.go(f"/events/matching-day/companies/{bank.id}/suggestions?q=&saved=1")
    assert person.page.locator("article.q-pair").count() == 1
    person.see(str(len(hosts) - 2), within="main p[role=status]")

    db.session.rollback()
    said = db.session.query(Preference).order_by(Preference.kind)
    assert [(one.kind, one.other_id, one.because) for one in said] == [
        ("hidden", hosts[0], "competitor"),
        ("saved", hosts[1], None),
    ]
    person.go(f"/events/matching-day/companies/{bank.id}/suggestions/kept")
    person.follow('main form[action*="/hidden/undo"] button')
    person.see("Cuntan Cold Chain")
