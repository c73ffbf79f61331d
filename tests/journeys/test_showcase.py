"""A firm shows its work on a phone (a product, a certificate with its file, a market) and sees what the rest costs."""

from __future__ import annotations

import pytest

from app.companies.models import CompanyCertificate, CompanyMarket, CompanyProduct
from app.core.db import db
from app.matching import services as matching
from tests import factories

PROFILE = "/events/matching-day/companies/{}/profile"
BANK = {"offers": ["6419"], "seeks": ["5210"]}
PORT = {"offers": ["5210"], "seeks": ["6419"]}


@pytest.fixture
def port(app):
    """A port that holds no certificate so far, another that does, and three banks that need it: (user, id)."""
    event = factories.event("matching-day")
    for number in range(3):
        factories.firm(event, "Singapore", name=f"Bank {number}", company_values={"sectors": BANK, "needs": ["aeo"]})
    factories.firm(event, "Chongqing", name="Rival port", company_values={"sectors": PORT, "holds": ["aeo"]})
    rival = {"sectors": {"offers": ["5210"], "seeks": ["641"]}, "holds": ["aeo"]}
    factories.firm(event, "Chongqing", name="Yard", company_values=rival)
    user = factories.user("Boss")
    firm = factories.firm(event, "Chongqing", name="River Port", users=[user], company_values={"sectors": PORT})
    matching.rank_event(event.id)
    return user, firm.id


def test_a_firm_shows_its_work_and_sees_what_the_rest_costs_fall(arrive, port, tmp_path):
    user, firm_id = port
    person = arrive(PROFILE.format(firm_id), user=user)
    person.see("3", within='#meter li:has(a[href="#certificates"]) small')  # banks that would rank it higher

    add_a_product(person)
    add_a_certificate(person, tmp_path)
    add_markets(person)
    take_a_market_away_and_save_at_once(person)

    db.session.rollback()
    assert [one.name_en for one in db.session.query(CompanyProduct)] == ["Cold store"]
    held = db.session.query(CompanyCertificate).filter_by(kind="holds", number="CN-1").one()
    assert held.file_id is not None
    assert [one.country for one in db.session.query(CompanyMarket)] == ["MY"]
    person.go(PROFILE.format(firm_id))
    assert person.page.locator('#meter a[href="#certificates"]').count() == 0


def add_a_product(person):
    person.follow('#products header a[href$="/products/new"]')
    person.fill(name_en="Cold store", line_zh="冷库", hs="8418.69")
    person.follow("main form button.btn-primary")
    person.see("Cold store")


def add_a_certificate(person, folder):
    paper = folder / "aeo.pdf"
    paper.write_bytes(b"%PDF-1.7 a paper")
    person.follow('#papers header a[href$="/certificates/new"]')
    person.choose("standard", "aeo")
    person.fill(number="CN-1", issuer="GACC", valid_until="2099-01-31")
    person.at("[name=paper]").set_input_files(str(paper))
    person.follow("main form button.btn-primary")
    person.see("CN-1")


def add_markets(person):
    for name, code in (("Malaysia", "MY"), ("France", "FR")):
        person.fill(market=name)
        person.press("button[value=market]")
        person.page.locator(f"#profile input[name=exports][value={code}]").wait_for(state="attached")
    person.follow(".q-actions button[value=save]")


def take_a_market_away_and_save_at_once(person):
    """Both are pressed before the first is answered: what is saved is without the market all the same."""
    away, save = '[value="exports:FR"]', ".q-actions button[value=save]"
    if not person.way.javascript:
        person.press(away)
        person.follow(save)
        return
    with person.page.expect_event("load"):  # the page that follows the saving; the first only changes this one
        person.page.evaluate("both => both.forEach(one => document.querySelector(one).click())", [away, save])
    person.look()
