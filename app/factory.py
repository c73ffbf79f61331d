"""Composes the application; the only file that knows every package."""

from __future__ import annotations

import os
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path

from flask import Flask
from flask_migrate import Migrate

from app import navigation, shell
from app.accounts import login
from app.accounts.views.blueprint import landing_sources
from app.cli import connect as connect_cli
from app.db import Model, db, end_session
from app.engines import engine_options, set_up_sqlite
from app.events import scopes as event_scopes
from app.events.queries import lists as event_lists
from app.floor import logs
from app.floor.mail import wording
from app.floor.web import browsers, chinese_stops, errors, locale, requests, routes, security, templates, wechat
from app.floor.web.catalogues import Translations
from app.matching.queries.gains import gains_of
from app.meetings.queries import seats
from app.meetings.queries.during import booked_during
from app.meetings.queries.freed import freed_by
from app.meetings.queries.lists import both_accepted, requests_by_firm, standing_of
from app.meetings.queries.rounds_seen import all_waiting_for
from app.meetings.views.barred import why_not_ask
from app.registrations.queries import from_above
from app.registrations.queries.joins import how_many_ask
from app.registrations.scopes import events_from_registrations, roles_from_registrations
from config import Mode, Settings, UnsafeSettings

ROOT = Path(__file__).parent.parent
FEATURES = (
    "floor",
    "accounts",
    "events",
    "companies",
    "registrations",
    "meetings",
    "matching",
    "scheduling",
    "day",
    "day.paper",
    "day.phone",
    "outcomes",
    "lists",
    "messages",
    "dashboard",
    "demo",
)


def build(settings: Settings | None = None) -> Flask:
    """The whole application for these settings (from the environment by default)."""
    settings = settings or _settings_of_this_machine()
    app = Flask("app", root_path=str(ROOT), instance_path=str(settings.instance.absolute()))
    app.config.update(SETTINGS=settings, TESTING=settings.mode is Mode.TEST, JOBS="queue")
    app.config.update(
        SQLALCHEMY_DATABASE_URI=settings.database_url, BABEL_TRANSLATION_DIRECTORIES=str(ROOT / "app/translations")
    )
    templates.connect(app)
    logs.connect(app, settings)
    security.configure(app, settings)
    _connect_database(app)
    security.connect(app, settings)
    login.connect(app)
    locale.connect(app, Translations())
    errors.connect(app)
    routes.connect(app)
    requests.connect(app)
    browsers.connect(app)
    wechat.connect(app, settings)
    chinese_stops.connect(app)
    wording.connect(app)
    event_scopes.role_sources[:] = roles_from_registrations()
    from_above.acquaintances[:] = [both_accepted]
    from_above.standings[:] = [standing_of]
    from_above.bars[:] = [why_not_ask]
    from_above.freed_meetings[:] = [freed_by]
    from_above.gain_counters[:] = [gains_of]
    from_above.seat_sources[:] = [seats.seats_of]
    from_above.meetings_during[:] = [booked_during]
    navigation.counters["registrations.profile"] = how_many_ask
    event_scopes.home_sources[:] = [navigation.home_of]
    landing_sources[:] = [navigation.only_home_of]
    event_lists.event_sources[:] = [events_from_registrations]
    for feature in FEATURES:
        _connect_feature(app, feature)
    from_above.request_counters[:] = [requests_by_firm]
    navigation.counters["meetings.requests"] = all_waiting_for
    shell.connect(app)
    connect_cli(app)
    return app


def _settings_of_this_machine() -> Settings:
    """A command with unsafe settings ends with their list, not with a traceback."""
    os.umask(0o077)  # nobody else may read what this process writes
    try:
        return Settings.from_environment()
    except UnsafeSettings as refusal:
        raise SystemExit(str(refusal)) from None


def _connect_database(app: Flask) -> None:
    app.config["SQLALCHEMY_ENGINE_OPTIONS"] = engine_options(app.config["SQLALCHEMY_DATABASE_URI"])
    db.init_app(app)
    app.teardown_appcontext(end_session)
    for feature in FEATURES:
        _part(feature, "models")
    Migrate(app, db, directory=str(ROOT / "migrations"), render_as_batch=True, metadata=Model.metadata)
    with app.app_context():
        set_up_sqlite(db.engine)


def _connect_feature(app: Flask, feature: str) -> None:
    """Each feature brings what it has: sentences for its codes, answers to signals, jobs, views."""
    for part in ("wording", "reactions", "jobs"):
        _part(feature, part)
    views = _part(feature, "views")
    for blueprint in getattr(views, "blueprints", ()):
        app.register_blueprint(blueprint)


def _part(feature: str, part: str) -> object | None:
    name = f"app.{feature}.{part}"
    return import_module(name) if find_spec(name) else None
