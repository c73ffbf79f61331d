"""What accounts do in the background."""

from __future__ import annotations

from app.accounts.services.access import delete_ended_sessions
from app.core.jobs import every

every(3600, "forget_ended_sessions")(delete_ended_sessions)
