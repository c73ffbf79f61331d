"""Composes the application; the only file that knows every package."""

from __future__ import annotations

import os
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path

from flask import Flask
from flask_migrate import Migrate

from app.accounts import login
from app.accounts.views.blueprint import landing_sources
from app.cli import connect as connect_cli
from app.core import logs
from app.core.db import Model, close_session, db
from app.core.db.engines import configure_sqlite, engine_options
from app.core.mail import delivery
from app.core.web import errors, locale, pages, routing, security, translations
from app.core.web.translations import SingleStopBabel
from app.dashboard import shell
from app.delegations.queries.visits import watch_clashes
from app.events import scopes as event_scopes
from app.events.queries import lists as event_lists
from app.meetings.queries import attendees
from app.meetings.queries.impacts import find_freed_meetings, list_bookings_during
from app.meetings.queries.lists import count_requests_by_company, get_standing_between, have_both_accepted
from app.meetings.queries.visible_group_meetings import count_waiting_answers
from app.meetings.views.eligibility import explain_request_refusal
from app.registrations.queries import hooks
from app.registrations.queries.access import count_join_requests
from app.registrations.scopes import events_from_registrations, roles_from_registrations
from config import Mode, Settings, UnsafeSettings

ROOT = Path(__file__).parent.parent
FEATURES = (
    "core",
    "accounts",
    "events",
    "companies",
    "registrations",
    "delegations",
    "importing",
    "privacy",
    "meetings",
    "group_meetings",
    "interpreters",
    "calendars",
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
    settings = settings or _settings_from_environment()
    app = Flask("app", root_path=str(ROOT), instance_path=str(settings.instance.absolute()))
    app.config.update(SETTINGS=settings, TESTING=settings.mode is Mode.TEST, JOBS="queue")
    app.config.update(
        SQLALCHEMY_DATABASE_URI=settings.database_url, BABEL_TRANSLATION_DIRECTORIES=str(ROOT / "app/translations")
    )
    pages.connect_templates(app)
    logs.connect(app, settings)
    security.configure_security(app, settings)
    _connect_database(app)
    security.connect_security(app, settings)
    login.connect(app)
    locale.connect(app, SingleStopBabel())
    errors.connect(app)
    routing.connect_urls(app)
    routing.connect_requests(app)
    pages.connect_browsers(app)
    security.connect_wechat(app, settings)
    translations.connect_chinese_stops(app)
    delivery.connect(app)
    event_scopes.role_sources[:] = roles_from_registrations()
    hooks.acceptance_checks[:] = [have_both_accepted]
    hooks.partner_meeting_sources[:] = [get_standing_between]
    hooks.refusal_sources[:] = [explain_request_refusal]
    hooks.ending_meeting_sources[:] = [find_freed_meetings]
    hooks.seat_sources[:] = [attendees.list_seats_of_people]
    hooks.affected_meeting_sources[:] = [list_bookings_during]
    hooks.clash_watchers[:] = [watch_clashes]
    shell.tab_counters["registrations.profile"] = count_join_requests
    event_scopes.home_sources[:] = [shell.home_url]
    landing_sources[:] = [shell.only_home_url]
    event_lists.event_sources[:] = [events_from_registrations]
    _connect_features(app)
    hooks.request_counters[:] = [count_requests_by_company]
    shell.tab_counters["meetings.requests"] = count_waiting_answers
    shell.connect(app)
    connect_cli(app)
    return app


def _settings_from_environment() -> Settings:
    """A command with unsafe settings ends with their list, not with a traceback."""
    os.umask(0o077)  # nobody else may read what this process writes
    try:
        return Settings.from_environment()
    except UnsafeSettings as refusal:
        raise SystemExit(str(refusal)) from None


def _connect_database(app: Flask) -> None:
    app.config["SQLALCHEMY_ENGINE_OPTIONS"] = engine_options(app.config["SQLALCHEMY_DATABASE_URI"])
    db.init_app(app)
    app.teardown_appcontext(close_session)
    for feature in FEATURES:
        _import_part(feature, "models")
    Migrate(app, db, directory=str(ROOT / "migrations"), render_as_batch=True, metadata=Model.metadata)
    with app.app_context():
        configure_sqlite(db.engine)


def _connect_features(app: Flask) -> None:
    """Each feature brings what it has: sentences for its codes, answers to signals, jobs, views."""
    for part in ("wording", "reactions", "jobs"):
        for feature in FEATURES:
            _import_part(feature, part)
    for feature in FEATURES:
        for blueprint in getattr(_import_part(feature, "views"), "blueprints", ()):
            app.register_blueprint(blueprint)


def _import_part(feature: str, part: str) -> object | None:
    name = f"app.{feature}.{part}"
    return import_module(name) if find_spec(name) else None
