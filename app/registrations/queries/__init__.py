"""Reads about registrations: delegations, firm links, rosters, lists."""

from app.registrations.queries.delegations import delegations_of

__all__ = ["delegations_of"]
