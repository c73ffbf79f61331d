"""Joins the features' commands."""

from __future__ import annotations

from importlib import import_module
from importlib.util import find_spec

from flask import Flask

from app.serve import serve

WITH_COMMANDS = ("floor", "accounts", "registrations", "lists", "matching", "demo")


def connect(app: Flask) -> None:
    """Each feature that has commands says so in ``cli.commands``."""
    app.cli.add_command(serve)
    for feature in WITH_COMMANDS:
        name = f"app.{feature}.cli"
        if find_spec(name):
            for command in import_module(name).commands:
                app.cli.add_command(command)
