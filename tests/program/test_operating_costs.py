"""Lines of operating cost in the program, coefficient by coefficient."""

from __future__ import annotations

from typing import Any

import pytest

from solver.program.build import Program
from tests.program.kit import JOB, offer, program, scenario, two_chips

HELD = {"id": "old", "accelerator": "gpu", "site": "hall", "vendor": "acme", "accelerators": 2.0}


def written(line: dict[str, Any], **changes: Any) -> Program:
    offers = [offer("own", "buy", upfront_usd=60.0, pack=2), offer("cloud", "on_demand", usd_per_hour=1.0)]
    own = {"id": "line", "term": "memory", "usd": 6.0, **line}
    return program(scenario(**{"offers": offers, "policy__operating_costs": [own], **changes}))


def coefficients(found: Program) -> dict[str, float]:
    return {entry.decision.name: entry.usd for entry in found.entries if entry.term == "memory"}


def constants(found: Program) -> list[float]:
    return [entry.usd for entry in found.constants if entry.term == "memory"]


def test_accelerators_are_paid_for_in_service_by_the_month_and_rented_by_the_hour() -> None:
    found = written({"driver": "accelerator"}, holdings=[HELD])
    by = coefficients(found)
    assert by["in_service[0,1,0]"] == 12.0  # a pack of two, a month
    assert by["rent[1,0,0,0]"] == pytest.approx(6 * 10 / 730)
    assert by["rent[1,0,1,0]"] == pytest.approx(6 * 20 / 730)
    assert constants(found) == [12.0] * 3


def test_classes_and_sites_that_are_not_named_cost_nothing() -> None:
    assert coefficients(written({"driver": "accelerator", "classes": ["asic"]})) == {}
    assert coefficients(written({"driver": "unit", "workloads": ["job"], "sites": ["hall"]}))


def test_units_served_are_paid_for_by_the_thousand() -> None:
    by = coefficients(written({"driver": "unit"}))
    assert by["serve[0,0,0,0]"] == pytest.approx(40 * 10 / 1000 * 6)
    assert by["serve[0,0,1,0]"] == pytest.approx(40 * 20 / 1000 * 6)


def test_a_site_is_paid_for_while_it_is_in_use() -> None:
    found = written({"driver": "site"})
    assert coefficients(found) == {f"open[hall,{t},0]": 6.0 for t in range(3)}
    assert constants(found) == []
    held = written({"driver": "site"}, holdings=[HELD])
    assert coefficients(held) == {}
    assert constants(held) == [6.0] * 3


def test_stacks_are_paid_for_from_being_ready_on() -> None:
    offers = [offer("other", "on_demand", accelerator="tpu", vendor="volt", usd_per_hour=1.0)]
    stacks = [{"id": "cuda"}, {"id": "rocm", "port_months": 1}]
    found = written({"driver": "stack"}, **two_chips(offers=offers, stacks=stacks, policy__porting_every_months=1))
    entries = [e for e in found.entries if e.term == "memory" and e.decision.name == "port[job,rocm,0,0]"]
    assert [(e.period, e.usd) for e in entries] == [(1, 6.0), (2, 6.0)]


def test_a_stack_that_costs_tools_is_no_free_one() -> None:
    offers = [offer("other", "on_demand", accelerator="tpu", vendor="volt", usd_per_hour=1.0)]
    assert written({"driver": "stack", "stacks": ["rocm"]}, **two_chips(offers=offers)).instance.ports
    assert not written({"driver": "stack", "stacks": ["cuda"]}, **two_chips(offers=offers)).instance.ports


@pytest.mark.parametrize(
    ("line", "usd"),
    [
        ({"driver": "workload"}, [6.0] * 6),
        ({"driver": "workload", "workloads": ["job"]}, [6.0] * 3),
        ({"driver": "fte", "fte": 2.0}, [12.0] * 3),
        ({"driver": "fte", "fte": 0.5, "workloads": ["job", "more"]}, [3.0] * 6),
    ],
)
def test_workloads_and_people_are_constants(line: dict[str, Any], usd: list[float]) -> None:
    found = written(line, workloads=[JOB, JOB | {"id": "more"}])
    assert coefficients(found) == {}
    assert constants(found) == usd
