"""Laws of limits on carbon."""

from __future__ import annotations

from typing import Any

import pytest
from pydantic import ValidationError

from models.carbon import CarbonLimit
from models.references import problems
from tests.proof.audit_kit import document

CAP = {"id": "cap", "max_kg": 5.0}


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"max_kg": -1.0}, "greater than or equal to 0"),
        ({"per": "year"}, "'period', 'fiscal_year' or 'horizon'"),
        ({"first": "2027-03", "until": "2027-03"}, r"`until` \(2027-03\) must be later than `first` \(2027-03\)"),
        ({"sites": ("hall", "cloud", "hall")}, "names 'hall' twice"),
    ],
)
def test_wrong_limits_are_refused(fields: dict[str, Any], words: str) -> None:
    with pytest.raises(ValidationError, match=words):
        CarbonLimit.model_validate({**CAP, **fields})


def test_limits_name_sites_that_exist_and_have_ids_of_their_own() -> None:
    assert problems(document(policy__carbon=[{**CAP, "sites": ["hall"]}])) == []
    (unknown,) = problems(document(policy__carbon=[{**CAP, "sites": ["hall", "hell"]}]))
    assert unknown[0] == ("policy", "carbon", 0, "sites", 1)
    assert "'hell'" in unknown[1]
    assert "hall" in unknown[1]
    twice = document(policy__carbon=[CAP, CAP])
    assert problems(twice) == [(("policy", "carbon", 1, "id"), "duplicate id 'cap', already used by policy.carbon.0")]
