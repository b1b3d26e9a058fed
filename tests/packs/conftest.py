"""A small plan that all packs are tried with."""

from __future__ import annotations

import pytest

from models.run import Run
from solver.search.options import SearchOptions
from tests.packs.planted import APPROVAL, Planted, document_of, renamed, scenario_of, with_hostile, with_secrets
from ui.packs.source import Source
from ui.planning import plan_case
from ui.scenario_file import in_memory, open_scenario


@pytest.fixture(scope="session")
def planted() -> Planted:
    """Two sites, with confidential values planted."""
    return with_secrets(document_of(open_scenario("two-sites").scenario))


@pytest.fixture(scope="session")
def source(planted: Planted) -> Source:
    """Its plan, which is approved."""
    scenario = planted.scenario
    plan = plan_case(in_memory(scenario), "expected", SearchOptions(gap=0.02))
    return Source(plan, scenario, _approved())


@pytest.fixture(scope="session")
def hostile(source: Source) -> Source:
    """The same plan of a scenario with hostile texts in all fields."""
    scenario = scenario_of(with_hostile(document_of(source.scenario)))
    return Source(renamed(source.plan, scenario), scenario, source.run)


def _approved() -> Run:
    """A run in the app that was approved."""
    nothing = dict.fromkeys(
        (
            "started",
            "ended",
            "draft",
            "variant",
            "incumbent_usd",
            "bound_usd",
            "gap",
            "heartbeat",
            "pid",
            "host",
            "team",
        )
    )
    return Run.model_validate(
        {
            **nothing,
            "id": "0123456789abcdef",
            "owner": "lead@example.org",
            "created": "2026-11-22T08:00:00.000Z",
            "scenario_name": "two sites",
            "input_hash": "0" * 64,
            "case": "expected",
            "options": {},
            "versions": {},
            "status": "done",
            "stage": "",
            "seconds": 1.0,
            "message": "",
            "name": "",
            "note": "",
            "is_pinned": False,
            "visibility": "private",
            "approval": APPROVAL,
            "wants_cancel": False,
            "accepted_gap": None,
        }
    )
