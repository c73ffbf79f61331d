from __future__ import annotations

import http.server
import os
import subprocess
import sys
import threading
from collections.abc import Iterator

import pytest

from app.core.serving import supervisor
from app.core.serving.preflight import server_url


@pytest.fixture
def address() -> Iterator[str]:
    """A server that answers 404 to everything."""
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), http.server.BaseHTTPRequestHandler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}/"
        server.shutdown()


def test_the_greeting_waits_for_the_server_and_comes_once(address: str, capsys: pytest.CaptureFixture[str]) -> None:
    early = supervisor.greeting_beat("http://127.0.0.1:1/", "hello")
    ready = supervisor.greeting_beat(address, "hello")

    early()
    ready()
    ready()

    assert capsys.readouterr().out == "hello\n"


def test_a_server_is_one_web_process_and_a_consumer_for_each_queue() -> None:
    children = supervisor.server_processes("127.0.0.1", 8000, 2)

    assert [(child.name, child.required) for child in children] == [("web", True), ("quick", False), ("long", False)]
    assert "app.core.jobs.worker.long" in children[2].command


def test_the_greeting_reaches_the_supervisor_outside_of_its_arguments() -> None:
    story = """
import sys
from app.core.serving import supervisor
supervisor.__spec__.name = "tests.core.serving.echo"
supervisor.become_supervisor("127.0.0.1", 8000, 2, "a link for you")
"""
    told = subprocess.run([sys.executable, "-c", story], capture_output=True, text=True, check=True)

    assert told.stdout == "['127.0.0.1', '8000', '2'] a link for you\n"


@pytest.mark.parametrize("given", [None, "8"])
def test_all_processes_use_one_thread_for_a_product_of_vectors_unless_the_machine_says_otherwise(
    monkeypatch: pytest.MonkeyPatch, given: str | None
) -> None:
    name = "OPENBLAS_NUM_THREADS"
    story = f"""
import os
from app.core.serving import supervisor
os.execv = lambda *_: print(os.environ["{name}"], flush=True)
supervisor.become_supervisor("127.0.0.1", 8000, 2, "")
"""
    monkeypatch.delenv(name, raising=False)
    command = [sys.executable, "-c", story]
    told = subprocess.run(
        command, capture_output=True, text=True, check=True, env=os.environ | ({name: given} if given else {})
    )

    assert told.stdout == f"{given or 1}\n"


@pytest.mark.parametrize(
    ("host", "reach"), [("0.0.0.0", "127.0.0.1"), ("::", "[::1]"), ("::1", "[::1]"), ("10.0.0.1", "10.0.0.1")]
)
def test_a_server_on_all_addresses_is_asked_on_the_loopback(host: str, reach: str) -> None:
    assert server_url(host, 8000) == f"http://{reach}:8000"
