"""What a module and a floor must say, and what is told where they do not."""

from __future__ import annotations

from typing import Any

import pytest
from pydantic import ValidationError

from models.references import problems
from tests.program.kit import HALL, scenario
from tests.proof.audit_kit import document

ANNEX: dict[str, Any] = {"id": "annex", "kw": 10.0}


def test_a_module_adds_something() -> None:
    with pytest.raises(ValidationError, match="a module adds at least one of `kw`, `racks`, `m2` and `cooling_kw`"):
        scenario(sites=[{**HALL, "expansions": [{"id": "annex", "upfront_usd": 5.0}]}])


@pytest.mark.parametrize("change", [{"max_modules": 0}, {"kw": -1.0}, {"lead_months": -1}, {"max_modules": 1.5}])
def test_sizes_and_numbers_have_bounds(change: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        scenario(sites=[{**HALL, "expansions": [{**ANNEX, **change}]}])


def test_a_limit_on_floor_needs_the_floor_of_a_rack() -> None:
    with pytest.raises(ValidationError, match="`floor_cap_m2` needs `m2_per_rack`"):
        scenario(sites=[{**HALL, "floor_cap_m2": 10.0}])
    assert scenario(sites=[{**HALL, "floor_cap_m2": 10.0, "m2_per_rack": 3.0}]).sites[0].floor_cap_m2 == 10.0


def test_modules_of_a_site_have_ids_of_their_own() -> None:
    other = {**HALL, "id": "barn", "expansions": [ANNEX]}
    twice = document(sites=[{**HALL, "expansions": [ANNEX, {"id": "wing", "kw": 5.0}, ANNEX]}, other])
    (found,) = problems(twice)
    assert found == (("sites", 0, "expansions", 2, "id"), "duplicate id 'annex' among the modules of the site")
