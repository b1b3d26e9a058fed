"""What must hold between the optima of related scenarios, whatever they are."""

from __future__ import annotations

import json
from collections.abc import Callable
from random import Random
from typing import Any

import pytest

from models.scenario import Scenario
from tests.generators import larger
from tests.program.kit import cost

Document = dict[str, Any]
SEEDS = range(24)


def changed(given: Scenario, change: Callable[[Document], None]) -> Scenario:
    document: Document = json.loads(given.model_dump_json(by_alias=True))
    change(document)
    return Scenario.model_validate_json(json.dumps(document))


def shuffle(document: Document) -> None:
    """All records in another order."""
    rng = Random(len(document["offers"]))
    for name, rows in document.items():
        if isinstance(rows, list):
            rng.shuffle(rows)
        assert name


def triple_money(document: Document) -> None:
    """All prices and limits of money times three."""
    if isinstance(document, dict):
        for name, value in document.items():
            if "usd" in name and isinstance(value, float):
                document[name] = 3 * value
            else:
                triple_money(value)
    elif isinstance(document, list):
        for item in document:
            triple_money(item)


def no_limits(document: Document) -> None:
    """No budgets, shares, exposure, groups, power or rack limits."""
    document["policy"] |= {"budgets": [], "vendor_shares": [], "exposure": None, "groups": []}
    for site in document["sites"]:
        site |= {"power_cap_kw": None, "rack_cap": None}


def more_demand(document: Document) -> None:
    """A tenth more of everything."""
    document["cases"] = [{"id": "expected", "probability": 1.0, "demand": [{"scale": 1.1}]}]


@pytest.mark.parametrize("seed", SEEDS)
def test_optima_of_related_scenarios(seed: int) -> None:
    given = larger(seed)
    usd = cost(given)
    slack = 1e-5
    assert cost(changed(given, shuffle)) == pytest.approx(usd, rel=slack)
    assert cost(changed(given, triple_money)) == pytest.approx(3 * usd, rel=slack)
    assert cost(changed(given, no_limits)) <= usd * (1 + slack)
