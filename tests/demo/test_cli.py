"""``flask demo`` where the model event is there already."""

from __future__ import annotations

import pytest
from click.testing import Result
from flask import Flask

from app.core.db import db
from app.events.models import Event
from tests import factories


@pytest.fixture
def there(app: Flask) -> Event:
    return factories.event("lianglu-cuntan", phase="booking", is_demo=True)


def run(app: Flask, *words: str) -> Result:
    return app.test_cli_runner().invoke(args=["demo", *words])


@pytest.mark.parametrize("words", [(), ("--phase", "booking")])
def test_the_event_that_is_there_is_left_as_it_is(app: Flask, there: Event, words: tuple[str, ...]) -> None:
    told = run(app, *words)

    assert (told.exit_code, "is there: /events/lianglu-cuntan, phase booking" in told.output) == (0, True)
    assert db.session.query(Event).count() == 1


def test_a_phase_in_which_it_does_not_stand_is_refused_with_the_way_to_get_it(app: Flask, there: Event) -> None:
    told = run(app, "--phase", "running")

    assert told.exit_code == 1
    assert "is there already, in phase booking; it was not made anew in phase running." in told.output
    assert "then flask --app app demo --phase running." in told.output
