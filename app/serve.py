"""``flask serve``: from an empty folder to a server that answers, and links to sign in with."""

from __future__ import annotations

import fcntl
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

import click
from flask import current_app
from flask.cli import with_appcontext
from flask_migrate import upgrade
from sqlalchemy import func, literal, select, union_all

from app.accounts.models import EventRole, Membership, User
from app.accounts.permissions import Role
from app.accounts.services import sign_in_link
from app.companies.models import CompanyUser
from app.db import db
from app.floor.jobs.queue import queue_refusal
from app.floor.serving import preflight, processes
from app.floor.serving.databases import file_of
from app.registrations.models import Delegation
from config import Mode, Settings

LEAST_MEGABYTES = 200
LINK_HOURS = 12
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
        _start_again_on(port)
    _hold_the_folder(settings)
    with one_at_a_time(settings):
        upgrade()
        if settings.mode is Mode.LOCAL and is_empty():
            _load_the_model_event(context)
    told = greeting(settings)
    db.session.remove()
    db.engine.dispose()
    processes.become_supervisor(settings.host, settings.port, settings.workers, told)


def _start_again_on(port: int) -> None:
    """The port stands in the links too, so it must be a setting from the start."""
    os.environ["PORT"] = str(port)
    os.execv(sys.executable, [sys.executable, "-m", "flask", "--app", "app", "serve"])  # noqa: S606 ourselves


def _hold_the_folder(settings: Settings) -> None:
    """Be its only server, and say where; or refuse in one sentence."""
    instance = settings.instance
    _refuse(preflight.space_refusal(instance, megabytes=LEAST_MEGABYTES))
    lock = preflight.hold(instance)
    if lock is None:
        raise click.ClickException(preflight.already_served(instance))
    _keep_private(settings)
    _refuse(preflight.patient_port_refusal(settings.host, settings.port, instance))
    _refuse(queue_refusal(settings.queue_url))
    preflight.tell_address(lock, settings.host, settings.port)
    (instance / "port").write_text(str(settings.port))


def _keep_private(settings: Settings) -> None:
    """Folders and databases of an earlier version, or made by hand, may be open to all users of the machine."""
    files = [file_of(url) for url in (settings.database_url, settings.queue_url)]
    databases = [file.with_name(file.name + end) for file in files if file for end in ("", "-wal", "-shm")]
    changed, refusal = preflight.make_private([settings.instance, settings.outbox, *databases])
    for sentence in changed:
        click.echo(sentence, err=True)
    _refuse(refusal)


def _refuse(sentence: str | None) -> None:
    if sentence:
        raise click.ClickException(sentence)


@contextmanager
def one_at_a_time(settings: Settings) -> Iterator[None]:
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


def is_empty() -> bool:
    """Whether nobody is known here yet."""
    return db.session.scalar(select(func.count()).select_from(User)) == 0


def _load_the_model_event(context: click.Context) -> None:
    command = current_app.cli.commands.get("demo")
    if command is not None:
        click.echo("Loading the model event")
        context.invoke(command)


def greeting(settings: Settings) -> str:
    """The address, and in local mode one single-use sign-in link for each role that somebody holds."""
    lines = [*(f"Warning: {warning}" for warning in settings.warnings), f"Qiao is at {settings.base_url}/"]
    if settings.mode is Mode.LOCAL:
        people = one_for_each_role()
        lines += ["", "Sign in with one of these links; each works once. Starting again prints new ones."]
        lines += [f"  {role:<16}{_link(user)}  {user.name}" for role, user in people.items()]
    return "\n".join([*lines, "", "Ctrl-C stops the server."])


def _link(user: User) -> str:
    return sign_in_link(user, lifetime=timedelta(hours=LINK_HOURS))


def one_for_each_role() -> dict[str, User]:
    """Who came first of those that hold a role and may sign in."""
    held = union_all(
        select(Membership.role, Membership.user_id),
        select(EventRole.role, EventRole.user_id),
        select(literal(Role.COMPANY.value), CompanyUser.user_id),
        select(literal(Role.DELEGATION_HEAD.value), Delegation.head_user_id).where(
            Delegation.head_user_id.is_not(None)
        ),
    ).subquery()
    role, user_id = held.c.role, held.c.user_id
    first = (
        select(role, func.min(user_id)).join(User, User.id == user_id).where(User.disabled_at.is_(None)).group_by(role)
    )
    found = {name: db.session.get_one(User, number) for name, number in db.session.execute(first)}
    return {name: found[name] for name in Role if name in found}
