from tests.meetings.conftest import event as event
from tests.meetings.conftest import firms as firms
