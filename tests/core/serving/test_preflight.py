from __future__ import annotations

import os
import signal
import socket
import stat
import subprocess
import sys
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from threading import Thread, Timer

import pytest

from app.core.serving import preflight


@pytest.fixture
def taken() -> Iterator[int]:
    """A port that a program listens on, shareable as Granian's are."""
    with socket.socket() as listener:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
        listener.bind(("127.0.0.1", 0))
        listener.listen()
        yield listener.getsockname()[1]


def test_a_free_port_and_room_are_no_reason(tmp_path: Path) -> None:
    assert preflight.port_refusal("127.0.0.1", 0) is None
    assert preflight.space_refusal(tmp_path, megabytes=1) is None


def test_a_taken_port_is_refused_even_if_its_holder_would_share_it(taken: int) -> None:
    assert preflight.port_refusal("127.0.0.1", taken) == (
        f"Port {taken} is taken by another program; choose another, as in: make run PORT={preflight.next_port(taken)}"
    )


def test_a_port_beyond_the_last_is_refused() -> None:
    assert preflight.port_refusal("127.0.0.1", 70000) == (
        "70000 is no port; choose a number from 1 to 65535, as in: make run PORT=8001"
    )


def test_a_word_is_no_port() -> None:
    assert preflight.main(["--port", "http", "--megabytes", "1"]) == (
        "'http' is no port; choose a number from 1 to 65535, as in: make run PORT=8001"
    )


def test_an_address_of_another_machine_is_refused() -> None:
    refused = preflight.port_refusal("192.0.2.1", 8000)

    assert refused == (
        "Nobody can listen on 192.0.2.1, port 8000: Cannot assign requested address; "
        "set QIAO_HOST to an address of this machine."
    )


def test_a_full_disk_is_refused(tmp_path: Path) -> None:
    refused = preflight.space_refusal(tmp_path / "not" / "there", megabytes=10**9)

    assert refused is not None
    assert refused.startswith(f"{tmp_path} has ")
    assert refused.endswith(" MB left and Qiao needs 1000000000 MB; free some disk space, then start again.")


def test_a_folder_that_cannot_be_written_is_refused() -> None:
    assert preflight.space_refusal(Path("/proc"), megabytes=0) == (
        "Nothing can be written to /proc: No such file or directory; make it writable, then start again."
    )


def test_it_runs_before_anything_is_installed(taken: int, tmp_path: Path) -> None:
    told = subprocess.run(
        [sys.executable, "-I", "-S", preflight.__file__, "--port", str(taken), "--megabytes", "1"],
        env={**os.environ, "QIAO_INSTANCE": str(tmp_path)},  # whoever tests may have Qiao running in this folder
        capture_output=True,
        text=True,
        check=False,
    )

    assert (told.returncode, told.stdout) == (1, "")
    assert told.stderr.startswith(f"Port {taken} is taken by another program; ")
    assert told.stderr.count("\n") == 1


@pytest.mark.parametrize(
    ("body", "says"),
    [
        (b'{"service": "qiao"}', "Qiao is already running at"),
        (b'{"status": "ok"}', "by another program"),
        (b"[" * 9000, "by another program"),
    ],
)
def test_a_port_that_qiao_itself_holds_is_told_apart(body: bytes, says: str) -> None:
    class Health(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200)
            self.end_headers()
            self.wfile.write(body)

        def log_request(self, code: object = "-", size: object = "-") -> None:
            """Say nothing."""

    with HTTPServer(("127.0.0.1", 0), Health) as server:
        Thread(target=server.handle_request, daemon=True).start()

        assert says in (preflight.port_refusal("127.0.0.1", server.server_port) or "")


def held_elsewhere(instance: Path) -> subprocess.Popen[str]:
    """Another process that holds the folder, as the program it became after exec, and has started a child."""
    become = "import subprocess, time; c = subprocess.Popen(['sleep', '60']); print(c.pid, flush=True); time.sleep(60)"
    script = (
        "import os, sys; from pathlib import Path; from app.core.serving import preflight as p\n"
        f"p.write_address(p.lock_instance(Path({str(instance)!r})), '127.0.0.1', 8301)\n"
        f"os.execv(sys.executable, [sys.executable, '-c', {become!r}])"
    )
    return subprocess.Popen([sys.executable, "-c", script], stdout=subprocess.PIPE, text=True)


def test_a_folder_is_held_through_exec_and_free_once_its_holder_is_killed(tmp_path: Path) -> None:
    with held_elsewhere(tmp_path) as holder:
        assert holder.stdout is not None
        child = int(holder.stdout.readline())

        assert preflight.lock_instance(tmp_path) is None
        assert preflight.served_refusal(tmp_path) == (
            f"Qiao already serves {tmp_path}, at http://127.0.0.1:8301; "
            "open it there, or stop it before you start again."
        )
        holder.kill()
        holder.wait()

    assert preflight.served_refusal(tmp_path) is None
    lock = preflight.lock_instance(tmp_path)
    assert lock is not None
    os.close(lock)
    os.kill(child, signal.SIGKILL)


def test_two_folders_are_held_beside_each_other(tmp_path: Path) -> None:
    for name in "ab":
        (tmp_path / name).mkdir()

    locks = [preflight.lock_instance(tmp_path / name) for name in "ab"]

    for lock in locks:
        assert lock is not None
        os.close(lock)


def test_a_folder_that_nobody_served_is_free(tmp_path: Path) -> None:
    assert preflight.served_refusal(tmp_path / "instance") is None
    assert preflight.last_port(tmp_path) is None


def test_what_a_killed_server_left_at_its_port_is_waited_for(tmp_path: Path) -> None:
    with socket.socket() as left:
        left.bind(("127.0.0.1", 0))
        left.listen()
        port = left.getsockname()[1]
        assert preflight.patient_port_refusal("127.0.0.1", port, tmp_path) is not None
        (tmp_path / preflight.LOCK_FILE).write_text(f"http://127.0.0.1:{port}")
        Timer(0.5, left.close).start()

        assert preflight.patient_port_refusal("127.0.0.1", port, tmp_path) is None


def test_what_others_could_read_is_made_private_and_told(tmp_path: Path) -> None:
    database, log = tmp_path / "qiao.db", tmp_path / "qiao.db-wal"
    for file in (database, log):
        file.touch()
    tmp_path.chmod(0o755)
    database.chmod(0o644)
    log.chmod(0o600)

    changed, refusal = preflight.make_private([tmp_path, database, log, tmp_path / "none"])

    assert refusal is None
    assert changed == [
        f"{tmp_path} is now private: its mode was 755.",
        f"{database} is now private: its mode was 644.",
    ]
    assert [stat.S_IMODE(path.stat().st_mode) for path in (tmp_path, database, log)] == [0o700, 0o600, 0o600]
    assert preflight.make_private([tmp_path, database, log]) == ([], None)


def test_what_cannot_be_made_private_is_refused_with_the_command(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_given: object) -> None:
        raise PermissionError(1, "Operation not permitted")

    database = tmp_path / "qiao.db"
    database.touch()
    database.chmod(0o640)
    monkeypatch.setattr(Path, "chmod", refuse)

    assert preflight.make_private([database]) == (
        [],
        f"Other users may read {database} (mode 640; Operation not permitted). As its owner run: chmod go= {database}",
    )
