"""The companies of the model event: all there, all codes known, nobody who could be reached."""

from __future__ import annotations

from app.companies.certificates import trade_certificate
from app.companies.sectors.tree import sector_tree
from app.demo.model_event import CHONGQING, SINGAPORE, demo_companies


def test_all_eighty_four_are_there_with_wishes():
    sides = [one.side for one in demo_companies()]

    assert (sides.count(SINGAPORE), sides.count(CHONGQING)) == (36, 48)
    assert all(one.offers and one.seeks and one.offers_en and one.seeks_zh for one in demo_companies())


def test_every_code_is_known():
    for one in demo_companies():
        for code in (*one.is_in, *one.offers, *one.seeks):
            assert code in sector_tree()
        for standard in (*one.holds, *one.needs):
            assert trade_certificate(standard).code == standard


def test_nobody_can_be_reached():
    people = [person for one in demo_companies() for person in one.people]

    assert all(person.email.endswith(".example.org") for person in people if person.email)
    assert all(" 0000 " in person.phone for person in people)


def test_eleven_firms_have_no_mail():
    assert sum(not one.has_email for one in demo_companies()) == 11
