"""What documents say besides: laws of the section, and that it stays apart from the plan."""

from __future__ import annotations

import json
from typing import Any

import pytest
from pydantic import ValidationError

from models.cases import in_case
from models.scenario import Scenario
from solver.comparing.groups import is_idle, sides_of
from tests.program.kit import offer, scenario

OD = offer("od", "on_demand", usd_per_hour=1.0)
MEASURED = {"workload": "job", "input_tokens": 1020.0, "input_tokens_p95": 4083.0}


def asked(**procurement: Any) -> Scenario:
    """A scenario with that section."""
    return scenario(offers=[OD], procurement=procurement)


@pytest.mark.parametrize(
    ("procurement", "said"),
    [
        ({"requests": [{**MEASURED, "workload": "jop"}]}, "procurement.requests.0.workload: 'jop' is not one of"),
        ({"requests": [MEASURED, MEASURED]}, "procurement.requests.1.workload: job is named twice"),
        ({"requests": [{**MEASURED, "input_tokens_p95": 1000.0}]}, "`input_tokens_p95` must not be below"),
        ({"requests": [{**MEASURED, "output_tokens": -1.0}]}, "greater than or equal to 0"),
        ({"timetable": {"issued": "2026-12-02", "decided": "2026-12-01"}}, "`decided` must not lie before `issued`"),
        ({"timetable": {"responses_due": "2026-12", "decided": "2026-11-30"}}, "must not lie before `responses_due`"),
        ({"timetable": {"issued": "2026-02-30"}}, "not a day of the calendar"),
        ({"roadmap": {"review_months": 0}}, "greater than or equal to 1"),
        ({"budget_usd": 1.0}, "Extra inputs are not permitted"),
    ],
)
def test_what_is_wrong_is_said_where_it_is(procurement: dict[str, Any], said: str) -> None:
    with pytest.raises(ValidationError) as error:
        asked(**procurement)
    assert said in str(error.value)


def test_days_as_precise_as_they_are_known_are_compared_as_such() -> None:
    found = asked(timetable={"issued": "2026-12-20", "responses_due": "2026-12", "decided": "2027"}).procurement
    assert found.timetable.decided == "2027"


def test_a_case_without_some_work_asks_for_no_measurement_of_it() -> None:
    document = scenario(offers=[OD], procurement={"buyer": "We", "requests": [MEASURED]}).model_dump(
        mode="json", by_alias=True, exclude_unset=True
    )
    (job,) = document["workloads"]
    document["workloads"] = [job, {**job, "id": "other"}]
    document["cases"] = [
        {"id": "all", "probability": 0.5},
        {"id": "less", "probability": 0.5, "changes": {"workloads": [{"id": "job", "remove": True}]}},
    ]
    whole = Scenario.model_validate_json(json.dumps(document))
    assert in_case(whole, "less").procurement.requests == ()
    assert in_case(whole, "less").procurement.buyer == "We"
    assert [each.workload for each in in_case(whole, "all").procurement.requests] == ["job"]


def test_it_can_change_no_plan() -> None:
    sides = sides_of(asked(buyer="We"), asked(buyer="They", requests=[MEASURED]), "expected")
    assert {each.at[0] for each in sides.found} == {"procurement"}
    assert all(is_idle(each, "expected") for each in sides.found)
