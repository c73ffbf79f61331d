"""The pages about accounts."""

from app.accounts.views import account, invitations, links, people, proof, reset, sign_in
from app.accounts.views.blueprint import blueprint

blueprints = (blueprint,)

__all__ = ["account", "blueprints", "invitations", "links", "people", "proof", "reset", "sign_in"]
