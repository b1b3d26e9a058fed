"""Published cases with known answers: every scenario of this folder is planned, audited and compared to its answer."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from ruamel.yaml import YAML

from data.load import load_scenario
from models.plan import Plan
from models.scenario import Scenario
from solver.answers.outcome import Planned
from solver.answers.planning import make_plan
from solver.proof.audit import Auditor
from solver.search.options import SearchOptions
from tests.reference.pypsa_screening_curve.load_curve import tables

FOLDER = Path(__file__).parent
OPTIONS = SearchOptions(gap=1e-6)


class Answer(NamedTuple):
    """One row of an `answers.yaml`."""

    file: Path
    variant: str | None
    case: str
    cost_usd: float
    tolerance_usd: float
    capacity: dict[str, float] | None
    """Accelerators by offer: ordered over the horizon, or rented in the highest block; offers left out have none."""
    committed: dict[str, float] | None
    """USD/h newly signed by commitment; commitments left out have none."""
    unused_usd: dict[str, float]
    """What is paid for nothing, by commitment [USD]; those left out may have any."""
    alone: dict[str, float]
    """Cost [USD] when there is this offer and no other."""

    @property
    def name(self) -> str:
        """Short name in test reports."""
        parts = (self.file.relative_to(FOLDER).with_suffix("").as_posix(), self.variant, self.case)
        return "-".join(part for part in parts if part and part != "expected")


def _answers() -> Iterator[Answer]:
    for path in sorted(FOLDER.glob("*/answers.yaml")):
        document: dict[str, Any] = YAML(typ="safe", pure=True).load(path)
        assert document["source"]
        for row in document["answers"]:
            yield Answer(
                path.parent / row["file"],
                row.get("variant"),
                row.get("case", "expected"),
                row["cost_usd"],
                document["tolerance_usd"],
                row.get("capacity"),
                row.get("committed"),
                row.get("unused_usd", {}),
                row.get("alone", {}),
            )


ANSWERS = list(_answers())
ALONE = [(answer, offer) for answer in ANSWERS for offer in answer.alone]


@cache
def _scenario(file: Path, variant: str | None) -> Scenario:
    return load_scenario(file, variant).scenario


def _plan(scenario: Scenario, case: str) -> tuple[Plan, float]:
    """The plan and its cost as the independent audit prices it, not rounded to cents [USD]."""
    outcome = make_plan(scenario, case, OPTIONS)
    assert isinstance(outcome, Planned), outcome
    assert outcome.plan.audit.passed
    assert outcome.plan.status == "optimal_within_gap"
    return outcome.plan, float(Auditor(scenario, case).assess(outcome.plan).total_discounted)


def _capacity(plan: Plan) -> dict[str, float]:
    found: dict[str, float] = defaultdict(float)
    for order in plan.orders:
        found[order.offer] += order.accelerators
    rented: dict[tuple[str, str, str], float] = defaultdict(float)
    for rent in plan.rent:
        rented[rent.offer, rent.period, rent.block] += rent.accelerators
    for (offer, _, _), accelerators in rented.items():
        found[offer] = max(found[offer], accelerators)
    return found


@pytest.mark.parametrize("answer", ANSWERS, ids=lambda answer: answer.name)
def test_the_published_answer_is_met(answer: Answer) -> None:
    plan, cost_usd = _plan(_scenario(answer.file, answer.variant), answer.case)
    assert cost_usd == pytest.approx(answer.cost_usd, rel=0, abs=answer.tolerance_usd)
    if answer.capacity is not None:
        assert _capacity(plan) == pytest.approx(answer.capacity, abs=1e-4)
    if answer.committed is not None:
        signed = {row.commitment: row.usd_per_hour for row in plan.commitments}
        assert signed == pytest.approx(answer.committed, abs=1e-4)
    unused = {row.commitment: row.unused_usd for row in plan.commitment_use}
    assert {name: unused[name] for name in answer.unused_usd} == pytest.approx(
        answer.unused_usd, abs=answer.tolerance_usd
    )


@pytest.mark.parametrize(("answer", "offer"), ALONE, ids=[f"{answer.name}-{offer}" for answer, offer in ALONE])
def test_an_alternative_alone_costs_what_is_published(answer: Answer, offer: str) -> None:
    scenario = _scenario(answer.file, answer.variant)
    only = scenario.model_copy(update={"offers": tuple(o for o in scenario.offers if o.id == offer)})
    _, cost_usd = _plan(only, answer.case)
    assert cost_usd == pytest.approx(answer.alone[offer], rel=0, abs=answer.tolerance_usd)
    assert answer.cost_usd == min(answer.alone.values())


def test_every_scenario_and_variant_has_an_answer() -> None:
    known = {(answer.file, answer.variant, answer.case) for answer in ANSWERS}
    assert len(known) == len(ANSWERS)
    documents = {path: YAML(typ="safe", pure=True).load(path) for path in FOLDER.glob("*/*.yaml")}
    bases = {path.parent / document["extends"] for path, document in documents.items() if "extends" in document}
    for path in documents.keys() - bases:
        if path.name != "answers.yaml":
            elsewhere = documents[path].get("extends", "").startswith("../")  # whose variants have answers there
            for variant in (None, *(() if elsewhere else load_scenario(path).variants)):
                cases = {(path, variant, case.id) for case in _scenario(path, variant).cases}
                assert cases <= known


def test_the_load_curve_is_what_its_program_writes() -> None:
    for steps in (21, 1001):
        for name, text in tables(steps).items():
            assert (FOLDER / "pypsa_screening_curve" / name).read_text(encoding="utf-8") == text


def test_hourly_rates_of_spend_commitments_are_annual_amounts_to_the_cent() -> None:
    for share, usd in (("75pct", 459000), ("50pct", 693000), ("overage", 212000)):
        path = FOLDER / "focus_commitments" / f"aws_savings_plan_{share}.yaml"
        day, year = (_scenario(path, variant).commitments[0].rates[0] for variant in (None, "whole-year"))
        assert day.usd_per_hour == round(year.usd_per_hour, 2)
        assert 8760 * year.usd_per_hour == pytest.approx(usd, abs=0.01)


def test_hourly_rates_of_focus_are_annual_commitments_to_the_cent() -> None:
    for name in ("aws_ri", "azure_reservation", "gcp_resource_cud"):
        path = FOLDER / "focus_commitments" / f"{name}.yaml"
        day, year = (_scenario(path, variant).offers[0] for variant in (None, "whole-year"))
        assert day.committed_usd_per_hour == round(year.upfront_usd / 8760, 2)
