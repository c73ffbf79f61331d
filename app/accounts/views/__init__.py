"""The pages about accounts."""

from app.accounts.views import account, members, sign_in
from app.accounts.views.blueprint import blueprint

blueprints = (blueprint,)

__all__ = ["account", "blueprints", "members", "sign_in"]
