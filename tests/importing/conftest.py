"""The delegation of a chamber, before its sheet is imported."""

from __future__ import annotations

import pytest
from flask import Flask

from app.accounts.models import Organisation, User
from app.accounts.permissions import Role
from app.core.db import transaction
from app.events.models import Event
from app.registrations.models import Delegation
from tests import factories
from tests.support.chambers import brought as brought


@pytest.fixture
def event(app: Flask) -> Event:
    return factories.event("matching-day", phase="registration")


@pytest.fixture
def chamber(app: Flask) -> Organisation:
    return factories.organisation("Singapore chamber")


@pytest.fixture
def delegation(event: Event, chamber: Organisation) -> Delegation:
    made = factories.delegation(event, of=chamber)
    with transaction():
        made.origin = "Singapore"
    return made


@pytest.fixture
def user(chamber: Organisation) -> User:
    return factories.member(chamber, Role.CHAMBER)
