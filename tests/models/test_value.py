"""What a workload may say of its value and its launch."""

from __future__ import annotations

from typing import Any

import pytest
from pydantic import ValidationError

from tests.program.kit import JOB
from tests.proof.audit_kit import scenario

MAY = {**JOB, "served": "may", "value_per_unit_usd": 0.1}


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"value_per_unit_usd": 0.0}, r"workloads.0\n.*`served: may` needs `value_per_unit_usd` above 0"),
        ({"deferral": {"within_months": 1}}, r"`served: may` is for work that is served as it comes"),
        ({"served": "never"}, r"served\n.*'must' or 'may'"),
        ({"value_from": {"2027-13": 1.0}}, r"value_from"),
        ({"value_from": {"2027-03": -1.0}}, r"greater than or equal to 0"),
        (
            {"queues": [{"id": "a", "share": 1.0, "deferral": {"within_months": 1}}]},
            r"`served: may` is for work that is served as it comes",
        ),
    ],
)
def test_a_launch_that_makes_no_sense_is_refused(changes: dict[str, Any], said: str) -> None:
    with pytest.raises(ValidationError, match=said):
        scenario(workloads=[MAY | changes])


def test_a_value_of_later_months_is_enough() -> None:
    found = scenario(workloads=[MAY | {"value_per_unit_usd": 0.0, "value_from": {"2027-03": 0.2}}]).workloads[0]
    assert found.has_value
    assert not scenario(workloads=[JOB]).workloads[0].has_value


def test_work_is_a_family_of_its_own_with_all_its_queues_unless_it_names_one() -> None:
    queues = [{"id": "a", "share": 0.5}, {"id": "b", "share": 0.5}]
    own = scenario(workloads=[{**JOB, "queues": queues}, {**JOB, "id": "more", "model_family": "llm"}])
    assert [stream.family for stream in own.streams] == ["job", "job", "llm"]
