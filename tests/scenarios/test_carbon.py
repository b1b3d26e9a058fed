"""The shipped scenario with a limit on carbon: it binds in the last year, costs something, and moves work."""

from __future__ import annotations

from functools import partial

import pytest

from models.plan import Plan
from tests.shipped import Shipped


@pytest.fixture
def planned(shipped_plans: Shipped) -> Shipped:
    return partial(shipped_plans, "two-sites")


def carbon_kg(plan: Plan, site: str | None = None) -> float:
    return sum(row.carbon_kg for row in plan.sites if site in (None, row.site))


def test_the_climate_plan_binds_in_the_last_year_and_costs_more(planned: Shipped) -> None:
    low, free = planned("low-carbon"), planned()
    assert low.bound_usd > free.objective_usd
    assert [(row.fiscal_year, row.max_kg) for row in low.carbon] == [(year, 100_000.0) for year in (2027, 2028, 2029)]
    uses = {use.limit: use.is_binding for use in low.limits if use.kind == "carbon"}
    assert uses["carbon climate-plan in fiscal year 2029"]
    assert not uses["carbon climate-plan in fiscal year 2027"]
    assert free.carbon == ()
    assert sum(row.carbon_kg for row in free.sites if row.period.startswith("2029")) > 120_000


def test_work_moves_out_of_the_own_hall(planned: Shipped) -> None:
    low, free = planned("low-carbon"), planned()
    assert sum(row.carbon_kg for row in low.carbon) == pytest.approx(carbon_kg(low))
    assert carbon_kg(low) < 0.95 * carbon_kg(free)
    assert carbon_kg(low, "onprem-germany") < 0.8 * carbon_kg(free, "onprem-germany")
    assert carbon_kg(low, "nebius-eu-north1") > carbon_kg(free, "nebius-eu-north1")
