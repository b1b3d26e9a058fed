"""What must hold of stresses on small random scenarios of every family.

A stressed scenario is sound and agrees with the plain one up to the month in which it shows; nothing changes where a
factor is 1; where nothing is missed, the audit passes the plan, and recourse costs no less than planning anew.
"""

from __future__ import annotations

import pytest

from models.calendar import month_text
from models.scenario import Scenario
from models.stress import StressReport
from models.stress_rules import TAKES, StressKind, StressRule
from solver.stress.make import make_stress
from tests.program.kit import EXACT
from tests.properties.test_relations import FAMILIES, drawn

DRAWS = 56
SETS = 4
KINDS = tuple(kind for kind in TAKES if kind not in ("cold_cache", "more_retries"))
FAMILY = list(FAMILIES)


def stressed(given: Scenario, rule: StressRule) -> StressReport | None:
    """The report of one stress; None where there is no plan without it."""
    found = make_stress(given, "expected", EXACT, rules=[rule], only=[rule.name])
    return found if isinstance(found, StressReport) else None


def rule_of(seed: int, given: Scenario) -> StressRule:
    """A kind of stress, in a month of the scenario."""
    kind: StressKind = KINDS[seed % len(KINDS)]
    month = month_text(given.horizon.period_start(seed % given.horizon.periods))
    return StressRule(kind=kind, month=month if "month" in TAKES[kind] else None)


@pytest.mark.parametrize("part", range(SETS))
def test_recourse_costs_no_less_than_planning_anew(part: int) -> None:
    checked = 0
    for seed in range(part, DRAWS, SETS):
        family = FAMILY[seed % len(FAMILY)]
        given = drawn(seed, family)[0]
        found = stressed(given, rule_of(seed, given))
        row = found and found.stresses[0]
        if found is None or row is None or row.recourse is None or row.replanned is None:
            continue
        name = f"seed {seed}, {family}, {row.title}"
        loss = 0.05 + 3e-6 * abs(found.cost_usd)
        for way in (row.recourse, row.replanned):
            if way.cost_usd is None:
                assert way.broke_first, name
            elif not way.shortage_usd:
                assert way.checked == "audited", name
                assert way.missed_accelerator_hours == 0, name
            else:
                assert way.checked == "money", name
                assert way.broke_first, name
        if row.recourse.extra_usd is not None and not row.recourse.shortage_usd:
            assert row.replanned.extra_usd is not None, name
            assert row.recourse.extra_usd >= row.replanned.extra_usd - loss, name
            checked += 1
    assert checked >= 3


@pytest.mark.parametrize("part", range(SETS))
def test_a_factor_of_one_changes_nothing(part: int) -> None:
    for seed in range(100 + part, 100 + DRAWS // 2, SETS):
        family = FAMILY[seed % len(FAMILY)]
        given = drawn(seed, family)[0]
        kinds: tuple[StressKind, ...] = ("price_up", "demand_surge", "long_lead_times")
        found = stressed(given, StressRule(kind=kinds[seed % 3], factor=1.0))
        row = found and found.stresses[0].recourse
        if found and row:
            name = f"seed {seed}, {family}, {found.stresses[0].title}"
            assert row.extra_usd == pytest.approx(0, abs=0.05 + 3e-6 * abs(found.cost_usd)), name
