import pickle
import subprocess
import sys

from app.core.errors import Conflict, DomainError, Invalid, Stale


class SlotTaken(Conflict):
    code = "slot_taken"


def test_an_error_carries_its_code_and_details():
    error = Invalid("zone_unknown", zone="Asia/Nowhere")

    assert (error.code, error.details) == ("zone_unknown", {"zone": "Asia/Nowhere"})
    assert str(error) == "zone_unknown (zone=Asia/Nowhere)"


def test_a_subclass_names_its_own_code():
    assert SlotTaken().code == "slot_taken"
    assert Stale().code == "stale"
    assert DomainError().code == "refused"


def test_a_stale_row_is_a_conflict():
    assert issubclass(Stale, Conflict)


def test_an_error_comes_whole_out_of_a_child_process():
    back = pickle.loads(pickle.dumps(SlotTaken(slot=7)))

    assert (type(back), back.code, back.details) == (SlotTaken, "slot_taken", {"slot": 7})


def test_importing_the_pure_files_of_core_loads_neither_flask_nor_sqlalchemy():
    modules = "errors, clock, paging, localized, parsing, texts"
    program = f"import sys; from app.core import {modules}; print('flask' in sys.modules, 'sqlalchemy' in sys.modules)"

    said = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)

    assert said.stdout.split() == ["False", "False"]
