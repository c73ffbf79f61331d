from app.events.calendar import look_finding, ok_finding
from app.events.preview import HallCapacity, capacity_findings

MODEL_DAY = HallCapacity(meeting_slots=11, tables=18)


def test_the_model_day_holds_198_meetings_for_99_firms_with_four_each():
    assert (MODEL_DAY.table_times, MODEL_DAY.companies_with(4)) == (198, 99)


def test_no_firm_has_more_meetings_than_there_are_slots():
    assert MODEL_DAY.companies_with(12) == 0


def test_the_findings_of_the_model_day():
    assert list(capacity_findings(MODEL_DAY, meetings_each=4)) == [
        ok_finding("enough_for", firms=99, meetings_each=4, expected=None),
    ]


def test_more_firms_than_the_hall_holds_are_told():
    findings = list(capacity_findings(HallCapacity(11, 18), meetings_each=4, companies=120))

    assert findings == [look_finding("too_few_for", firms=99, meetings_each=4, expected=120)]


def test_a_least_number_beyond_the_slots_cannot_be_reached():
    findings = list(capacity_findings(HallCapacity(3, 18), meetings_each=3, least_meetings=4))

    assert findings[0] == look_finding("least_beyond_slots", least=4, slots=3)


def test_a_hall_without_tables_is_told():
    assert list(capacity_findings(HallCapacity(11, 0), meetings_each=4)) == [look_finding("no_tables")]
