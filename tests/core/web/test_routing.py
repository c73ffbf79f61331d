"""Addresses of many rows are those that ``url_for`` writes for each."""

from __future__ import annotations

import pytest
from flask import url_for

from app.core.web.routing import each_url


@pytest.mark.parametrize("number", [1, 50, 2**31 - 1])
def test_the_address_of_a_row_is_the_one_that_its_id_makes(app, number) -> None:
    with app.test_request_context():
        write = each_url("messages.show", "letter_id", event="day", from_="list")

        assert write(number) == url_for("messages.show", letter_id=number, event="day", from_="list")
