"""Values of the limits of simplicity."""

from __future__ import annotations

import pytest
from pydantic import ValidationError

from models.simplicity import SimplicityPolicy


@pytest.mark.parametrize("name", ["max_vendors", "max_sites", "max_contracts", "max_pools_per_workload"])
@pytest.mark.parametrize("value", [0, -1, 1.5, 10_001])
def test_limits_are_whole_numbers_from_one_on(name: str, value: float) -> None:
    with pytest.raises(ValidationError, match=name):
        SimplicityPolicy.model_validate({name: value})


def test_a_least_order_has_a_pack_and_a_least_share_is_a_share() -> None:
    for wrong in ({"min_order_packs": 0}, {"min_share": 1.01}, {"min_share": -0.1}, {"max_vendor": 3}):
        with pytest.raises(ValidationError):
            SimplicityPolicy.model_validate(wrong)
    assert SimplicityPolicy() == SimplicityPolicy(max_vendors=None)
