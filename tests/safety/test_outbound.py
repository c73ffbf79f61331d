"""Case 21: nothing asks another host for anything, whatever addresses people type.

Until webhooks come there is no client to be led astray: no module of ``app`` imports one or opens a socket, but for
those named here, which reach the mail server and this server itself. Database drivers are SQLAlchemy's.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator

from tests.architecture.house import modules, source

CLIENTS = {
    "aiohttp",
    "asyncore",
    "dns",
    "ftplib",
    "http.client",
    "httplib2",
    "httpx",
    "imaplib",
    "nntplib",
    "paramiko",
    "poplib",
    "pycurl",
    "requests",
    "smtplib",
    "socket",
    "telnetlib",
    "urllib.request",
    "urllib3",
    "webbrowser",
    "websocket",
    "websockets",
    "xmlrpc.client",
}
CALLS = {"create_connection", "open_connection", "create_datagram_endpoint"}
"""What opens a socket, by whichever library."""
PROGRAMS = {"curl", "wget", "nc", "ssh"}
"""What would ask another host, started as a process."""

MAY = {
    "app.core.mail.delivery": {"smtplib"},
    "app.core.serving.preflight": {"http.client", "socket"},
    "app.core.serving.supervisor": {"urllib.request"},
}
"""The mail server of the settings; the port on which this server is to listen; this server's own ``/healthz``."""


def clients_of() -> dict[str, set[str]]:
    """By module of ``app``: the clients that it imports, and what else in it opens a socket."""
    found = {name: set(_used(ast.parse(source(name).read_text()))) for name in modules()}
    return {name: used for name, used in found.items() if used}


def _used(tree: ast.Module) -> Iterator[str]:
    for node in ast.walk(tree):
        match node:
            case ast.Import(names=names):
                named = [name.name for name in names]
            case ast.ImportFrom(module=str(module), names=names):
                named = [f"{module}.{name.name}" for name in names]
            case ast.Call(func=ast.Name(id="import_module" | "__import__") | ast.Attribute(attr="import_module")):
                named = [arg.value for arg in node.args if isinstance(arg, ast.Constant) and isinstance(arg.value, str)]
            case ast.Call(func=ast.Name(id="validate_email"), keywords=keywords):
                named = [] if any(ast.unparse(each) == "check_deliverability=False" for each in keywords) else ["dns"]
            case ast.Attribute(attr=name):
                named = []
                yield from {name} & CALLS
            case ast.Constant(value=str(word)):
                named = []
                yield from {word} & PROGRAMS
            case _:
                continue
        yield from (client for client in CLIENTS for name in named if f"{name}.".startswith(f"{client}."))


def test_case_21_no_module_asks_another_host_but_the_mail_server():
    assert clients_of() == MAY
