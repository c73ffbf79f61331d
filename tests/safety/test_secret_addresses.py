"""Case 8: a page whose address lets somebody in is kept by no cache and no search engine, and told to no other host."""

from __future__ import annotations

import pytest
from flask import Flask

from tests.architecture.cells import parameters
from tests.architecture.world import World
from tests.safety import pages


def test_case_08_links_that_let_in_are_kept_by_nobody(world: World, app: Flask) -> None:
    cells = pages.own_cells(world, method="GET")
    opened = [cell for cell in cells if cell.route.is_public and "token" in parameters(cell.route)]

    for cell in opened:
        answer = pages.call(app, world, cell)
        assert answer.status_code == 200, cell
        assert answer.headers["Cache-Control"] == "no-store", cell
        assert answer.headers["X-Robots-Tag"] == "noindex, nofollow", cell
        assert answer.headers["Referrer-Policy"] == "same-origin", cell
    assert len(opened) > 5


def test_case_22_no_link_that_lets_in_stands_in_the_log(
    world: World, app: Flask, logged: pytest.LogCaptureFixture
) -> None:
    for method in ("GET", "POST"):
        for cell in pages.own_cells(world, method=method):
            if "token" in parameters(cell.route):
                pages.call(app, world, cell, query="next=/account")

    told = "\n".join(f"{record.getMessage()} {vars(record)}" for record in logged.records)
    assert len(logged.records) > 10
    assert [endpoint for endpoint, secret in world.tokens.items() if secret in told] == []
