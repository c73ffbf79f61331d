"""A body comes whole before a thread is taken for it, or not at all."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine, Iterable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any, TypeVar

import pytest

from app.core.serving.request_bodies import BLOCK_BYTES, AsgiMessage, BufferedBodies, wsgi_environ

Answer = TypeVar("Answer")


class Echo:
    """A WSGI application that answers what it was sent."""

    def __init__(self) -> None:
        self.asked: list[dict[str, Any]] = []
        self.closed = 0

    def __call__(self, environ: dict[str, Any], start: Any) -> Iterable[bytes]:
        self.asked.append(environ)
        start("200 OK", [("Content-Type", "text/plain")])
        return Parts(self, [b"got ", environ["wsgi.input"].read()])


class Parts(list[bytes]):
    def __init__(self, echo: Echo, parts: list[bytes]) -> None:
        super().__init__(parts)
        self.echo = echo

    def close(self) -> None:
        self.echo.closed += 1


def asked(*headers: tuple[bytes, bytes], method: str = "POST") -> AsgiMessage:
    return {
        "type": "http",
        "method": method,
        "http_version": "1.1",
        "raw_path": b"/a%20b/%E6%A1%A5",
        "query_string": b"x=1",
        "scheme": "http",
        "client": ("10.0.0.7", 5000),
        "server": ("127.0.0.1", 8000),
        "headers": headers,
    }


async def exchange(
    app: BufferedBodies, scope: AsgiMessage, parts: Iterable[bytes], *, whole: bool = True
) -> list[AsgiMessage]:
    """What is sent back when these parts come; after them the end, or nothing."""
    coming, sent = list(parts), []

    async def receive() -> AsgiMessage:
        if coming:
            part = coming.pop(0)
            return {"type": "http.request", "body": part, "more_body": bool(coming) or not whole}
        await asyncio.sleep(60)
        raise AssertionError("it waited for what never comes")

    async def send(message: AsgiMessage) -> None:
        sent.append(message)

    await app(scope, receive, send)
    return sent


def run(asked: Coroutine[Any, Any, Answer]) -> Answer:
    """Run it in a thread of its own: the browser of other tests has a loop in this one."""
    with ThreadPoolExecutor(1) as pool:
        return pool.submit(asyncio.run, asked).result()


def answer(app: BufferedBodies, scope: AsgiMessage, *parts: bytes, whole: bool = True) -> tuple[int, bytes]:
    start, body = run(exchange(app, scope, parts, whole=whole))
    return start["status"], body["body"]


def test_a_body_reaches_the_application_whole_with_its_length() -> None:
    echo = Echo()
    app = BufferedBodies(echo, threads=1, largest=10 * BLOCK_BYTES)

    told = answer(app, asked((b"transfer-encoding", b"chunked")), b"one ", b"two")

    assert told == (200, b"got one two")
    assert echo.asked[0]["CONTENT_LENGTH"] == "7"
    assert "HTTP_TRANSFER_ENCODING" not in echo.asked[0]
    assert echo.closed == 1


def test_a_page_is_answered_without_waiting_for_a_body() -> None:
    app = BufferedBodies(Echo(), threads=1, largest=BLOCK_BYTES)

    assert answer(app, asked(method="GET")) == (200, b"got ")


@pytest.mark.parametrize("parts", [(b"",), (b"x" * 10,), (b"x" * BLOCK_BYTES, b"x" * BLOCK_BYTES, b"x")])
def test_a_body_that_stalls_is_refused_and_asks_for_no_thread(parts: tuple[bytes, ...]) -> None:
    echo = Echo()
    app = BufferedBodies(echo, threads=1, largest=10 * BLOCK_BYTES, block_seconds=0.05, headers=[("X-More", "1")])

    start, body = run(exchange(app, asked((b"content-length", b"600000")), parts, whole=False))

    assert start["status"] == 408
    assert {(b"Connection", b"close"), (b"X-More", b"1")} <= set(start["headers"])
    assert b"Check your connection" in body["body"]
    assert (echo.asked, app.large) == ([], 0)


def test_an_application_that_gives_up_waiting_is_no_slow_sender() -> None:
    def gives_up(_environ: dict[str, Any], _start: Any) -> Iterable[bytes]:
        raise TimeoutError

    with pytest.raises(TimeoutError):
        answer(BufferedBodies(gives_up, threads=1, largest=BLOCK_BYTES), asked(method="GET"))


def test_what_ends_before_it_is_whole_is_refused_as_a_bad_request() -> None:
    echo, sent = Echo(), []

    async def gone() -> AsgiMessage:
        return {"type": "http.disconnect"}

    async def send(message: AsgiMessage) -> None:
        sent.append(message)

    run(BufferedBodies(echo, threads=1, largest=BLOCK_BYTES)(asked((b"content-length", b"10")), gone, send))

    assert (echo.asked, [message.get("status") for message in sent]) == ([], [400, None])


def test_a_large_body_that_cannot_be_stored_is_refused_as_on_a_full_disk(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path / "nothing"))
    echo = Echo()
    app = BufferedBodies(echo, threads=1, largest=10 * BLOCK_BYTES)

    status, page = answer(app, asked((b"content-length", b"100000")), b"x" * 100_000)

    assert (status, echo.asked, app.large) == (503, [], 0)
    assert "The server’s disk is full".encode() in page


def test_a_body_of_too_great_a_length_is_left_to_the_application_unread() -> None:
    echo = Echo()

    told = answer(BufferedBodies(echo, threads=1, largest=100), asked((b"content-length", b"101")))

    assert told == (200, b"got ")
    assert echo.asked[0]["CONTENT_LENGTH"] == "101"


def test_a_body_in_chunks_is_read_until_it_is_too_long() -> None:
    echo = Echo()

    answer(BufferedBodies(echo, threads=1, largest=100), asked((b"transfer-encoding", b"chunked")), *[b"x" * 60] * 5)

    assert echo.asked[0]["CONTENT_LENGTH"] == "120"


def test_where_many_large_bodies_come_at_once_forms_still_have_room() -> None:
    app = BufferedBodies(Echo(), threads=1, largest=10 * BLOCK_BYTES, large_at_once=2)
    large, small = [b"x" * BLOCK_BYTES, b"x"], [b"x"]

    async def crowd() -> list[int]:
        scope = asked((b"content-length", b"100000"))
        stalled = [asyncio.create_task(exchange(app, scope, large, whole=False)) for _ in range(2)]
        await asyncio.sleep(0.01)
        statuses = [(await exchange(app, scope, parts))[0]["status"] for parts in (large, small)]
        for task in stalled:
            task.cancel()
        await asyncio.gather(*stalled, return_exceptions=True)
        return [*statuses, (await exchange(app, scope, large))[0]["status"]]

    assert run(crowd()) == [503, 200, 200]
    assert app.large == 0


def test_an_environ_says_what_was_asked() -> None:
    environ = wsgi_environ(
        asked(
            (b"host", b"match.example.org"),
            (b"content-type", b"text/csv"),
            (b"cookie", b"a=1"),
            (b"cookie", b"b=2"),
            (b"x-forwarded-for", b"192.0.2.1"),
            (b"x-forwarded-for", b"192.0.2.2"),
            (b"x_forwarded_for", b"192.0.2.3"),
        )
    )

    assert environ["PATH_INFO"].encode("latin-1").decode() == "/a b/桥"
    assert (environ["REQUEST_METHOD"], environ["QUERY_STRING"]) == ("POST", "x=1")
    assert (environ["REMOTE_ADDR"], environ["SERVER_NAME"], environ["SERVER_PORT"]) == ("10.0.0.7", "127.0.0.1", "8000")
    assert (environ["HTTP_HOST"], environ["CONTENT_TYPE"]) == ("match.example.org", "text/csv")
    assert environ["HTTP_COOKIE"] == "a=1; b=2"
    assert environ["HTTP_X_FORWARDED_FOR"] == "192.0.2.1,192.0.2.2"
