"""The ASGI application in front of the WSGI one: first the whole body of a request, then a thread to answer it.

A WSGI server gives a thread to a request whose body is still to come, and it waits there as long as the sender likes.
Here a body is awaited without a thread, and only while it keeps coming: each BLOCK of it, or its end, within
BLOCK_SECONDS. The slowest sender that gets through sends 35 kbit/s. Standard library alone, as all of this package.
"""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Awaitable, Callable, Iterable, MutableMapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from tempfile import SpooledTemporaryFile
from typing import Any
from urllib.parse import unquote_to_bytes

from app.core.serving.load_shedding import BUSY_RESPONSE, Header, RawResponse, WsgiApplication, refusal_page

BLOCK_BYTES = 64 * 1024
BLOCK_SECONDS = 15.0
MAX_LARGE_BODIES = 20
"""Bodies of more than a block that a process holds at a time, on disk. Forms have room however many uploads come."""
_INTERRUPTED_TEXTS = (
    "Upload interrupted",
    "The upload stopped or was too slow. Nothing was saved. Check your connection and send it again.",
    "上传中断或速度过慢，内容未保存。请检查网络后重新提交。",
    "L’envoi s’est interrompu ou était trop lent. Rien n’a été enregistré. Vérifiez la connexion et renvoyez.",
    ("Connection", "close"),
)
SLOW_RESPONSE = refusal_page("408 Request Timeout", *_INTERRUPTED_TEXTS)
BROKEN_RESPONSE = refusal_page("400 Bad Request", *_INTERRUPTED_TEXTS)
DISK_FULL_RESPONSE = refusal_page(
    "503 Service Unavailable",
    "The server’s disk is full",
    "There is no room for this upload, so nothing was saved. Try again in a few minutes.",
    "服务器磁盘已满，无法接收此次上传，内容未保存。请几分钟后重试。",
    "Le disque du serveur est plein\u00a0: rien n’a été enregistré. Réessayez dans quelques minutes.",
    ("Retry-After", "60"),
)

AsgiMessage = MutableMapping[str, Any]
AsgiReceive = Callable[[], Awaitable[AsgiMessage]]
AsgiSend = Callable[[AsgiMessage], Awaitable[None]]


class SenderDisconnected(Exception):
    """The sender left before the body was whole, or sent what is no body: the server tells both alike."""


class TooManyLargeBodies(Exception):
    """No room for another large body."""


class BufferedBodies:
    def __init__(
        self,
        wsgi: WsgiApplication,
        *,
        threads: int,
        largest: int,
        headers: Iterable[Header] = (),
        block_seconds: float = BLOCK_SECONDS,
        large_at_once: int = MAX_LARGE_BODIES,
    ) -> None:
        """``largest``: the most bytes that a body may have. A longer one is not read on; ``wsgi`` refuses it by its
        CONTENT_LENGTH. ``headers``: what refusals carry besides, as in Shedding."""
        self.wsgi, self.largest, self.headers = wsgi, largest, list(headers)
        self.block_seconds, self.large_at_once = block_seconds, large_at_once
        self.large = 0
        self.threads = ThreadPoolExecutor(threads, thread_name_prefix="request")

    async def __call__(self, scope: AsgiMessage, receive: AsgiReceive, send: AsgiSend) -> None:
        environ = wsgi_environ(scope)
        with SpooledTemporaryFile(max_size=BLOCK_BYTES) as body, ExitStack() as stack:
            environ["wsgi.input"] = body
            try:
                await self._fill(environ, receive, stack)
            except SenderDisconnected:
                answer = self._refuse(BROKEN_RESPONSE)
            except TimeoutError:
                answer = self._refuse(SLOW_RESPONSE)
            except TooManyLargeBodies:
                answer = self._refuse(BUSY_RESPONSE)
            except OSError:  # the folder of temporary files takes no more
                answer = self._refuse(DISK_FULL_RESPONSE)
            else:
                answer = await asyncio.get_running_loop().run_in_executor(self.threads, self._run, environ)
        status, headers, content = answer
        encoded = [(name.encode("latin-1"), value.encode("latin-1")) for name, value in headers]
        await send({"type": "http.response.start", "status": int(status.partition(" ")[0]), "headers": encoded})
        await send({"type": "http.response.body", "body": content})

    async def _fill(self, environ: dict[str, Any], receive: AsgiReceive, stack: ExitStack) -> None:
        declared, chunked = environ.get("CONTENT_LENGTH"), environ.pop("HTTP_TRANSFER_ENCODING", None)
        too_long = declared and int(declared) > self.largest
        if (declared or chunked) and not too_long:
            environ["CONTENT_LENGTH"] = str(await self._read(receive, environ["wsgi.input"], stack))
            environ["wsgi.input"].seek(0)

    async def _read(self, receive: AsgiReceive, body: SpooledTemporaryFile[bytes], stack: ExitStack) -> int:
        """Write what comes into ``body``, until its end or until it is too long; the bytes that came.

        Raises TimeoutError, TooManyLarge, Disconnected.
        """
        length, more = 0, True
        while more and length <= self.largest:
            async with asyncio.timeout(self.block_seconds):
                block_end = min(length + BLOCK_BYTES, self.largest + 1)
                while more and length < block_end:
                    message = await receive()
                    if message["type"] == "http.disconnect":
                        raise SenderDisconnected
                    chunk, more = message.get("body", b""), message.get("more_body", False)
                    if length <= BLOCK_BYTES < length + len(chunk):
                        self._make_room(stack)
                    body.write(chunk)
                    length += len(chunk)
        return length

    def _make_room(self, stack: ExitStack) -> None:
        """Count one more large body until its request is answered. Raises TooManyLarge."""
        if self.large >= self.large_at_once:
            raise TooManyLargeBodies
        self.large += 1
        stack.callback(self._free_room)

    def _free_room(self) -> None:
        self.large -= 1

    def _refuse(self, answer: RawResponse) -> RawResponse:
        status, headers, page = answer
        return status, [*headers, *self.headers], page

    def _run(self, environ: dict[str, Any]) -> RawResponse:
        """The answer of the WSGI application as a whole: who reads it slowly holds no thread."""
        started: list[Any] = []

        def start(status: str, headers: list[Header], _error: object = None) -> None:
            started[:] = status, headers

        parts = self.wsgi(environ, start)
        try:
            content = b"".join(parts)
        finally:
            if (close := getattr(parts, "close", None)) is not None:
                close()
        return started[0], started[1], content


def wsgi_environ(scope: AsgiMessage) -> dict[str, Any]:
    """WSGI's environ for an ASGI scope, as the ASGI specification maps them, but for ``wsgi.input``.

    A header with an underscore in its name is left out: X_Forwarded_For would pass for X-Forwarded-For.
    """
    host, port = scope.get("server") or ("localhost", None)
    environ: dict[str, Any] = {
        "REQUEST_METHOD": scope["method"],
        "SCRIPT_NAME": "",
        "PATH_INFO": unquote_to_bytes(scope["raw_path"]).decode("latin-1"),
        "QUERY_STRING": scope["query_string"].decode("latin-1"),
        "SERVER_PROTOCOL": f"HTTP/{scope['http_version']}",
        "SERVER_NAME": host,
        "SERVER_PORT": str(port or 80),
        "REMOTE_ADDR": (scope.get("client") or ("",))[0],
        "wsgi.version": (1, 0),
        "wsgi.url_scheme": scope.get("scheme", "http"),
        "wsgi.errors": sys.stderr,
        "wsgi.multithread": True,
        "wsgi.multiprocess": True,
        "wsgi.run_once": False,
        "wsgi.input_terminated": True,
    }
    for raw, value in scope["headers"]:
        name = raw.decode("latin-1").upper()
        if "_" not in name:
            key = name.replace("-", "_")
            key = key if key in {"CONTENT_TYPE", "CONTENT_LENGTH"} else f"HTTP_{key}"
            text, joint = value.decode("latin-1"), "; " if key == "HTTP_COOKIE" else ","
            environ[key] = f"{environ[key]}{joint}{text}" if key in environ else text
    return environ
