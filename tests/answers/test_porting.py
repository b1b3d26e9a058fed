"""What a plan says of engineers: the limit that stands in the way, inputs without effect, words for a port."""

from __future__ import annotations

import pytest

from solver.answers.outcome import Infeasible, Planned
from solver.answers.planning import make_plan
from solver.answers.unused import unused_inputs
from tests.program.kit import EXACT, JOB, Document, offer, program, scenario, two_chips

RULE: Document = {"policy__engineers": {"engineer_months_per_quarter": 6.0, "usd_per_engineer_month": 10.0}}
EFFORT: Document = {"port_usd": 5.0, "port_engineer_months": 4.0}
TPU_ONLY: Document = {**offer("od", "on_demand", usd_per_hour=1.0), "accelerator": "tpu"}


def two_jobs(**stack: object) -> Document:
    """Two workloads that must be ported to `rocm`."""
    stacks = [{"id": "cuda"}, {"id": "rocm", **EFFORT, **stack}]
    return two_chips(stacks=stacks, offers=[TPU_ONLY], workloads=[JOB, {**JOB, "id": "twin"}])


def test_engineers_that_are_too_few_are_named_with_the_quarter() -> None:
    made = make_plan(scenario(**two_jobs(), **RULE), "expected", EXACT)
    assert isinstance(made, Infeasible)
    (said,) = made.conflicts
    engineers, *demands = said.split("; or ")
    assert engineers == "porting engineers per quarter: short by 2 engineer-months of 6 in 2027-01"
    assert [text.split(":")[0] for text in demands] == ["demand of job in eu", "demand of twin in eu"]
    assert isinstance(make_plan(scenario(**two_jobs(learning=0.5), **RULE), "expected", EXACT), Planned)


CASES: list[tuple[str, Document]] = [
    ("stacks.rocm.port_engineer_months: no effect without policy.engineers", two_jobs()),
    (
        "stacks.rocm.learning: fewer than two workloads could be ported to it",
        two_jobs(learning=0.5) | {"workloads": [JOB]},
    ),
    (
        "policy.engineers: no port to a stack that asks for effort is possible",
        two_jobs(port_engineer_months=0.0) | RULE,
    ),
]


@pytest.mark.parametrize(("sentence", "changes"), CASES, ids=["effort", "learning", "engineers"])
def test_what_has_no_effect_is_reported(sentence: str, changes: Document) -> None:
    assert sentence in unused_inputs(program(scenario(**changes)).instance)


def test_what_has_an_effect_is_not_reported() -> None:
    said = " ".join(unused_inputs(program(scenario(**two_jobs(learning=0.5), **RULE)).instance))
    assert "engineer" not in said
    assert "learning" not in said


def test_a_port_that_is_not_worth_it_is_told_with_price_and_effort() -> None:
    cheap = [TPU_ONLY, offer("gpu", "on_demand", usd_per_hour=0.9)]
    made = make_plan(scenario(**two_jobs() | {"offers": cheap}, **RULE), "expected", EXACT)
    assert isinstance(made, Planned)
    why = next(row.why for row in made.plan.capacities if row.accelerator == "tpu")
    assert why == "it would have to be ported to rocm (45.00 USD, 4 engineer-months), which the plan does not do"
