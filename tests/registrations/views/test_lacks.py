"""What a missing part of a profile costs, in words that stay true where no other firm is concerned yet."""

from __future__ import annotations

import pytest
from flask import Flask, get_template_attribute

from app.companies.profile import MissingPart
from app.registrations.readiness import Readiness
from app.registrations.views.wording import lack_cost

SAID = ("offers", "languages", "certificates")


def said(app: Flask, one: MissingPart) -> str:
    with app.test_request_context("/"):
        cost = get_template_attribute("registrations/_lacks.html", "cost")
        return str(cost(Readiness(85, (one,), bare=False))).strip()


@pytest.mark.parametrize("code", SAID)
@pytest.mark.parametrize("firms", [0, None])
def test_where_nobody_is_concerned_yet_no_number_is_said(app, code, firms):
    words = said(app, MissingPart(code, 15, firms))

    assert words
    assert not any(sign.isdigit() for sign in words)


@pytest.mark.parametrize("code", ["offers", "certificates"])
def test_where_firms_are_concerned_they_are_counted(app, code):
    assert said(app, MissingPart(code, 15, 3)).startswith("3 firms ")


def test_the_firm_itself_reads_no_zero(app):
    with app.test_request_context("/"):
        words = [lack_cost(MissingPart("certificates", 15, number), "draft") for number in (0, 1)]

    assert not any(sign.isdigit() for sign in words[0])
    assert words[1].startswith("1 firm ")


def test_who_looks_after_a_firm_reads_that_open_answers_block_nothing(app):
    assert said(app, MissingPart("questions", 0, 2)) == "The organizer waits for it"
