"""Laws of gangs: which work may come in runs, and what a run needs."""

from __future__ import annotations

import json
from typing import Any

import pytest
from pydantic import ValidationError

from models.gang import Gang
from models.workload import Workload
from tests.proof.audit_kit import BASE

RUN: dict[str, Any] = {"run_units": 600.0, "sizes": [{"accelerators": 4}], "deadline_hours": 20.0}


def job(**fields: Any) -> Workload:
    given = {**BASE["workloads"][0], "gang": RUN, "deferral": {}, **fields}
    return Workload.model_validate_json(json.dumps(given))


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"deferral": None}, "`gang` needs `deferral`: `{within_months: 0}` starts a run in the period it is due in"),
        ({"deferral": {"blocks": ["day"]}}, "a gang runs through all hours of its period; remove `blocks`"),
        ({"max_miss": 0.1}, "`max_miss`: runs of a gang are whole and all of them are done; allowed: 0"),
        ({"class": "realtime_inference"}, "`gang` is for foundation_training, fine_tuning, batch_scoring, simulation"),
    ],
)
def test_work_in_runs_can_wait_runs_day_and_night_and_is_all_done(fields: dict[str, Any], words: str) -> None:
    assert job().gang is not None
    with pytest.raises(ValidationError) as broken:
        job(**fields)
    assert words in str(broken.value)


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"sizes": []}, "sizes"),
        ({"sizes": [{"accelerators": 4}, {"accelerators": 4, "efficiency": 0.9}]}, "every number of accelerators once"),
        ({"sizes": [{"accelerators": 0}]}, "sizes.0.accelerators"),
        ({"sizes": [{"accelerators": 4, "efficiency": 1.1}]}, "sizes.0.efficiency"),
        ({"run_units": 0.0}, "run_units"),
        ({"deadline_hours": 0.0}, "deadline_hours"),
        ({"checkpoint_every_hours": 0.0}, "checkpoint_every_hours"),
    ],
)
def test_a_run_needs_sizes_work_and_time(fields: dict[str, Any], words: str) -> None:
    with pytest.raises(ValidationError, match=words):
        Gang.model_validate_json(json.dumps({**RUN, **fields}))
