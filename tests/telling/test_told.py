"""A plan that carries its returns and its reasons: audited, hashed, read back; and every wrong figure is found."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from data.plan_io import plan_json, read_plan
from models.base import Model
from models.plan import Plan, content_hash
from models.reasons import ShadowPrice
from models.told import reasons_in, roi_in
from solver.answers.outcome import Infeasible, NoPlanInTime
from solver.proof.audit import audit_plan
from solver.telling.make import Told, make_told
from tests.program.kit import EXACT, JOB, Document, cost, offer, scenario

OFFERS = [
    offer("od", "on_demand", usd_per_hour=1.0, quota_packs=1.0),
    offer("dear", "on_demand", usd_per_hour=2.0, vendor="volt"),
    offer("same", "on_demand", usd_per_hour=2.5, vendor="volt"),
    offer("dearest", "on_demand", usd_per_hour=3.0, vendor="volt"),
    offer("own", "buy", upfront_usd=50.0, max_packs=2.0, life_months=2),
    offer("res", "reserve", term_months=3, monthly_usd=70.0, vendor="volt"),
]
CHANGES: Document = {"offers": OFFERS, "policy__finance": {"discount_rate": 0.1, "end_value": "none"}}
GIVEN = scenario(**CHANGES)
"""Two are bought for 100 USD, one is rented at 1 USD/h, up to its quota, one at 2 USD/h; what is left out is dearer."""


@cache
def told() -> Told:
    """The plan with all that is said of it."""
    found = make_told(GIVEN, "expected", EXACT, within_percent=80.0, alternatives=1)
    assert isinstance(found, Told), found
    return found


def test_a_plan_with_all_that_is_said_of_it_passes_the_audit_and_is_read_back(tmp_path: Path) -> None:
    found, path = told(), tmp_path / "plan.json"
    assert found.plan.audit.passed
    assert found.plan.objective_usd == pytest.approx(cost(GIVEN), abs=0.01)
    path.write_text(plan_json(found.plan), encoding="utf-8")
    read = read_plan(path)
    assert read == found.plan
    assert roi_in(read) == found.roi
    assert reasons_in(read) == found.reasons
    assert read.shadow_prices
    assert {row.offer for row in read.break_even} == {"same", "dearest", "res"}
    assert any(row.cost_usd is not None for row in read.alternatives)


def test_the_hash_covers_it_and_that_of_a_plan_without_stays() -> None:
    plan, other = told().plan, told().plan.model_copy(update={"why": None})
    assert plan.provenance.content_hash == content_hash(plan) != content_hash(other)
    bare = plan.model_copy(update={"schema_version": "1.0"})
    assert content_hash(bare) == content_hash(bare.model_copy(update={"roi": None, "why": None, "break_even": ()}))


def put(value: Any, path: str, new: Any) -> Any:
    """The value with what is at a path replaced; a number stands for a place in a list, a callable changes what is."""
    if not path:
        return new(value) if callable(new) else new
    first, _, rest = path.partition(".")
    if isinstance(value, tuple):
        return tuple(put(each, rest, new) if n == int(first) % len(value) else each for n, each in enumerate(value))
    assert isinstance(value, Model), path
    return value.model_copy(update={first: put(getattr(value, first), rest, new)})


def more(by: float) -> Callable[[Any], Any]:
    """Adds so much."""
    return lambda value: value + by


def dearer(row: ShadowPrice) -> ShadowPrice:
    """A limit that costs more if it is higher."""
    return row if row.is_service else row.model_copy(update={"usd_per_unit": 5.0})


def twice(value: float) -> float:
    """Rates are so high here that a little more is none."""
    return 2 * value


def against(name: str) -> str:
    """Path of a figure of the plan against all on demand."""
    return f"roi.alternatives.1.against.{name}"


WRONG = [
    ("roi.case", "other", "roi: case"),
    ("roi.discount_rate", 0.2, "roi: discount_rate"),
    ("roi.alternatives.0.money.paid_usd", more(1.0), "roi (plan): paid_usd"),
    ("roi.alternatives.0.money.capex_usd", more(1.0), "roi (plan): capex_usd"),
    ("roi.alternatives.0.money.flow.1.cost_usd", more(1.0), "cost at month 1"),
    ("roi.alternatives.1.money.flow.1.discounted_usd", more(1.0), "discounted cost at month 2"),
    ("roi.alternatives.1.money.nominal_usd", more(1.0), "roi (all-on-demand): nominal_usd"),
    ("roi.alternatives.1.bound_usd", 1e9, "bound_usd lies above"),
    (against("saving_usd"), more(1.0), "saving_usd"),
    (against("saving_share"), more(0.01), "saving_share"),
    (against("extra_usd"), more(1.0), "extra_usd"),
    (against("payback_month"), 7, "payback_month"),
    (against("payback_discounted_month"), None, "payback_discounted_month"),
    (against("irr_per_year"), twice, "irr_per_year: present value"),
    (against("xirr_per_year"), twice, "xirr_per_year: present value"),
    (against("roi"), more(0.1), "roi (all-on-demand): roi"),
    ("roi.depreciation.0.straight_line_usd", more(1.0), "sum of straight_line_usd"),
    ("roi.depreciation.0.capex_usd", more(1.0), "sum of capex_usd"),
    ("roi.crossovers.0.crossings.0.utilization", more(0.1), "usd_per_hour of"),
    ("roi.crossovers.0.ways.0.offer", "none", "way none"),
    ("shadow_prices", lambda rows: tuple(map(dearer, rows)), "allows more costs"),
    ("shadow_prices.0.valid_from", 1e9, "must not fall"),
    ("shadow_prices.0.period", "2030-01", "there is no such period"),
    ("shadow_prices", lambda rows: (*rows, rows[0], rows[0]), "a limit has 3 prices"),
    ("break_even.0.offer", "od", "whether the plan uses it"),
    ("break_even.0.offer", "none", "there is no such offer"),
    ("break_even.0.factor", more(1.0), "must not fall"),
    ("break_even.0.factor", None, "whether there is a factor"),
    ("break_even.1.dominated_by", "own", "mode of own"),
    ("break_even.0.dominated_by", "dearest", "must not fall"),
    ("alternatives.0.extra_usd", more(1.0), "alternatives[0]: extra_usd"),
    ("alternatives.0.cost_usd", 1.0, "is less than any plan can cost"),
    ("alternatives.0.overlap_percent", more(1.0), "overlap_percent"),
    ("alternatives.0.mix.0.percent", more(1.0), "alternatives[0].mix"),
    ("why.within_percent", 0.0, "must not fall"),
    ("why.mix.0.usd", more(50.0), "why.mix"),
    ("why.runners_up.0.workload", "nobody", "whether there is such a workload"),
    ("why.worth.0.offer", "none", "whether there is such an offer"),
    ("why.worth.0.worth_usd", 1e9, "must not fall"),
    ("why", None, "rows, where no reasons are given"),
]  # fmt: skip


@pytest.mark.parametrize(("path", "new", "said"), WRONG, ids=[f"{path} {said}" for path, _, said in WRONG])
def test_every_wrong_figure_is_found(path: str, new: Any, said: str) -> None:
    plan: Plan = put(told().plan, path, new)
    assert plan != told().plan
    audit = audit_plan(GIVEN, "expected", plan)
    assert not audit.passed
    assert any(said in failure for failure in audit.failures), audit.failures


def test_what_is_not_asked_for_is_not_said() -> None:
    found = make_told(GIVEN, "expected", EXACT, sections=("roi",))
    assert isinstance(found, Told)
    assert (found.plan.why, found.plan.shadow_prices, found.reasons) == (None, (), None)
    assert found.plan.roi is not None


def test_a_case_with_changes_of_its_own_is_told_of_too() -> None:
    cases = [{"id": "expected", "changes": {"offers": [{"id": "od", "usd_per_hour": 0.9}]}}]
    given = scenario(**CHANGES, cases=cases)
    found = make_told(given, "expected", EXACT, sections=("why",), alternatives=0)
    assert isinstance(found, Told)
    assert found.plan.case_changes
    assert audit_plan(given, "expected", found.plan).passed


def test_lanes_apart_are_told_of_and_priced_where_asked() -> None:
    """Two kinds of work in lanes of their own: the plan says what keeping them apart costs."""
    given = scenario(**CHANGES, workloads=[{**JOB, "id": name, "lane": name} for name in ("one", "two")])
    found = make_told(given, "expected", EXACT, sections=("why",), alternatives=0)
    assert isinstance(found, Told), found
    assert found.plan.separation is not None
    assert found.plan.separation.least_usd is not None
    assert audit_plan(given, "expected", found.plan).passed


def test_without_a_plan_or_called_off_nothing_is_told() -> None:
    assert isinstance(make_told(scenario(offers=OFFERS[:1]), "expected", EXACT), Infeasible)
    assert isinstance(make_told(GIVEN, "expected", EXACT, on_progress=lambda _: True), NoPlanInTime)
