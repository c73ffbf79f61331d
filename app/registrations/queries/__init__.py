"""Reads about registrations: delegations, firm links, rosters, lists."""

from app.registrations.queries.delegation_members import list_own_delegations

__all__ = ["list_own_delegations"]
