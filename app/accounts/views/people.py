"""Who works for an organisation: seen by its members, changed by its administrators."""

from __future__ import annotations

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from app.accounts import queries, services
from app.accounts.forms import InviteForm
from app.accounts.models import Organisation
from app.accounts.permissions import ORGANISATION_ROLES, Role
from app.accounts.scopes import an_organisation
from app.accounts.tokens import of_organisation
from app.accounts.views import inviting
from app.accounts.views.blueprint import blueprint
from app.accounts.wording import role_word
from app.floor.web import locale
from app.floor.web.guards import allow, held_roles

BASE = "/organisations/<int:organisation_id>/people"


@blueprint.get(BASE)
@allow(*ORGANISATION_ROLES, of=an_organisation)
def people(organisation: Organisation) -> ResponseReturnValue:
    return _page(organisation, inviting.invitation(ORGANISATION_ROLES))


@blueprint.post(BASE)
@allow(Role.ADMINISTRATOR, of=an_organisation)
def invite_member(organisation: Organisation) -> ResponseReturnValue:
    form = inviting.invitation(ORGANISATION_ROLES)
    if not form.validate():
        return _page(organisation, form), 422
    inviting.invite(form, to=locale.plain(organisation.name), organisation_id=organisation.id)
    return _back(organisation)


@blueprint.post(f"{BASE}/<int:member_id>/removal")
@allow(Role.ADMINISTRATOR, of=an_organisation)
def remove_member(organisation: Organisation, member_id: int) -> ResponseReturnValue:
    user = queries.member_of(organisation.id, member_id)
    services.leave_organisation(user, organisation, request.form.get("role", ""), by=current_user.id)
    inviting.say_removed(user)
    return _back(organisation)


@blueprint.post(f"{BASE}/invitations/<int:token_id>/withdrawal")
@allow(Role.ADMINISTRATOR, of=an_organisation)
def withdraw_member_invitation(organisation: Organisation, token_id: int) -> ResponseReturnValue:
    inviting.withdraw(token_id, of_organisation(organisation.id))
    return _back(organisation)


def _page(organisation: Organisation, form: InviteForm) -> str:
    return render_template(
        "accounts/people.html",
        organisation=organisation,
        form=form,
        people=queries.people_of_organisation(organisation.id),
        invited=queries.invited_to(of_organisation(organisation.id)),
        may_change=Role.ADMINISTRATOR in held_roles(),
        role_word=role_word,
    )


def _back(organisation: Organisation) -> ResponseReturnValue:
    return redirect(url_for("accounts.people", organisation_id=organisation.id))
