"""Lifecycles: the audit computes every figure by itself, and refuses each one that is false, missing or made up."""

from __future__ import annotations

from typing import Any

import pytest

from models.base import Model
from models.lifecycle_figures import FleetRunning, Lifecycle, LifecycleReview, Retire, SpareUnits, Transfer
from solver.proof.audit import audit_plan
from tests.answers.test_lifecycle import teams, teams_plan

ROWS: dict[str, type[Model]] = {
    "running": FleetRunning,
    "retire": Retire,
    "spare": SpareUnits,
    "transfers": Transfer,
    "reviews": LifecycleReview,
}
TABLES = tuple(ROWS)


def stated() -> Lifecycle:
    found = teams_plan().lifecycle
    assert found is not None
    return found


def refused(**changes: Any) -> tuple[str, ...]:
    life = stated().model_copy(update=changes)
    return audit_plan(teams(), "expected", teams_plan().model_copy(update={"lifecycle": life})).failures


def rows(table: str) -> tuple[Model, ...]:
    found: tuple[Model, ...] = getattr(stated(), table)
    return found


def test_the_plan_as_it_is_passes_and_has_every_table() -> None:
    assert refused() == ()
    assert all(rows(table) for table in TABLES)


def false(field: str, value: Any) -> Any:
    """Another value of the same kind."""
    if field in ("dedicated_to", "review"):
        return "2027-02"
    if isinstance(value, tuple):
        return (*value, "made-up")
    if isinstance(value, str):
        return {"2027-03": "2027-02", "hand_over": "runs_there"}.get(value, "made-up")
    return 1.0 if value is None else value + (1 if isinstance(value, int) else 0.01)


FIELDS = [(table, field) for table, row in ROWS.items() for field in row.model_fields]


@pytest.mark.parametrize(("table", "field"), FIELDS)
def test_every_false_field_is_refused(table: str, field: str) -> None:
    *others, last = rows(table)
    wrong = last.model_copy(update={field: false(field, getattr(last, field))})
    said = refused(**{table: (*others, wrong)})
    assert any(f"lifecycle.{table}" in each for each in said), said


@pytest.mark.parametrize("table", TABLES)
def test_a_row_that_is_missing_or_twice_is_refused(table: str) -> None:
    found = rows(table)
    assert any(f"lifecycle.{table}" in said for said in refused(**{table: found[:-1]}))
    assert any(f"lifecycle.{table}" in said for said in refused(**{table: (*found, found[-1])}))


def test_spare_units_of_a_pool_that_there_is_not_are_refused_with_who_would_take_them() -> None:
    spare = (stated().spare[0].model_copy(update={"accelerator": "made-up"}),)
    takers = tuple(row.model_copy(update={"accelerator": "made-up"}) for row in stated().transfers)
    assert any("made-up at hall" in said for said in refused(spare=spare, transfers=takers))


def test_another_rule_of_pricing_is_refused() -> None:
    assert any("internal_price" in said for said in refused(internal_price="cost"))


def test_a_plan_from_before_lifecycles_were_stated_passes() -> None:
    assert audit_plan(teams(), "expected", teams_plan().model_copy(update={"lifecycle": None})).passed
