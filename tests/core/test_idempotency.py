from __future__ import annotations

import threading
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select

from app.accounts.models import Organisation, User
from app.core.db import db, transaction
from app.core.errors import Conflict, Invalid
from app.core.idempotency import IdempotencyKeyReused, idempotent_post
from app.core.models import IdempotencyKey
from tests import factories

pytestmark = pytest.mark.databases("sqlite", "postgresql")
KEY = "0123456789abcdef"


@pytest.fixture
def user(app: Flask) -> User:
    return factories.user()


def found(user_id: int, name: str, *, key: str = KEY) -> dict[str, Any]:
    """Found a chamber: an effect that can be counted."""
    with transaction() as session, idempotent_post(user_id, key, {"name": name}) as post:
        if post.answer is None:
            chamber = Organisation(name_en=f"{name} {session.scalar(select(func.count()).select_from(Organisation))}")
            session.add(chamber)
            session.flush()
            post.answer = {"id": chamber.id}
    return post.answer


def chambers() -> int:
    db.session.rollback()
    return db.session.scalar(select(func.count()).select_from(Organisation)) or 0


def test_the_same_key_gets_the_same_answer_and_one_effect(user: User) -> None:
    first, second = found(user.id, "Chamber"), found(user.id, "Chamber")

    assert first == second
    assert chambers() == 1


def test_another_body_under_the_same_key_is_refused(user: User) -> None:
    found(user.id, "Chamber")

    with pytest.raises(IdempotencyKeyReused):
        found(user.id, "Other")

    assert chambers() == 1


def test_keys_of_two_users_do_not_meet(user: User) -> None:
    found(user.id, "Chamber")
    found(factories.user().id, "Other")

    assert chambers() == 2


def test_a_refusal_is_not_kept(user: User) -> None:
    def refused() -> None:
        with transaction(), idempotent_post(user.id, KEY, {"name": "Chamber"}):
            raise Conflict

    with pytest.raises(Conflict):
        refused()

    assert db.session.scalar(select(func.count()).select_from(IdempotencyKey)) == 0
    assert found(user.id, "Chamber") == {"id": 1}


@pytest.mark.parametrize("key", ["", "short", "x" * 101, "with space", "évènement"])
def test_a_malformed_key_is_refused(user: User, key: str) -> None:
    with pytest.raises(Invalid, match="idempotency_key_malformed"):
        found(user.id, "Chamber", key=key)


def test_an_effect_without_an_answer_is_undone(user: User) -> None:
    def forgetful() -> None:
        with transaction(), idempotent_post(user.id, KEY, {}):
            factories.organisation()

    with pytest.raises(RuntimeError):
        forgetful()

    assert chambers() == 0


def test_two_posts_at_once_have_one_effect(app: Flask, user: User) -> None:
    user_id = user.id
    db.session.rollback()
    start = threading.Barrier(4)
    answers: list[dict[str, Any]] = []

    def post() -> None:
        with app.app_context():
            start.wait()
            answers.append(found(user_id, "Chamber"))

    threads = [threading.Thread(target=post) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert answers == [answers[0]] * 4
    assert chambers() == 1
