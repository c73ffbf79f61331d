"""Labels of the roles in a delegation."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from app.core.web.translations import lazy_gettext as _l
from app.registrations.delegate_roles import DelegateRole

DELEGATE_ROLE_LABELS: Mapping[DelegateRole, Any] = {
    DelegateRole.HEAD: _l("head of delegation"),
    DelegateRole.DEPUTY: _l("deputy head"),
    DelegateRole.GUEST_OF_HONOUR: _l("guest of honour"),
    DelegateRole.ADVISER: _l("adviser"),
    DelegateRole.SECRETARY: _l("secretary"),
    DelegateRole.INTERPRETER: _l("interpreter"),
}
"""What people are in a delegation."""
