"""What accounts do in the background."""

from __future__ import annotations

from app.accounts.services.sessions import forget_ended_sessions
from app.floor.jobs import every

every(3600, "forget_ended_sessions")(forget_ended_sessions)
