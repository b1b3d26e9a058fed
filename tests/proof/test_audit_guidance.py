"""The audit computes rules of thumb and findings by itself: whatever figure or verdict is changed, it refuses."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from models.base import Model
from models.guidance import Finding, Rules
from models.plan import Plan
from solver.proof.audit import audit_plan
from tests.answers.guiding import CHEAP, LIVE, SCENES, built, cases, held, plan_of

RICH = {**CHEAP, **cases(1.0, 0.5, 1.5), **held("acme"), **LIVE}
"""A plan that has all there is of rules; today's unit serves a part."""


def failures(update: dict[str, Any]) -> tuple[str, ...]:
    return audit_plan(built(RICH), "expected", plan_of(RICH).model_copy(update=update)).failures


def changed(row: Model) -> Iterator[tuple[str, Model]]:
    """A record with one field after the other changed, the fields of records in it too, by the path of the field."""
    for name in type(row).model_fields:
        value = getattr(row, name)
        if isinstance(value, tuple) and value and isinstance(value[0], Model):
            for path, other in changed(value[0]):
                yield f"{name}[0].{path}", row.model_copy(update={name: (other, *value[1:])})
            yield name, row.model_copy(update={name: value[1:]})
        else:
            yield name, row.model_copy(update={name: _otherwise(value)})


def _otherwise(value: Any) -> Any:
    if isinstance(value, bool) or value is None:
        return not value
    if isinstance(value, float):
        return value * (1 + 3e-6) + 1e-9
    return (*value, "cpu") if isinstance(value, tuple) else f"{value}s"


def test_the_plan_as_made_passes_and_has_all_there_is() -> None:
    plan = plan_of(RICH)
    assert plan.rules is not None
    assert min(len(plan.rules.platforms), len(plan.rules.workloads), len(plan.rules.shortlist), len(plan.findings)) > 0
    assert failures({}) == ()


def test_every_field_of_the_rules_is_checked() -> None:
    rules = plan_of(RICH).rules
    assert rules is not None
    paths = dict(changed(rules))
    assert {type(each) for each in paths.values()} == {Rules}
    for path, other in paths.items():
        assert any(said.startswith("rules.") for said in failures({"rules": other})), path


def test_every_field_of_a_finding_is_checked() -> None:
    first, *rest = plan_of(RICH).findings
    for path, other in changed(first):
        assert isinstance(other, Finding)
        assert any(said.startswith("findings") for said in failures({"findings": (other, *rest)})), path


@pytest.mark.parametrize("keep", [0, 1])
def test_no_finding_may_be_missing_or_told_twice(keep: int) -> None:
    found = plan_of(RICH).findings
    assert failures({"findings": found[:keep]})
    assert failures({"findings": (*found, found[keep])})


def test_findings_need_the_rules_beside_them_and_older_plans_have_neither() -> None:
    assert failures({"rules": None})
    assert failures({"rules": None, "findings": ()}) == ()


@pytest.mark.parametrize("subject", ["finding bought_for_the_peak", "finding bought_at_once", "trap networking"])
def test_what_is_true_of_one_scenario_is_refused_in_the_other(subject: str) -> None:
    scene = SCENES[subject]
    true, false = plan_of(scene.true), plan_of(scene.false)
    swapped: Plan = false.model_copy(update={"rules": true.rules, "findings": true.findings})
    assert not audit_plan(built(scene.false), "expected", swapped).passed
