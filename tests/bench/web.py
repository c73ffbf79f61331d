"""What needs a running server: long lists, memory, the weight of the front page."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from contextlib import contextmanager

from tests.bench import lists
from tests.bench.figures import Figure, Section
from tests.bench.ground import Ground
from tests.bench.servers import BARE, QIAO, Served, served
from tests.support.instances import Instance, in_context
from tests.support.pages import Node, read
from tests.support.serving import environment

MOST_MEBIBYTES = 400.0
MOST_KILOBYTES = 150.0
LINKED = (("link", "href"), ("script", "src"), ("img", "src"))


def measure(ground: Ground) -> None:
    """Lists first, so that memory is what is left after the load."""
    big, size = ground.big, ground.size
    with in_context(ground.instance.app), _both(ground.instance) as (qiao, bare):
        found = lists.figures(ground.instance.app, big, qiao, bare, rounds=size.rounds, seconds=size.seconds)
        title = f"Lists of 50 of {big.firms} rows, {size.rounds} × {size.seconds:g} s each, in turns"
        ground.say(Section(title, list(found)))
        ground.say(Section("Memory after the load", list(_memory(qiao, bare))))
        ground.say(Section("Front page", [_front_page(qiao.port)]))


@contextmanager
def _both(instance: Instance) -> Iterator[tuple[Served, Served]]:
    environ, folder = environment(instance.settings), instance.settings.instance
    with served(QIAO, environ, folder / "qiao.log") as qiao, served(BARE, environ, folder / "bare.log") as bare:
        yield qiao, bare


def _memory(qiao: Served, bare: Served) -> Iterator[Figure]:
    (own, naive), (bare_own, _) = qiao.mebibytes(), bare.mebibytes()
    note = f"PSS; the sum of their RSS is {naive:.0f}; two workers of the bare page {bare_own:.0f}"
    yield Figure("two web workers", own, "MiB", MOST_MEBIBYTES, note=note)


def _front_page(port: int) -> Figure:
    """What a browser that takes gzip fetches for a first look: the page and all that it links to, with headers."""
    page, size = _fetched(port, "/")
    addresses = dict.fromkeys(_linked(read(page.decode())))
    weights = {address.partition("?")[0]: _fetched(port, address)[1] for address in addresses}
    note = ", ".join(f"{name} {weight / 1000:.1f}" for name, weight in {"page": size, **weights}.items())
    return Figure("front page over the wire", (size + sum(weights.values())) / 1000, "kB", MOST_KILOBYTES, note=note)


def _linked(page: Node) -> Iterator[str]:
    for tag, attribute in LINKED:
        for node in page.find(tag):
            address = node.attributes.get(attribute) or ""
            if address.startswith("/"):
                yield address


def _fetched(port: int, path: str) -> tuple[bytes, int]:
    """The body, and how many bytes came with it."""
    request = f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nAccept-Encoding: gzip\r\nConnection: close\r\n\r\n"
    with socket.create_connection(("127.0.0.1", port), timeout=30) as connection:
        connection.sendall(request.encode())
        answer = b"".join(iter(lambda: connection.recv(65_536), b""))
    head, _, body = answer.partition(b"\r\n\r\n")
    if not head.startswith(b"HTTP/1.1 200"):
        raise RuntimeError(f"{path}: {head.splitlines()[0].decode()}")
    return body, len(answer)
