from __future__ import annotations

from datetime import timedelta

import pytest
from flask import Flask

from app.core.db import db, now, transaction
from app.core.files import EXPORT_MINUTES, MAX_NAME_LENGTH, safe_file_name, store_file
from app.core.models import StoredFile
from app.core.reactions import delete_expired_rows
from tests import factories
from tests.support.clients import Visitor


def kept(user_id: int | None, *, name: str = "list.csv", minutes: float | None = EXPORT_MINUTES) -> StoredFile:
    with transaction():
        return store_file(b"a,b\n", name=name, media_type="text/csv", user_id=user_id, minutes=minutes)


def test_the_owner_gets_the_file_to_save(client: Visitor) -> None:
    user = factories.user()
    file = kept(user.id, name="参会名单 été.csv")

    answer = client.as_user(user).get(f"/files/{file.public_id}")

    assert (answer.status_code, answer.data) == (200, b"a,b\n")
    assert answer.headers["Content-Type"] == "text/csv; charset=utf-8"
    assert answer.headers["Content-Disposition"] == (
        "attachment; filename=\" ete.csv\"; filename*=UTF-8''%E5%8F%82%E4%BC%9A%E5%90%8D%E5%8D%95%20%C3%A9t%C3%A9.csv"
    )
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Cache-Control"] == "no-store"


def test_nobody_else_gets_it(client: Visitor) -> None:
    file, orphan = kept(factories.user().id), kept(None)
    client.as_user(factories.user())

    assert client.get(f"/files/{file.public_id}").status_code == 404
    assert client.get(f"/files/{orphan.public_id}").status_code == 404
    assert client.get(f"/files/{file.id}").status_code == 404


def test_an_export_can_be_fetched_for_a_quarter_of_an_hour(app: Flask, client: Visitor) -> None:
    user = factories.user()
    export, upload = kept(user.id), kept(user.id, minutes=None)
    client.as_user(user)

    later = now() + timedelta(minutes=15, seconds=1)
    app.config["CLOCK"] = lambda: later

    assert client.get(f"/files/{export.public_id}").status_code == 404
    assert client.get(f"/files/{upload.public_id}").status_code == 200


def test_an_expired_file_is_emptied_and_its_hash_stays(app: Flask) -> None:
    export, upload = kept(None), kept(None, minutes=None)
    digest = export.sha256
    later = now() + timedelta(minutes=16)
    app.config["CLOCK"] = lambda: later

    delete_expired_rows()
    db.session.rollback()

    assert (export.content, export.sha256) == (b"", digest)
    assert upload.content == b"a,b\n"


@pytest.mark.parametrize(
    ("given", "safe"),
    [
        ("list.csv", "list.csv"),
        ("../../etc/passwd", "etc passwd"),
        ('a"b\r\nSet-Cookie: x=1.csv', "a b Set-Cookie x=1.csv"),
        ("\u202efdp.exe\u2028\x00", "fdp.exe"),
        ("参会名单（重庆）.xlsx", "参会名单（重庆）.xlsx"),
        (" ..", "file"),
        ("", "file"),
        ("é" * 300 + ".xlsx", "é" * (MAX_NAME_LENGTH - 5) + ".xlsx"),
        ("x" * 300, "x" * MAX_NAME_LENGTH),
    ],
)
def test_a_files_name_can_be_saved_anywhere(given: str, safe: str) -> None:
    assert safe_file_name(given) == safe
