"""A browser's cookie for a user, as after a sign-in and a first page."""

from __future__ import annotations

import http.client
from http.cookies import SimpleCookie

from flask import Flask
from flask.sessions import SecureCookieSessionInterface


def cookie_for(app: Flask, user: str, port: int, path: str) -> str:
    """What the server at ``port`` knows this user by, once ``path`` was shown; ``user`` as sessions name one."""
    serializer = SecureCookieSessionInterface().get_signing_serializer(app)
    assert serializer is not None
    signed = serializer.dumps({"_permanent": True, "_user_id": user, "_fresh": True})
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    connection.request("GET", path, headers={"Cookie": f"session={signed}", "Accept-Language": "en"})
    answer = connection.getresponse()
    answer.read()
    renewed = SimpleCookie(answer.headers.get("Set-Cookie", ""))
    connection.close()
    return f"session={renewed['session'].value if 'session' in renewed else signed}"
