"""Lines of operating cost and unit economics: what the audit computes by itself, and every false figure it refuses."""

from __future__ import annotations

from functools import cache
from typing import Any

import pytest

from models.plan import Plan
from solver.answers.outcome import Planned
from solver.answers.planning import make_plan
from solver.proof.audit import audit_plan
from tests.program.kit import EXACT, SERVICE, offer, scenario, two_chips

LINES = [
    {"id": "probes", "term": "observability", "driver": "accelerator", "usd": 5.0},
    {"id": "checks", "term": "safety_checks", "driver": "unit", "usd": 3.0},
    {"id": "tests", "term": "evaluation", "driver": "workload", "usd": 7.0},
    {"id": "audits", "term": "compliance", "driver": "site", "usd": 11.0},
    {"id": "tools", "term": "duplicated_tooling", "driver": "stack", "usd": 2.0},
    {"id": "seats", "term": "orchestration", "driver": "replica", "usd": 3.0},
    {"id": "kits", "term": "duplicated_tooling", "driver": "model_family", "usd": 4.0},
    {"id": "people", "term": "incident_response", "driver": "fte", "fte": 0.5, "usd": 20.0},
]
HELD = {"id": "old", "accelerator": "gpu", "site": "hall", "vendor": "acme", "accelerators": 1.0}


def given() -> Any:
    """Four accelerators are busy for two months, two in the third: one is there today, two can be bought, and what is
    left is rented of another make, to which the job is ported."""
    offers = [
        offer("own", "buy", upfront_usd=40.0, max_packs=2),
        offer("cloud", "on_demand", accelerator="tpu", vendor="volt", usd_per_hour=1.0),
    ]
    demand = [{"geography": "eu", "path": {"2027-01": 40.0, "2027-02": 40.0, "2027-03": 20.0}}]
    value = {"workloads__0__value_per_unit_usd": 0.05, "workloads__0__value_from": {"2027-03": 0.1}}
    changes = {"holdings": [HELD], "policy__operating_costs": LINES, "workloads__0__demand": demand, **SERVICE, **value}
    return scenario(**two_chips(offers=offers, **changes))


@cache
def planned() -> Plan:
    made = make_plan(given(), "expected", EXACT)
    assert isinstance(made, Planned)
    return made.plan


def test_every_line_is_charged_by_its_driver() -> None:
    plan = planned()
    rows = {row.line: row for row in plan.operating_costs}
    # 30 h x (40 + 40 + 20) requests/h; one workload, one site, one ported stack, half an FTE, three months each
    assert rows["checks"].quantity == pytest.approx(3.0)
    assert rows["checks"].cost_usd == 9.0
    assert [rows[name].cost_usd for name in ("tests", "audits", "tools", "people")] == [21.0, 33.0, 6.0, 30.0]
    # 3 accelerators there for 3 months, and those rented by the hour of 730 a month
    rented = sum(row.packs * {"day": 10, "night": 20}[row.block] for row in plan.rent) / 730
    assert rented > 0
    assert rows["probes"].quantity == pytest.approx(9 + rented)
    # 6, 6 and 3 replicas of one accelerator are held, on both stacks together; the second one serves for two months
    assert (rows["seats"].quantity, rows["seats"].cost_usd) == (pytest.approx(15), 45.0)
    assert (rows["kits"].quantity, rows["kits"].cost_usd) == (pytest.approx(5), 20.0)
    # the holding's 15 USD, tests, audits of a hall in use anyway, and people are in every plan
    assert plan.costs.constant_usd == pytest.approx(15 + 21 + 33 + 30)


def test_parts_of_units_add_up_to_the_cent() -> None:
    plan = planned()
    (job, none) = [row for row in plan.unit_economics if row.year is None]
    assert (job.workload, none.workload) == ("job", None)
    assert round(job.cost_usd + none.cost_usd, 2) == plan.costs.total_nominal_usd
    assert {part.part: part.cost_usd for part in none.parts} == {"fixed": 30.0}
    assert round(sum(part.cost_usd for part in job.parts), 2) == job.cost_usd
    parts = {part.part: part.cost_usd for part in job.parts}
    assert parts["safety_checks"] == 9.0
    assert parts["evaluation"] == 21.0
    assert parts["idle_headroom"] > 0
    assert job.units_served == pytest.approx(3000)
    assert job.usd_per_1000_units == pytest.approx(job.cost_usd / 3.0)
    spent = sum(parts.get(name, 0.0) for name in ("hardware_purchase", "on_demand", "holdings"))
    # 2,400 requests at 0.05 USD, 600 at 0.1
    assert (job.value_usd, job.value_usd_per_1000_units) == (180.0, pytest.approx(60))
    assert job.margin_usd_per_1000_units == pytest.approx((180 - job.cost_usd) / 3.0)
    assert (none.value_usd, none.margin_usd_per_1000_units) == (None, None)
    assert job.naive_usd_per_1000_units == pytest.approx(spent / 3.0)
    assert spent < job.cost_usd


def refused(update: dict[str, Any]) -> tuple[str, ...]:
    return audit_plan(given(), "expected", planned().model_copy(update=update)).failures


def test_the_plan_as_it_is_passes() -> None:
    assert refused({}) == ()


@pytest.mark.parametrize("n", range(len(LINES)))
@pytest.mark.parametrize(
    ("field", "value"),
    [("cost_usd", 1.03), ("quantity", 1.01), ("rate_usd", 1.01), ("term", "memory"), ("driver", "unit"), ("name", "?")],
)
def test_a_false_figure_of_a_line_is_refused(n: int, field: str, value: Any) -> None:
    rows = list(planned().operating_costs)
    before = getattr(rows[n], field)
    wrong = before * value if isinstance(before, float) else value
    if wrong == before:
        wrong = "site"
    rows[n] = rows[n].model_copy(update={field: wrong})
    assert any(f"operating_costs ({rows[n].line})" in said for said in refused({"operating_costs": tuple(rows)}))


def test_a_missing_line_is_refused() -> None:
    assert refused({"operating_costs": planned().operating_costs[1:]})


FIGURES = (
    *("units_served", "cost_usd", "usd_per_1000_units", "naive_usd_per_1000_units"),
    *("value_usd", "value_usd_per_1000_units", "margin_usd_per_1000_units"),
)


@pytest.mark.parametrize("field", FIGURES)
@pytest.mark.parametrize("n", range(2))
def test_a_false_figure_of_a_unit_is_refused(n: int, field: str) -> None:
    rows = list(planned().unit_economics)
    rows[n] = rows[n].model_copy(update={field: getattr(rows[n], field) + 0.02})
    assert any("unit_economics (job" in said for said in refused({"unit_economics": tuple(rows)}))


def test_a_value_that_is_missing_or_invented_is_refused() -> None:
    rows = list(planned().unit_economics)
    gone = dict.fromkeys(("value_usd", "value_usd_per_1000_units", "margin_usd_per_1000_units"))
    changes: list[tuple[int, dict[str, Any]]] = [(0, gone), (0, {"margin_usd_per_1000_units": None})]
    for n, change in (*changes, (len(rows) - 1, {"value_usd": 1.0})):
        wrong = [*rows[:n], rows[n].model_copy(update=change), *rows[n + 1 :]]
        assert any("value" in said for said in refused({"unit_economics": tuple(wrong)})), change


def test_parts_that_add_up_but_are_false_are_refused() -> None:
    rows = list(planned().unit_economics)
    parts = list(rows[0].parts)
    for n, more in ((0, 1.0), (len(parts) - 1, -1.0)):
        usd = parts[n].cost_usd + more
        parts[n] = parts[n].model_copy(update={"cost_usd": usd, "usd_per_1000_units": usd / 3.0})
    rows[0] = rows[0].model_copy(update={"parts": tuple(parts)})
    found = refused({"unit_economics": tuple(rows)})
    assert sum(f"{parts[n].part} [USD]" in said for said in found for n in (0, -1)) >= 2


@pytest.mark.parametrize("n", range(3))
def test_a_row_that_is_missing_is_refused(n: int) -> None:
    rows = planned().unit_economics
    assert refused({"unit_economics": rows[:n] + rows[n + 1 :]})
    assert refused({"unit_economics": (*rows, rows[n])})
