"""What must hold before the server starts, databases too: each refusal one sentence that says what to do."""

from __future__ import annotations

import argparse
import errno
import fcntl
import json
import os
import re
import shutil
import socket
import stat
import sys
import tempfile
import time
from collections.abc import Iterable
from contextlib import suppress
from http.client import HTTPConnection, HTTPException
from ipaddress import ip_address
from pathlib import Path
from urllib.parse import urlsplit

SQLITE_FILE_ERRORS = re.compile(
    r"unable to open database|readonly database|not a database|disk I/O error|is full|malformed"
)
"""What SQLite says of a file that is of no use, whenever it says so."""


def database_refusal(url: str, message: str, *, variable: str = "DATABASE_URL") -> str:
    """The sentence for a database at ``url``, which the setting ``variable`` names, that answered ``said``."""
    if path := sqlite_file(url):
        if "not a database" in message:
            return f"{path} is no SQLite database; move it away, or {_elsewhere(variable)}"
        return (
            database_file_refusal(path, variable)
            or f"SQLite cannot use {path}: {_brief(message)}; {_elsewhere(variable)}"
        )
    return f"PostgreSQL does not let Qiao in: {_brief(message)}; check {variable}, and that the server runs."


def sqlite_file(url: str) -> Path | None:
    """The file of an SQLite database; None for another one."""
    return Path(re.sub(r"^sqlite:///|\?.*$", "", url)) if url.startswith("sqlite") else None


def database_file_refusal(path: Path, variable: str) -> str | None:
    """What about the file or its folder is in the way; None if nothing is to be seen.

    The file is not opened: closing it would free the locks that SQLite holds on it in this process.
    """
    folder = path.parent
    if not folder.is_dir():
        return f"There is no folder {folder} for the database; make it, or let {variable} name a file elsewhere."
    if path.is_dir():
        return f"{path} is a folder; let {variable} name a file in it."
    if not os.access(folder, os.W_OK | os.X_OK):
        return f"Nothing can be written to {folder}, where the database lies; make it writable for this user."
    if path.exists() and not os.access(path, os.R_OK | os.W_OK):
        return f"The database {path} cannot be read and written; make it writable for this user."
    return None


def _elsewhere(variable: str) -> str:
    return f"let {variable} name a file elsewhere."


def _brief(message: str) -> str:
    """One line without the end of a sentence; drivers write several, and secrets in none of them."""
    return " ".join(message.split())[:300].rstrip(" .;")


MEGABYTE = 1_000_000
LOCK_FILE = "serving"
"""The file in an instance folder whose lock its server holds; it tells the address."""
OTHERS_MODE = 0o077
"""What a mode allows anybody but the owner."""
PORT_WAIT_SECONDS = 15.0
"""Longer than the web server gives its workers to finish."""


def served_refusal(instance: Path) -> str | None:
    """Why nobody else can serve this folder: a second server would share its database and its queues unasked."""
    with suppress(FileNotFoundError), (instance / LOCK_FILE).open() as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_SH | fcntl.LOCK_NB)
        except BlockingIOError:
            return already_served_text(instance)
    return None


def already_served_text(instance: Path) -> str:
    at = (instance / LOCK_FILE).read_text() or "another port"
    return f"Qiao already serves {instance}, at {at}; open it there, or stop it before you start again."


def lock_instance(instance: Path) -> int | None:
    """Hold the folder until this process ends, however it ends, also as another program after exec; its children do
    not hold it. The descriptor of the lock; None where another process serves the folder."""
    descriptor = os.open(instance / LOCK_FILE, os.O_RDWR | os.O_CREAT, 0o600)
    if not _try_lock(descriptor):
        os.close(descriptor)
        return None
    os.set_inheritable(descriptor, True)
    return descriptor


def _try_lock(descriptor: int) -> bool:
    """A second try is for whoever only looked, just then."""
    for _ in range(3):
        with suppress(BlockingIOError):
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
            return True
        time.sleep(0.02)
    return False


def make_private(paths: Iterable[Path]) -> tuple[list[str], str | None]:
    """Let nobody but the owner read, write or enter these, where they are: what was changed, each in a sentence, and
    the refusal where that cannot be done."""
    changed: list[str] = []
    for path in paths:
        with suppress(FileNotFoundError):
            mode = stat.S_IMODE(path.stat().st_mode)
            if not mode & OTHERS_MODE:
                continue
            try:
                path.chmod(mode & ~OTHERS_MODE)
            except OSError as error:
                why = f"mode {mode:03o}; {error.strerror}"
                return changed, f"Other users may read {path} ({why}). As its owner run: chmod go= {path}"
            changed.append(f"{path} is now private: its mode was {mode:03o}.")
    return changed, None


def write_address(descriptor: int, host: str, port: int) -> None:
    """Write into the lock where the folder is served."""
    os.ftruncate(descriptor, 0)
    os.pwrite(descriptor, server_url(host, port).encode(), 0)


def last_port(instance: Path) -> int | None:
    """Where the folder was served last; None if it never was."""
    try:
        return urlsplit((instance / LOCK_FILE).read_text()).port
    except (OSError, ValueError):
        return None


def patient_port_refusal(host: str, port: int, instance: Path) -> str | None:
    """As ``port_refusal``; but where the same folder was served last, what a killed server left may need to end."""
    deadline = time.monotonic() + (PORT_WAIT_SECONDS if port == last_port(instance) else 0)
    while (refusal := port_refusal(host, port)) and time.monotonic() < deadline:
        time.sleep(0.1)
    return refusal


def port_refusal(host: str, port: int) -> str | None:
    """Why nobody can listen there. Granian itself would not notice: it shares a taken port with its holder."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OverflowError:
            return f"{port} is no port; choose a number from 1 to 65535, as in: make run PORT=8001"
        except OSError as error:
            return _port_refusal_text(error, host, port)
    return None


def _port_refusal_text(error: OSError, host: str, port: int) -> str:
    if error.errno == errno.EADDRINUSE and is_qiao(host, port):
        return f"Qiao is already running at {server_url(host, port)}; open it there, or stop it before you start again."
    if error.errno == errno.EADDRINUSE:
        return f"Port {port} is taken by another program; choose another, as in: make run PORT={next_port(port)}"
    if error.errno == errno.EACCES:
        return f"Port {port} is reserved to root; choose one above 1023, as in: make run PORT=8000"
    return f"Nobody can listen on {host}, port {port}: {error.strerror}; set QIAO_HOST to an address of this machine."


def is_qiao(host: str, port: int) -> bool:
    """Whether the program that holds the port answers as Qiao's ``/healthz`` does."""
    connection = HTTPConnection(_reachable_host(host), port, timeout=2)
    try:
        connection.request("GET", "/healthz")
        answer = json.loads(connection.getresponse().read(10_000))
    except (OSError, ValueError, RecursionError, HTTPException):
        return False
    finally:
        connection.close()
    return isinstance(answer, dict) and answer.get("service") == "qiao"


def _reachable_host(host: str) -> str:
    """The host to ask for, whose own address may be none: one that takes every address."""
    loopback = {4: "127.0.0.1", 6: "::1"}
    try:
        at = ip_address(host)
    except ValueError:
        return host
    return loopback[at.version] if at.is_unspecified else host


def server_url(host: str, port: int) -> str:
    """Where this machine reaches a server that listens there."""
    name = _reachable_host(host)
    return f"http://[{name}]:{port}" if ":" in name else f"http://{name}:{port}"


def next_port(port: int) -> int:
    return port + 1 if port < 65535 else 8000


def space_refusal(folder: Path, *, megabytes: int) -> str | None:
    """Why ``folder`` (it, or the nearest parent there is) cannot take ``megabytes`` more."""
    while not folder.exists():
        folder = folder.parent
    try:
        free = shutil.disk_usage(folder).free // MEGABYTE
        if free < megabytes:
            return f"{folder} has {free} MB left and Qiao needs {megabytes} MB; free some disk space, then start again."
        with tempfile.TemporaryFile(dir=folder) as probe:
            os.write(probe.fileno(), b"room")
    except OSError as error:
        return f"Nothing can be written to {folder}: {error.strerror}; make it writable, then start again."
    return None


def main(arguments: list[str]) -> str | None:
    """``--port 8000 --megabytes 1500`` asks for this folder; the answer is the refusal, which sys.exit prints."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", required=True)
    parser.add_argument("--megabytes", type=int, required=True)
    options = parser.parse_args(arguments)
    if not (options.port.isascii() and options.port.isdigit()):
        return f"{options.port!r} is no port; choose a number from 1 to 65535, as in: make run PORT=8001"
    instance = Path(os.environ.get("QIAO_INSTANCE", "").strip() or "instance").absolute()
    return (
        space_refusal(Path.cwd(), megabytes=options.megabytes)
        or served_refusal(instance)
        or patient_port_refusal(options.host, int(options.port), instance)
    )


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
