"""Several do one thing at the same moment."""

from __future__ import annotations

import threading
from collections.abc import Callable

from flask import Flask

from app.core.db import db
from app.core.errors import DomainError


def at_once(app: Flask, act: Callable[[], object], count: int = 4) -> list[str]:
    """What becomes of an act that several do at the same moment: "done" or the code of the refusal."""
    told: list[str] = []
    ready = threading.Barrier(count)

    def run() -> None:
        with app.app_context():
            ready.wait()
            try:
                act()
                told.append("done")
            except DomainError as refused:
                told.append(refused.code)

    threads = [threading.Thread(target=run) for _ in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    db.session.rollback()
    return sorted(told)
