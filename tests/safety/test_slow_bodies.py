"""Bodies and headers that never come: the real server serves everybody else, and ends them in a stated time."""

from __future__ import annotations

import http.client
import re
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from statistics import median
from urllib.parse import urlencode, urlsplit

import pytest
from flask import Flask

from app.core.serving.request_bodies import BLOCK_BYTES, BLOCK_SECONDS
from tests.support.serving import Server

DECLARED = b"POST /sign-in HTTP/1.1\r\nHost: qiao\r\nContent-Type: application/x-www-form-urlencoded\r\n"
BEGINNINGS = (
    DECLARED + b"Content-Length: 100000\r\n\r\nemail=",
    DECLARED + b"Transfer-Encoding: chunked\r\n\r\n6\r\nemail=\r\n",
    b"GET /sign-in HTTP/1.1\r\nHost: qiao\r\nX-Slow: ",
)
"""A body of a declared length, one in chunks, and headers without an end."""
DROPS = (b"a", b"1\r\na\r\n", b"a")


def address_of(server: Server) -> tuple[str, int]:
    parts = urlsplit(server.url)
    return str(parts.hostname), int(parts.port or 0)


@contextmanager
def dripping(server: Server, connections: int) -> Iterator[list[socket.socket]]:
    """So many connections that send a byte each second, as long as the block runs."""
    opened = [socket.create_connection(address_of(server), timeout=60) for _ in range(connections)]
    over = threading.Event()

    def drip() -> None:
        while not over.wait(1):
            for number, connection in enumerate(opened):
                try:
                    connection.send(DROPS[number % len(DROPS)])
                except OSError:
                    continue

    for number, connection in enumerate(opened):
        connection.sendall(BEGINNINGS[number % len(BEGINNINGS)])
    dripper = threading.Thread(target=drip)
    dripper.start()
    try:
        yield opened
    finally:
        over.set()
        dripper.join()
        for connection in opened:
            connection.close()


ANSWERED = {"GET": 200, "POST": 422}
"""The sign-in page, and the same with what its form lacks."""


class Visitor:
    """Asks for the sign-in page and sends its form, without a password."""

    def __init__(self, server: Server) -> None:
        self.at = address_of(server)
        with self.asked("GET", {}) as (answer, page):
            self.cookie = (answer.headers["Set-Cookie"] or "").partition(";")[0]
            self.token = re.findall(r'name="csrf_token"[^>]* value="([^"]+)"', page)[0]

    @contextmanager
    def asked(self, method: str, fields: dict[str, str]) -> Iterator[tuple[http.client.HTTPResponse, str]]:
        headers = {"Cookie": self.cookie, "Content-Type": "application/x-www-form-urlencoded"} if fields else {}
        connection = http.client.HTTPConnection(*self.at, timeout=30)
        with closing(connection):
            connection.request(method, "/sign-in", urlencode(fields) or None, headers)
            with connection.getresponse() as answer:
                yield answer, answer.read().decode()

    def seconds(self, method: str, **fields: str) -> float:
        """How long the answer took."""
        begun = time.monotonic()
        with self.asked(method, {**fields, "csrf_token": self.token} if method == "POST" else {}) as (answer, page):
            assert answer.status == ANSWERED[method], page
        return time.monotonic() - begun


def test_200_connections_that_drip_keep_nobody_waiting_and_are_ended(server: Server) -> None:
    visitor = Visitor(server)

    with dripping(server, 200) as connections:
        begun = time.monotonic()
        reading = [visitor.seconds("GET") for _ in range(5)]
        writing = [visitor.seconds("POST", email="nobody@example.org") for _ in range(5)]
        bodies = [each for number, each in enumerate(connections) if number % len(BEGINNINGS) < 2]
        answers = {_last_words(connection).partition("\r\n")[0] for connection in bodies}
        took = time.monotonic() - begun

    assert (median(reading) < 1, median(writing) < 1) == (True, True), (reading, writing)
    assert answers == {"HTTP/1.1 408 Request Timeout"}
    assert took < 2 * BLOCK_SECONDS


def test_a_slow_phone_gets_its_upload_through(server: Server) -> None:
    """It takes longer than a body that stalls may, at a rate that brings 10 MB in half an hour."""
    visitor, whole = Visitor(server), 2 * BLOCK_BYTES

    body = urlencode({"csrf_token": visitor.token, "email": "nobody@example.org", "padding": ""}).encode()
    body += b"x" * (whole - len(body))
    head = f"Cookie: {visitor.cookie}\r\nContent-Length: {whole}\r\nConnection: close\r\n\r\n"
    with closing(socket.create_connection(visitor.at, timeout=60)) as phone:
        phone.sendall(DECLARED + head.encode())
        for begin in range(0, whole, BLOCK_BYTES // 4):
            phone.sendall(body[begin : begin + BLOCK_BYTES // 4])
            time.sleep(BLOCK_SECONDS / 6)
        answer = _last_words(phone)

    assert answer.partition("\r\n")[0] == "HTTP/1.1 422 Unprocessable Entity"


@pytest.mark.parametrize("chunked", [False, True])
def test_a_body_that_is_too_large_is_refused_before_it_is_read(server: Server, app: Flask, chunked: bool) -> None:
    largest = app.config["MAX_CONTENT_LENGTH"]
    visitor = Visitor(server)

    with closing(socket.create_connection(visitor.at, timeout=30)) as sender:
        if chunked:
            sender.sendall(DECLARED + b"Transfer-Encoding: chunked\r\n\r\n" + f"{largest + 1:x}\r\n".encode())
            sender.sendall(b"x" * (largest + 1))
        else:
            sender.sendall(DECLARED + f"Content-Length: {largest + 1}\r\n\r\n".encode())
        answer = sender.recv(65536).decode()

    assert answer.partition("\r\n")[0] == "HTTP/1.1 413 Payload Too Large"


def _last_words(connection: socket.socket) -> str:
    """What the server said until it closed the connection."""
    said = b""
    try:
        while part := connection.recv(65536):
            said += part
    except ConnectionError:
        pass
    return said.decode()


@pytest.mark.databases("sqlite")
def test_a_broken_chunk_is_a_bad_request(app: Flask, server: Server) -> None:
    with closing(socket.create_connection(address_of(server), timeout=30)) as connection:
        connection.sendall(DECLARED + b"Transfer-Encoding: chunked\r\n\r\nzz\r\nemail\r\n0\r\n\r\n")

        assert connection.recv(1000).startswith(b"HTTP/1.1 400 ")
