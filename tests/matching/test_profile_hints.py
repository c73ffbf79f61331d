"""What the page of suggestions says would sharpen a list."""

from __future__ import annotations

import pytest

from app.matching import services
from tests import factories
from tests.bank_and_port import BANK

MANY = ["0111", "1010", "2011", "2410", "3011", "4610", "5210"]


def foot(client, event, user, sectors, **values):
    firm = factories.firm(event, "Singapore", users=[user], company_values={"sectors": sectors}, **values)
    services.rank_event(event.id)
    return client.as_user(user).get(f"/events/{event.slug}/companies/{firm.id}/suggestions").text


@pytest.mark.full
@pytest.mark.parametrize(
    ("sectors", "said"),
    [
        ({"offers": ["6419"], "seeks": MANY}, "You seek in 7 sectors, so each counts for little."),
        ({"offers": MANY, "seeks": ["5210"]}, "You offer in 7 sectors, so each counts for little."),
        ({"offers": ["64"], "seeks": ["H", "5210"]}, "2 of your sectors are broad: classes of four digits say more."),
    ],
)
def test_the_list_says_what_would_sharpen_it(client, event, user, port, sectors, said):
    for offered in ("6419", "6492"):
        factories.firm(event, "Singapore", company_values={"sectors": {**BANK, "offers": [offered]}})

    assert said in foot(client, event, user, sectors)


def test_a_group_that_has_one_class_is_as_precise_as_the_class(client, event, user, port):
    page = foot(client, event, user, {"offers": ["6419"], "seeks": ["521"]})

    assert "broad: " not in page
    assert "so each counts for little" not in page
