import gc

import pytest

from app.floor.garbage import unsearched


def test_the_search_rests_within_and_goes_on_after_also_when_the_work_breaks():
    with unsearched():
        within = gc.isenabled()
    with pytest.raises(ZeroDivisionError), unsearched():
        _ = 1 / 0

    assert (within, gc.isenabled()) == (False, True)
