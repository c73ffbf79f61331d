"""What some browsers cannot do."""

from __future__ import annotations

from flask import Flask, request


def saves_no_files() -> bool:
    """Whether this is WeChat's own browser, which opens and keeps no file that a page offers."""
    return "MicroMessenger" in request.user_agent.string


def connect(app: Flask) -> None:
    app.add_template_global(saves_no_files)
