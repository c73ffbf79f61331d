"""``flask user …``: the first account, links for people whose letters don't arrive, shutting accounts."""

from __future__ import annotations

from datetime import timedelta

import click
from flask.cli import AppGroup

from app.accounts import queries, services
from app.accounts.credentials import is_well_formed_email
from app.accounts.models import EMAIL_LENGTH, NAME_LENGTH, Organisation, User
from app.accounts.permissions import ORGANISATION_ROLES
from app.core.db import now
from app.core.parsing import local_path
from app.core.web.forms import clean_text

LINK_HOURS = 12

user_commands = AppGroup("user", help="Accounts: create, sign-in links, shut and open again.")
commands = (user_commands,)


@user_commands.command("create")
@click.option("--email", required=True, help="The address that sign-in links go to.")
@click.option("--name", required=True, help="As it is shown to others.")
@click.option("--organisation", help="The English name of a chamber or authority; made if it is not there.")
@click.option("--owner", help="The organisation whose chamber it is, where several chambers have one name.")
@click.option("--role", type=click.Choice([role.value for role in ORGANISATION_ROLES]), help="The role in it.")
def create(email: str, name: str, organisation: str | None, owner: str | None, role: str | None) -> None:
    """Make an account (without a password) and, if asked, its role in an organisation."""
    if bool(organisation) != bool(role):
        raise click.UsageError("--organisation and --role belong together: give both or none.")
    if len(email) > EMAIL_LENGTH or not is_well_formed_email(email):
        raise click.UsageError("--email: write one address, like name@example.org.")
    name, organisation = (
        _parse_name("--name", name),
        _parse_name("--organisation", organisation) if organisation else None,
    )
    joined = _find_organisation(organisation, owner) if organisation else None
    try:
        user = services.create_user(name, email)
    except services.EmailTaken:
        raise click.ClickException(f"{email} has an account already; see: flask user link {email}") from None
    if joined is not None and role:
        services.join_organisation(user, joined, role)
    click.echo(f"{user.email} can sign in now; a first link: flask user link {user.email}")


@user_commands.command("link")
@click.argument("email")
@click.option("--next", "page", default="", help="The page to show then, such as /account.")
def link(email: str, page: str) -> None:
    """Print a link that signs EMAIL in, once, within 12 hours."""
    if page and not local_path(page):
        raise click.UsageError(f"--next: {page} is no page here; write a path, such as /account.")
    user = _require_user(email)
    if not user.is_active:
        raise click.ClickException(f"The account of {email} is shut; open it with: flask user enable {email}")
    click.echo(services.sign_in_link(user, page, lifetime=timedelta(hours=LINK_HOURS)))


@user_commands.command("disable")
@click.argument("email")
def disable(email: str) -> None:
    """Shut the account of EMAIL: its sessions end at once."""
    services.disable_user(_require_user(email))
    click.echo(f"The account of {email} is shut.")


@user_commands.command("enable")
@click.argument("email")
def enable(email: str) -> None:
    """Open the account of EMAIL again."""
    services.enable_user(_require_user(email))
    click.echo(f"The account of {email} is open.")


def _find_organisation(name: str, owner: str | None) -> Organisation:
    """The organisation of this name, made without an owner if there is none; an owned one counts only where it is the
    only one, or ``owner`` names its owner; one made for a single event only where there is no other."""
    organisations = queries.list_organisations_named(name)
    if owner is not None:
        owners = {each.id for each in queries.list_organisations_named(owner)}
        organisations = [each for each in organisations if each.owner_id in owners]
        if not organisations:
            raise click.ClickException(f"{owner} has no chamber that is called {name}.")
    organisations = [each for each in organisations if each.event_id is None] or organisations
    if len(organisations) > 1 and organisations[0].owner_id is not None:
        raise click.ClickException(f"Several chambers are called {name}: say whose with --owner.")
    return organisations[0] if organisations else services.create_organisation(name)


@user_commands.command("log")
@click.option("--email", help="Only what concerns the account of this address.")
@click.option("--days", default=7, show_default=True, help="How far back.")
def audit_log(email: str | None, days: int) -> None:
    """Print who signed in from which network, what failed, who was held up, and which roles changed."""
    user_id = _require_user(email).id if email else None
    for entry in queries.list_audit_log(now() - timedelta(days=days), user_id):
        details = " ".join(f"{name}={value}" for name, value in entry.details.items())
        click.echo(f"{entry.at:%Y-%m-%d %H:%M:%S}Z {entry.kind} {entry.subject}={entry.subject_id} {details}")


def _parse_name(option: str, typed: str) -> str:
    """A name as the pages take it, trimmed. Raises UsageError for an empty one, a longer one, one of several lines."""
    text: str = clean_text(typed)
    if not text:
        raise click.UsageError(f"{option}: write a name.")
    if text != typed.strip() or len(text.splitlines()) > 1 or "\t" in text:
        raise click.UsageError(f"{option}: a name is one line, without control characters.")
    if len(text) > NAME_LENGTH:
        raise click.UsageError(f"{option}: at most {NAME_LENGTH} characters.")
    return text


def _require_user(email: str) -> User:
    user = queries.get_user_by_email(email)
    if user is None:
        raise click.ClickException(f"No account has the address {email}.")
    return user
