"""Who works for an organisation, and inviting people, as the pages of an event do it too."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from flask_login import current_user

from app.accounts import queries, services
from app.accounts.credentials import organisation_subject
from app.accounts.forms import InviteForm, RemovalForm
from app.accounts.login import an_organisation
from app.accounts.models import Organisation, User
from app.accounts.permissions import ORGANISATION_ROLES, Role
from app.accounts.views.attempts import count_invitations
from app.accounts.views.blueprint import blueprint
from app.accounts.wording import role_word
from app.core.mail.delivery import letters_leave
from app.core.web import locale
from app.core.web.forms import typed_text
from app.core.web.guards import allow, current_roles

HAND_OVER_KIND = "hand_over"
"""The kind of a flashed e-mail and link, a line each: ``layouts/base.html`` shows it with a button that copies."""


def invitation_form(roles: Sequence[Role]) -> InviteForm:
    """The form, with these roles to choose from."""
    return InviteForm([(role.value, role_word(role)) for role in roles])


def send_invitation(form: InviteForm, *, to: str, **where: Any) -> None:
    """Send what a valid form says. ``where``: the place, as ``services.invite`` takes it. Raises TooMany."""
    count_invitations(1)
    url = services.invite(
        typed_text(form.email),
        typed_text(form.name),
        form.role.data,
        to=to,
        language=locale.language(),
        by=current_user,
        **where,
    )
    flash_invited(typed_text(form.email), url, where.get("event"))


def flash_invited(email: str, url: str, event: Any = None) -> None:
    """Say that the email is on its way, or that its reader finds the invitation once signed in; else give its link
    (``url``) to hand over: once, to whoever invites."""
    if url:
        flash(f"{email}\n{url}", HAND_OVER_KIND)
    elif letters_leave() and not (event is not None and event.rehearsal):
        flash(gettext("The invitation is on its way to %(email)s.", email=email), "good")
    else:
        flash(gettext("No email was sent. %(email)s sees the invitation after signing in.", email=email), "wait")


def withdraw_open_invitation(token_id: int, subject: str) -> None:
    """Take an open invitation to ``subject`` back. Raises InvitationGone, NotFound."""
    services.withdraw_invitation(token_id, subject, by=current_user)
    flash(gettext("The invitation is withdrawn; its link is dead."), "good")


def flash_removed(user: User) -> None:
    flash(gettext("%(name)s no longer has this role.", name=user.name), "good")


PEOPLE_PATH = "/organisations/<int:organisation_id>/people"


@blueprint.get(PEOPLE_PATH)
@allow(*ORGANISATION_ROLES, of=an_organisation)
def people(organisation: Organisation) -> ResponseReturnValue:
    return _people_page(organisation, invitation_form(ORGANISATION_ROLES))


@blueprint.post(PEOPLE_PATH)
@allow(Role.ADMINISTRATOR, of=an_organisation)
def invite_member(organisation: Organisation) -> ResponseReturnValue:
    form = invitation_form(ORGANISATION_ROLES)
    if not form.validate():
        return _people_page(organisation, form), 422
    send_invitation(form, to=locale.plain(organisation.name), organisation_id=organisation.id)
    return _redirect_to_people(organisation)


@blueprint.post(f"{PEOPLE_PATH}/<int:member_id>/removal")
@allow(Role.ADMINISTRATOR, of=an_organisation)
def remove_member(organisation: Organisation, member_id: int) -> ResponseReturnValue:
    user = queries.get_member(organisation.id, member_id)
    services.leave_organisation(user, organisation, typed_text(RemovalForm().role), by=current_user.id)
    flash_removed(user)
    return _redirect_to_people(organisation)


@blueprint.post(f"{PEOPLE_PATH}/invitations/<int:token_id>/withdrawal")
@allow(Role.ADMINISTRATOR, of=an_organisation)
def withdraw_member_invitation(organisation: Organisation, token_id: int) -> ResponseReturnValue:
    withdraw_open_invitation(token_id, organisation_subject(organisation.id))
    return _redirect_to_people(organisation)


def _people_page(organisation: Organisation, form: InviteForm) -> str:
    return render_template(
        "accounts/people.html",
        organisation=organisation,
        form=form,
        people=queries.list_organisation_people(organisation.id),
        invited=queries.list_open_invitations(organisation_subject(organisation.id)),
        may_change=Role.ADMINISTRATOR in current_roles(),
        role_word=role_word,
    )


def _redirect_to_people(organisation: Organisation) -> ResponseReturnValue:
    return redirect(url_for("accounts.people", organisation_id=organisation.id))
