"""In a page no space follows a Chinese full stop, which is as wide as one."""

from __future__ import annotations

import re

from flask import Flask, Response

STOPS = "。？！；"
_PARTS = re.compile(
    r"<(?:textarea|pre|script|style)\b.*?</(?:textarea|pre|script|style)>"
    r"|(?P<stop>[。？！；](?:</(?:b|em|small|span|strong)>)*(?:</a>(?!\s*<a\b))?)(?: +|\n +)(?=[^\s·])"
    r"|<[^>]*>",
    re.DOTALL,
)
"""A stop with what closes after it, outside of tags and of texts that are shown as they are. Between two links a space
stays: they would look like one."""


def close_up(html: str) -> str:
    return _PARTS.sub(lambda part: part["stop"] or part[0], html)


def connect(app: Flask) -> None:
    @app.after_request
    def closed_up(response: Response) -> Response:
        if response.mimetype == "text/html" and not response.is_streamed:
            html = response.get_data(as_text=True)
            if any(stop in html for stop in STOPS):
                response.set_data(close_up(html))
        return response
