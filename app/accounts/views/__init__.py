"""The pages about accounts."""

from app.accounts.views import account, links, people, reset, sign_in
from app.accounts.views.blueprint import blueprint

blueprints = (blueprint,)

__all__ = ["account", "blueprints", "links", "people", "reset", "sign_in"]
