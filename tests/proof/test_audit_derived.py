"""Figures since version 1.1: any one changed, missing or added is found; a plan of version 1.0 is audited without."""

import copy
import json

import pytest

from models.plan import Plan
from models.plan_versions import SINCE_1_1
from solver.proof.audit import audit_plan
from tests.proof.audit_example import PLAN, Q2, example

TABLES = ("sites", "pools", "service", "unassigned", "milestones", "books", "exposure")
TEXTS = {"reason": "unusable", "block": "base", "unit": "tokens/s", "bottleneck": "power", "dedicated_to": "chat@eu"}
TEXTS |= {"period": Q2, "site": "cage", "accelerator": "alt", "workload": "chat", "not_served": "cheaper"}
TEXTS |= {"bucket": "team", "kind": "repatriation", "source": "rocm", "target": "cuda"}
TEXTS |= {"payee": "acme"}
FREE = {("service", "reason"), ("capacities", "why")}
"""Sentences, which are not recomputed."""


def audited(document):
    return audit_plan(example(), "expected", Plan.model_validate_json(json.dumps(document)))


def other(field, value):
    """Another value of a figure, off by little."""
    if isinstance(value, bool):
        return not value
    if isinstance(value, float):
        return value + 0.02 if field in ("cost_usd", "saving_usd", "usd") or not value else value * 1.00001
    if value in ("capex", "opex"):
        return "opex" if value == "capex" else "capex"
    if field in TEXTS:
        return TEXTS[field] if value != TEXTS[field] else "2027-01" if field == "period" else "score"
    return {"fiscal_year": 2026, "ends": "2027-01", "opens": Q2, "accelerators_per_replica": 2}.get(field, 1.0)


def figures():
    rows = [(table, n, field) for table in TABLES for n, row in enumerate(PLAN[table]) for field in row]
    rows += [("capacities", n, field) for n in range(3) for field in sorted(SINCE_1_1["capacities"]["__all__"])]
    rows += [("orders", n, "ends") for n in range(4)]
    return [row for row in rows if (row[0], row[2]) not in FREE]


@pytest.mark.parametrize(("table", "n", "field"), figures())
def test_any_changed_figure_fails_the_audit(table, n, field):
    document = copy.deepcopy(PLAN)
    row = document[table][n]
    row[field] = other(field, row.get(field))
    if (table, n, field) == ("pools", 2, "block"):  # nothing is there, so both blocks are as tight
        assert audited(document).passed
    else:
        assert not audited(document).passed


@pytest.mark.parametrize(("table", "n"), [(table, n) for table in TABLES for n in range(len(PLAN[table]))])
def test_a_row_left_out_or_listed_twice_fails_the_audit(table, n):
    for rows in (PLAN[table][:n] + PLAN[table][n + 1 :], [*PLAN[table], PLAN[table][n]]):
        found = audited({**PLAN, table: rows})
        assert any(failure.startswith(f"{table} ") or table in failure for failure in found.failures), found.failures


def test_costs_moved_between_workloads_fail_although_they_add_up():
    document = copy.deepcopy(PLAN)
    document["service"][0]["cost_usd"] += 1.0
    document["service"][2]["cost_usd"] -= 1.0
    found = audited(document)
    assert any("service (chat, 2027-01): cost_usd [USD]" in failure for failure in found.failures)
    assert not any("sum of costs" in failure for failure in found.failures)


def old_plan():
    """The example as version 1.0 wrote it."""
    later = {*TABLES, "simplicity"}
    document = {name: value for name, value in copy.deepcopy(PLAN).items() if name not in later}
    for name in ("orders", "capacities", "limits"):
        for row in document[name]:
            for field in SINCE_1_1[name]["__all__"]:
                row.pop(field, None)
    return document | {"schema_version": "1.0"}


def test_a_plan_of_version_1_0_passes_without_what_came_later():
    assert audited(old_plan()).failures == ()
    assert not audited(old_plan() | {"objective_usd": 1.0}).passed


def test_a_plan_of_version_1_0_may_not_state_what_came_later():
    late = old_plan()
    late["capacities"][0]["units_served"] = 135500.0
    assert audited(late).failures == ("capacities: a plan of version 1.0 does not state this",)
    assert audited(old_plan() | {"sites": PLAN["sites"]}).failures == (
        "sites: a plan of version 1.0 does not state this",
    )


def test_a_plan_of_version_1_1_without_figures_fails():
    assert len(audited(old_plan() | {"schema_version": "1.1"}).failures) > 10
