"""The commands: ``flask serve``, ``flask doctor``, and those of each feature, joined."""

from __future__ import annotations

import fcntl
import json
import os
import re
import sys
import time
from collections.abc import Container, Iterator, Sequence
from contextlib import contextmanager
from datetime import timedelta
from functools import wraps
from importlib import import_module
from importlib.util import find_spec
from typing import Any

import click
import flask_migrate.cli
from flask import Flask, current_app
from flask.cli import with_appcontext
from flask_migrate import upgrade
from sqlalchemy import func, literal, select, union_all
from sqlalchemy.exc import DBAPIError

from app.accounts.models import EventRole, Membership, User
from app.accounts.permissions import Role
from app.accounts.services import sign_in_link
from app.companies.models import CompanyUser
from app.core.db import db
from app.core.errors import Busy
from app.core.integrity import CheckResult, check_results
from app.core.jobs.queue import queue_refusal
from app.core.serving import preflight, supervisor
from app.core.serving.preflight import SQLITE_FILE_ERRORS, database_file_refusal, database_refusal, sqlite_file
from app.registrations.models import Delegation
from config import Mode, Settings

MAX_FAULTS_SHOWN = 20
CHECK_MODULES = (
    "app.core.integrity.checks",
    "app.events.queries.soundness",
    "app.registrations.queries.soundness",
    "app.meetings.queries.integrity",
    "app.day.queries.integrity_checks",
    "app.outcomes.queries.soundness",
)
"""Each registers its checks when it is imported, and is imported only here: servers need none."""


def run_checks(*, but: Container[str] = ()) -> list[CheckResult]:
    """What every check of every feature finds, but for those of these names, in one read transaction."""
    for name in CHECK_MODULES:
        import_module(name)
    return check_results(but=but)


@click.command("doctor")
@click.option("--json", "as_json", is_flag=True, help="For machines: every fault with its code and its rows.")
@click.pass_context
def doctor(context: click.Context, as_json: bool) -> None:
    """Check that the database is sound. Exit code 1 when it is not."""
    begun = time.perf_counter()
    results = run_checks()
    seconds = round(time.perf_counter() - begun, 2)
    settings: Settings = current_app.config["SETTINGS"]
    click.echo(
        _results_json(results, seconds, settings.warnings)
        if as_json
        else _results_text(results, seconds, settings.warnings)
    )
    if any(result.faults for result in results):
        context.exit(1)


def _results_text(results: Sequence[CheckResult], seconds: float, warnings: Sequence[str]) -> str:
    lines = [f"warning {warning}" for warning in warnings]
    for result in results:
        lines.append(f"{'not so' if result.faults else 'holds '}  {result.check.holds}")
        lines += [f"          {fault.says} [{fault.code}]" for fault in result.faults[:MAX_FAULTS_SHOWN]]
        if len(result.faults) > MAX_FAULTS_SHOWN:
            lines.append(f"          … and {len(result.faults) - MAX_FAULTS_SHOWN} more; --json tells all.")
    wrong = sum(bool(result.faults) for result in results)
    verdict = f"{wrong} of {len(results)} checks found faults" if wrong else f"Sound: all {len(results)} checks hold"
    return "\n".join([*lines, f"{verdict}, in {seconds} s."])


def _results_json(results: Sequence[CheckResult], seconds: float, warnings: Sequence[str]) -> str:
    checks = [
        {
            "check": result.check.name,
            "holds": not result.faults,
            "faults": [
                {"code": fault.code, "table": fault.table, "ids": list(fault.ids), "says": fault.says}
                for fault in result.faults
            ],
        }
        for result in results
    ]
    sound = not any(result.faults for result in results)
    return json.dumps({"sound": sound, "seconds": seconds, "warnings": list(warnings), "checks": checks}, indent=1)


MIN_FREE_MEGABYTES = 200
SIGN_IN_LINK_HOURS = 12
MIGRATION_LOCK = 7_418_529
"""Any number, as long as nobody else locks it in this database."""


@click.command("serve")
@click.option("--port", type=int, help="Where to listen, instead of PORT.")
@click.pass_context
@with_appcontext
def serve(context: click.Context, port: int | None) -> None:
    """Migrate, load the model event into an empty local database, then run the web server and the workers."""
    settings: Settings = current_app.config["SETTINGS"]
    if port is not None and port != settings.port:
        _restart_on_port(port)
    _lock_instance(settings)
    with migration_lock(settings):
        upgrade()
        if settings.mode is Mode.LOCAL and has_no_users():
            _load_demo_event(context)
    greeting_text = greeting(settings)
    db.session.remove()
    db.engine.dispose()
    supervisor.become_supervisor(settings.host, settings.port, settings.workers, greeting_text)


def _restart_on_port(port: int) -> None:
    """The port stands in the links too, so it must be a setting from the start."""
    os.environ["PORT"] = str(port)
    os.execv(sys.executable, [sys.executable, "-m", "flask", "--app", "app", "serve"])  # noqa: S606 ourselves


def _lock_instance(settings: Settings) -> None:
    """Be its only server, and say where; or refuse in one sentence."""
    instance = settings.instance
    _fail_with(preflight.space_refusal(instance, megabytes=MIN_FREE_MEGABYTES))
    lock = preflight.lock_instance(instance)
    if lock is None:
        raise click.ClickException(preflight.already_served_text(instance))
    _keep_private(settings)
    _fail_with(preflight.patient_port_refusal(settings.host, settings.port, instance))
    _fail_with(queue_refusal(settings.queue_url))
    preflight.write_address(lock, settings.host, settings.port)
    (instance / "port").write_text(str(settings.port))


def _keep_private(settings: Settings) -> None:
    """Folders and databases of an earlier version, or made by hand, may be open to all users of the machine."""
    files = [sqlite_file(url) for url in (settings.database_url, settings.queue_url)]
    databases = [file.with_name(file.name + end) for file in files if file for end in ("", "-wal", "-shm")]
    changed, refusal = preflight.make_private([settings.instance, settings.outbox, *databases])
    for sentence in changed:
        click.echo(sentence, err=True)
    _fail_with(refusal)


def _fail_with(sentence: str | None) -> None:
    if sentence:
        raise click.ClickException(sentence)


@contextmanager
def migration_lock(settings: Settings) -> Iterator[None]:
    """Of several servers that start on one database, one migrates while the others wait."""
    if db.engine.dialect.name == "postgresql":
        with db.engine.connect() as connection:
            connection.execute(select(func.pg_advisory_lock(MIGRATION_LOCK)))
            try:
                yield
            finally:
                connection.invalidate()  # the lock goes with its connection
        return
    with (settings.instance / "migrating.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def has_no_users() -> bool:
    """Whether nobody is known here yet."""
    return db.session.scalar(select(func.count()).select_from(User)) == 0


def _load_demo_event(context: click.Context) -> None:
    command = current_app.cli.commands.get("demo")
    if command is not None:
        click.echo("Loading the model event")
        context.invoke(command)


def greeting(settings: Settings) -> str:
    """The address, and in local mode one single-use sign-in link for each role that somebody holds."""
    lines = [*(f"Warning: {warning}" for warning in settings.warnings), f"Qiao is at {settings.base_url}/"]
    if settings.mode is Mode.LOCAL:
        people = first_user_by_role()
        lines += ["", "Sign in with one of these links; each works once. Starting again prints new ones."]
        lines += [f"  {role:<16}{_sign_in_url(user)}  {user.name}" for role, user in people.items()]
    return "\n".join([*lines, "", "Ctrl-C stops the server."])


def _sign_in_url(user: User) -> str:
    return sign_in_link(user, lifetime=timedelta(hours=SIGN_IN_LINK_HOURS))


def first_user_by_role() -> dict[str, User]:
    """Who came first of those that hold a role and may sign in."""
    roles = union_all(
        select(Membership.role, Membership.user_id),
        select(EventRole.role, EventRole.user_id),
        select(literal(Role.COMPANY.value), CompanyUser.user_id),
        select(literal(Role.DELEGATION_HEAD.value), Delegation.head_user_id).where(
            Delegation.head_user_id.is_not(None)
        ),
    ).subquery()
    role, user_id = roles.c.role, roles.c.user_id
    first = (
        select(role, func.min(user_id)).join(User, User.id == user_id).where(User.disabled_at.is_(None)).group_by(role)
    )
    users = {name: db.session.get_one(User, number) for name, number in db.session.execute(first)}
    return {name: users[name] for name in Role if name in users}


FEATURES_WITH_COMMANDS = ("core", "accounts", "importing", "privacy", "lists", "matching", "scheduling", "demo")
MIGRATION_COMMANDS = ("upgrade", "downgrade", "current", "stamp", "check", "migrate")
"""Those of ``flask db`` that ask the database."""


def connect(app: Flask) -> None:
    """Each feature that has commands says so in ``cli.commands``."""
    for command in (serve, doctor):
        app.cli.add_command(explain_database_errors(command))
    for name in MIGRATION_COMMANDS:
        explain_database_errors(flask_migrate.cli.db.commands[name])
    for feature in FEATURES_WITH_COMMANDS:
        name = f"app.{feature}.cli"
        if find_spec(name):
            for command in import_module(name).commands:
                app.cli.add_command(explain_database_errors(command))


def explain_database_errors(command: click.Command) -> click.Command:
    """The command, which says in a sentence what is wrong with the database instead of a traceback.

    One whose function bears ``asks_no_database`` is left as it is.
    """
    if isinstance(command, click.Group):
        for subcommand in command.commands.values():
            explain_database_errors(subcommand)
    elif command.callback is not None and not _is_explained(command.callback):
        command.callback = _require_database(command.callback)
    return command


def _is_explained(act: Any) -> bool:
    return hasattr(act, "said_plainly") or hasattr(act, "asks_no_database")


def _require_database(act: Any) -> Any:
    """``act``, once the database has answered: later on, one out of reach looks like one that is busy."""

    @wraps(act)
    @with_appcontext
    def acting(*args: Any, **kwargs: Any) -> Any:
        with _database_errors():
            _check_database()
            return act(*args, **kwargs)

    acting.said_plainly = True  # type: ignore[attr-defined]
    return acting


def _check_database() -> None:
    """Raises what is wrong, as a sentence or as the driver says it. A file that opens need not be one to write to."""
    path = sqlite_file(current_app.config["SETTINGS"].database_url)
    if path and (refusal := database_file_refusal(path, "DATABASE_URL")):
        raise click.ClickException(refusal)
    db.engine.connect().close()


@contextmanager
def _database_errors() -> Iterator[None]:
    try:
        yield
    except Busy:
        raise click.ClickException(
            "The database is busy, or cannot be written. Nothing was changed; try again."
        ) from None
    except DBAPIError as error:
        if (sentence := _error_sentence(error)) is None:
            raise
        raise click.ClickException(sentence) from None


def _error_sentence(error: DBAPIError) -> str | None:
    """What to do about it; None for an error that is a fault of the program."""
    if re.search(r"no such (table|column)|UndefinedTable|UndefinedColumn", f"{error.orig!r} {error.orig}"):
        return "The database is not made yet, or older than this program. Run: flask --app app db upgrade"
    if error.statement is None or SQLITE_FILE_ERRORS.search(
        str(error.orig)
    ):  # nothing was asked yet: it does not let us in
        return database_refusal(current_app.config["SETTINGS"].database_url, str(error.orig))
    return None
