import gc
import os
import subprocess
import sys

import pytest

from app.floor.garbage import unsearched
from config import ROOT


def test_the_search_rests_within_and_goes_on_after_also_when_the_work_breaks():
    with unsearched():
        within = gc.isenabled()
    with pytest.raises(ZeroDivisionError), unsearched():
        _ = 1 / 0

    assert (within, gc.isenabled()) == (False, True)


def test_a_web_worker_leaves_what_it_holds_out_of_every_later_search(tmp_path):
    told = in_a_worker(tmp_path, "print(gc.get_freeze_count() > 50_000, gc.get_threshold())")

    assert told == "True (20000, 10, 50)"


def in_a_worker(folder, command):
    """What ``command`` prints in a process of its own, once it has made a web worker."""
    code = f"import gc, app; app.create_web_worker(); {command}"
    environ = {**os.environ, "QIAO_MODE": "test", "QIAO_INSTANCE": str(folder)}
    return subprocess.run(
        [sys.executable, "-c", code], env=environ, capture_output=True, text=True, check=True, cwd=ROOT
    ).stdout.strip()
