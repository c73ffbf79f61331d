"""The file by which WeChat checks that a domain is ours."""

from __future__ import annotations

from flask import Flask, Response
from flask.typing import ResponseReturnValue

from app.floor.web.guards import public
from config import Settings

ENDPOINT = "wechat"


def connect(app: Flask, settings: Settings) -> None:
    """Answer the configured name, and no other, with exactly the configured content."""
    file = settings.wechat_verification
    if file is None:
        return

    @public
    def answer() -> ResponseReturnValue:
        return Response(file.content, mimetype="text/plain")

    app.add_url_rule(f"/{file.name}", endpoint=ENDPOINT, view_func=answer)
