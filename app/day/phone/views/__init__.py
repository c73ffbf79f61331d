"""What a phone asks for on the day."""

from app.day.phone.views import coming as _coming  # noqa: F401 it adds routes
from app.day.phone.views import keeping as _keeping  # noqa: F401
from app.day.phone.views import late as _late  # noqa: F401
from app.day.phone.views import notes as _notes  # noqa: F401
from app.day.phone.views.blueprint import phone

blueprints = (phone,)
