"""What must hold between the optima of related scenarios, whatever they are."""

from __future__ import annotations

import json
from collections.abc import Callable
from math import isfinite
from typing import Any

import pytest

from models.scenario import Scenario
from tests.generators import dice, larger
from tests.program.kit import cost

Document = dict[str, Any]


def changed(given: Scenario, *changes: Callable[[Document], None]) -> Scenario:
    """A scenario with changes made to its document."""
    document: Document = json.loads(given.model_dump_json(by_alias=True))
    for change in changes:
        change(document)
    return Scenario.model_validate_json(json.dumps(document))


def shuffle(document: Document) -> None:
    """All records in another order."""
    rng = dice(document["name"])
    for rows in document.values():
        if isinstance(rows, list):
            rng.shuffle(rows)


def triple_money(document: Any) -> None:
    """All prices and limits of money times three."""
    for name, value in document.items() if isinstance(document, dict) else enumerate(document):
        if name == "electricity_by_block":
            document[name] = {block: 3 * price for block, price in value.items()}
        elif isinstance(value, dict | list):
            triple_money(value)
        elif isinstance(name, str) and "usd" in name and value is not None:
            document[name] = 3 * value


def no_limits(document: Document) -> None:
    """No limits of money, vendors, groups, losses, power, racks, heat, carbon, simplicity; all silicon is trusted."""
    document["policy"] |= {"budgets": [], "vendor_shares": [], "exposure": None, "groups": [], "redundancy": []}
    document["policy"] |= {"maturity": {}, "simplicity": {}, "capacity_shares": [], "max_term_months": None}
    document["policy"]["carbon"] = []
    for chip in document["accelerators"]:
        chip["is_pilot"] = False
    for site in document["sites"]:
        site |= {"power_cap_kw": None, "rack_cap": None, "heat_cap_kw": None, "storage_cap_gbps": None}


def more_demand(document: Document) -> None:
    """A tenth more of everything."""
    document["cases"] = [{"id": "expected", "probability": 1.0, "demand": [{"scale": 1.1}]}]


@pytest.mark.parametrize("seed", range(24))
def test_optima_of_related_scenarios(seed: int) -> None:
    given = larger(seed)
    usd, free = cost(given), cost(changed(given, no_limits))
    slack = 1e-5 * abs(free) if isfinite(free) else 0.0
    assert cost(changed(given, shuffle)) == pytest.approx(usd, rel=1e-5)
    assert cost(changed(given, triple_money)) == pytest.approx(3 * usd, rel=1e-5)
    assert free <= usd + slack
    assert cost(changed(given, no_limits, more_demand)) >= free - slack
