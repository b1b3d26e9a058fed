"""What must hold of the plan and its alternatives on small random scenarios of every family.

No law of money or of restrictions is broken, the audit passes what serves everything and agrees on what the rest pays,
and the NPV of the difference of two cash flows is the saving.
"""

from __future__ import annotations

import pytest

from models.finance import net_present_value
from models.roi import RoiReport, Weighed
from solver.answers.outcome import Failed
from solver.telling.make import Told, make_told
from tests.program.kit import EXACT
from tests.properties.test_relations import FAMILIES, drawn

DRAWS = 60
SETS = 3
FAMILY = list(FAMILIES)
CENTS = 0.05
"""How far sums of amounts in cents may be off [USD]."""


@pytest.mark.parametrize("part", range(SETS))
def test_alternatives_keep_the_laws(part: int) -> None:
    planned, dearer, short = 0, 0, 0
    for seed in range(part, DRAWS, SETS):
        family = FAMILY[seed % len(FAMILY)]
        name = f"seed {seed}, {family}"
        told = make_told(drawn(seed, family)[0], "expected", EXACT, sections=("roi",))
        if isinstance(told, Failed):
            assert told.audit is not None, name
            assert not [failure for failure in told.audit.failures if failure.startswith("roi")], name
        if not isinstance(told, Told):
            continue
        found = told.roi
        assert found is not None, name
        assert found.failures == (), name
        rows = [row for row in found.alternatives[1:] if row.money and not row.is_plan]
        for row in rows:
            _check(found, row, f"{name}, {row.id}")
        planned += len(rows)
        dearer += sum(row.against is not None and row.against.saving_usd > 1 for row in rows)
        short += sum(bool(row.falls_short) for row in rows)
    assert planned >= 10
    assert dearer >= 3
    assert short >= 1


def _check(found: RoiReport, row: Weighed, name: str) -> None:
    plan = found.plan.money
    assert plan, name
    assert row.money, name
    assert row.against, name
    assert row.checked == ("money" if row.shortage_usd else "audited"), name
    assert bool(row.shortage_usd) == bool(row.falls_short), name
    rate = found.discount_rate
    if max(each.month for money in (plan, row.money) for each in money.flow) <= found.months:
        values = [net_present_value({e.month: e.cost_usd for e in money.flow}, rate) for money in (row.money, plan)]
        assert values[0] - values[1] == pytest.approx(row.against.saving_usd, abs=CENTS), name
    if not row.falls_short:
        assert row.against.saving_usd >= -found.within_usd - CENTS, name
        assert row.against.saving_usd <= row.money.paid_usd + CENTS, name
