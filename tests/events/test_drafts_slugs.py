from __future__ import annotations

import pytest

from app.core.localized import Localized
from app.events.drafts import free_slug, is_slug, propose_slug


@pytest.mark.parametrize(
    ("name", "slug"),
    [
        (Localized("Singapore × Chongqing Matching Day"), "singapore-x-chongqing-matching-day"),
        (Localized("", "重庆对接会"), "chong-qing-dui-jie-hui"),
        (Localized("", "", "Journée d’affaires à l’été"), "journee-d-affaires-a-l-ete"),
        (Localized("!!!"), "event"),
        (Localized("New"), "new-2"),
        (Localized("A" * 80), "a" * 60),
    ],
)
def test_an_address_is_proposed_from_the_name(name, slug):
    assert propose_slug(name) == slug
    assert is_slug(slug)


def test_a_taken_address_gets_the_next_free_number():
    assert free_slug("spring", {"spring", "spring-2"}) == "spring-3"


def test_a_long_address_stays_within_its_length_with_its_number():
    long = "a" * 60

    assert free_slug(long, {long}) == "a" * 58 + "-2"


@pytest.mark.parametrize("text", ["", "-a", "a-", "A", "a b", "é", "new", "a" * 61, "a/b"])
def test_what_is_no_address(text):
    assert not is_slug(text)
