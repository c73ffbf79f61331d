from tests.meetings.views.conftest import event as event
from tests.meetings.views.conftest import firms as firms
from tests.meetings.views.conftest import people as people
from tests.meetings.views.conftest import slots as slots
