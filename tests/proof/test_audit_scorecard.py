"""Matrix and scorecard: every false figure is refused."""

from __future__ import annotations

from functools import cache
from typing import Any

import pytest

from models.matrix import MatrixCell
from models.plan import Plan
from models.scenario import Scenario
from models.vendor_scores import CriterionScore, VendorTotal, WeightRange
from solver.proof.audit import audit_plan
from tests.rivalry import RULES, given, planned_of

REVIEW = {
    "vendor": "acme",
    "criterion": "supply",
    "score": 2.0,
    "reviewer": "Ada",
    "date": "2026-10-01",
    "note": "seen",
}
OUT = {"id": "t", "accelerator": "mi", "site": "cloud", "vendor": "volt", "accelerators": 1.0}
CHIP = {"id": "mi", "class": "asic", "vendor": "volt", "stack": "rocm"}
TARGETS = [{"metric": "ttft", "percentile": 95, "limit_ms": 180.0}]
POINTS = [{"load": n, "throughput": 10.0 * n, "latency_ms": {"ttft_p99": 100.0 * n}} for n in (1, 2)]


@cache
def judged() -> Scenario:
    """The rivals with a review, a latency target, and an accelerator that nobody measured."""
    plain = given().model_dump(mode="json", by_alias=True)
    return given(
        scorecard={**RULES, "reviews": [REVIEW]},
        accelerators=[*plain["accelerators"], CHIP],
        holdings=[*plain["holdings"], OUT],
        sites=[{**site, "rtt_ms": {"eu": 30.0}} for site in plain["sites"]],
        benchmarks=[{**record, "points": POINTS} for record in plain["benchmarks"]],
        workloads__0__targets=TARGETS,
    )


@cache
def planned() -> Plan:
    return planned_of(judged())


def refused(**update: Any) -> tuple[str, ...]:
    return audit_plan(judged(), "expected", planned().model_copy(update=update)).failures


def other(value: Any) -> Any:
    """Something else of the same kind."""
    if isinstance(value, bool) or value is None:
        return True if value is None else not value
    if isinstance(value, int | float):
        return value + 0.01 * (abs(value) or 1.0) if isinstance(value, float) else value + 1
    if isinstance(value, dict):
        return {name: other(each) for name, each in value.items()}
    return (*value, "pilot") if isinstance(value, tuple) else f"{value}?"


def test_the_plan_as_it_is_passes() -> None:
    assert refused() == ()
    assert len(planned().matrix) == 3
    assert planned().matrix[1].ruled_out == ("no_benchmark",)


SENTENCES = {"why"}


@pytest.mark.parametrize("field", sorted(set(MatrixCell.model_fields) - SENTENCES))
def test_a_false_figure_of_a_cell_is_refused(field: str) -> None:
    cells = list(planned().matrix)
    cells[0] = cells[0].model_copy(update={field: other(getattr(cells[0], field))})
    assert any("matrix (" in said for said in refused(matrix=tuple(cells)))


@pytest.mark.parametrize("field", ["usd_per_unit", "site", "risks", "choice", "ruled_out"])
def test_what_is_ruled_out_states_nothing_else(field: str) -> None:
    cells = list(planned().matrix)
    cells[1] = cells[1].model_copy(update={field: other(getattr(cells[1], field))})
    assert any("what is ruled out" in said for said in refused(matrix=tuple(cells)))


@pytest.mark.parametrize("n", range(3))
def test_a_cell_that_is_missing_or_there_twice_is_refused(n: int) -> None:
    cells = planned().matrix
    assert refused(matrix=cells[:n] + cells[n + 1 :])
    assert refused(matrix=(*cells, cells[n]))


@pytest.mark.parametrize("field", sorted(VendorTotal.model_fields))
@pytest.mark.parametrize("n", [1, 4])
def test_a_false_figure_of_a_vendor_is_refused(n: int, field: str) -> None:
    rows = list(planned().scorecard)
    rows[n] = rows[n].model_copy(update={field: other(getattr(rows[n], field))})
    assert any("scorecard (" in said for said in refused(scorecard=tuple(rows)))


@pytest.mark.parametrize("field", sorted(CriterionScore.model_fields))
@pytest.mark.parametrize("n", [0, 5, 8])
def test_a_false_point_is_refused(n: int, field: str) -> None:
    rows = list(planned().scorecard)
    scores = list(rows[0].scores)
    scores[n] = scores[n].model_copy(update={field: other(getattr(scores[n], field))})
    rows[0] = rows[0].model_copy(update={"scores": tuple(scores)})
    assert refused(scorecard=tuple(rows))


def test_a_blank_may_not_be_filled() -> None:
    rows = list(planned().scorecard)
    scores = [
        s.model_copy(update={"score": 5.0, "basis": "computed"}) if s.score is None else s for s in rows[0].scores
    ]
    rows[0] = rows[0].model_copy(update={"scores": tuple(scores)})
    assert any("support: basis" in said for said in refused(scorecard=tuple(rows)))


@pytest.mark.parametrize("field", sorted(WeightRange.model_fields))
def test_a_false_range_is_refused(field: str) -> None:
    rows = list(planned().scorecard_weights)
    n = next(n for n, row in enumerate(rows) if row.to_weight is not None or row.from_weight)
    rows[n] = rows[n].model_copy(update={field: other(getattr(rows[n], field))})
    assert any("scorecard_weights" in said for said in refused(scorecard_weights=tuple(rows)))


@pytest.mark.parametrize("field", ["from_weight", "to_weight", "below", "above"])
def test_an_end_that_is_left_out_or_made_up_is_refused(field: str) -> None:
    for n, row in enumerate(planned().scorecard_weights):
        rows = list(planned().scorecard_weights)
        wrong = None if getattr(row, field) is not None else "acme" if field in ("below", "above") else 3.0
        rows[n] = row.model_copy(update={field: wrong})
        assert refused(scorecard_weights=tuple(rows)), (row.role, row.criterion)


def test_a_vendor_or_a_criterion_that_is_missing_is_refused() -> None:
    plan = planned()
    assert refused(scorecard=plan.scorecard[1:])
    assert refused(scorecard_weights=plan.scorecard_weights[1:])
    assert refused(scorecard=())


def test_a_plan_from_before_states_neither() -> None:
    assert refused(matrix=(), scorecard=(), scorecard_weights=()) == ()
