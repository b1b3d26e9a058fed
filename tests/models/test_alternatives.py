"""Alternatives of the user's own: what they may change, and where it is said that they may not."""

from __future__ import annotations

import json
from typing import Any

import pytest
from pydantic import ValidationError

from models.alternatives import with_alternative
from models.references import problems
from models.scenario import Scenario
from tests.proof.audit_kit import document, offer, scenario

OD = offer("od", "on_demand", usd_per_hour=1.0, evidence={"grade": "quote", "source": "a letter"})
SPOT = offer("spot", "spot", usd_per_hour=0.5)


def given(changes: dict[str, Any], name: str = "mine", **more: Any) -> dict[str, Any]:
    """A scenario document with one alternative."""
    return document(offers=[OD, SPOT], alternatives=[{"id": name, "changes": changes}], **more)


def test_an_alternative_is_laid_over_the_scenario_and_leaves_none() -> None:
    changes = {"offers": [{"id": "od", "usd_per_hour": 2.0}, {"id": "spot", "remove": True}]}
    plain = Scenario.model_validate_json(json.dumps(given({**changes, "policy": {"max_term_months": 12}})))
    under = with_alternative(plain, plain.alternatives[0])
    assert [(o.id, o.usd_per_hour) for o in under.offers] == [("od", 2.0)]
    assert under.offers[0].evidence.source == "case alternative mine"
    assert under.policy.max_term_months == 12
    assert under.alternatives == ()
    assert plain.offers[0].usd_per_hour == 1.0


@pytest.mark.parametrize(
    ("changes", "at", "said"),
    [
        ({"horizon": {"periods": 2}}, ("horizon",), "`horizon` is the same in every alternative"),
        ({"policy": {"finance": {}}}, ("policy", "finance"), "`finance` is the same in every alternative"),
        ({"offers": [{"id": "ow"}]}, ("offers", 0, "id"), "an alternative changes or removes what the scenario lists"),
        ({"workloads": [{"id": "job", "demand": []}]}, ("workloads", 0, "demand"), "does the same work"),
        ({"workloads": [{"id": "job", "remove": True}]}, ("workloads", 0, "remove"), "does the same work"),
        ({"alternatives": []}, ("alternatives",), "`alternatives` is the same in every alternative"),
    ],
)
def test_what_it_may_not_change_is_said_at_its_place(
    changes: dict[str, Any], at: tuple[str | int, ...], said: str
) -> None:
    found = [(where, text) for where, text in problems(given(changes)) if where == ("alternatives", 0, "changes", *at)]
    assert len(found) == 1
    assert said in found[0][1]
    assert " a case " not in found[0][1]


def test_names_are_its_own() -> None:
    taken = given({}, "one-vendor")
    assert problems(taken) == [
        (("alternatives", 0, "id"), "'one-vendor' is always there; give the alternative another id")
    ]
    twice = document(alternatives=[{"id": "mine"}, {"id": "mine"}])
    assert problems(twice) == [(("alternatives", 1, "id"), "duplicate id 'mine', already used by alternatives.0")]


def test_one_that_leaves_no_scenario_is_refused_where_it_stands() -> None:
    with pytest.raises(ValidationError) as caught:
        scenario(alternatives=[{"id": "mine", "changes": {"offers": [{"id": "own", "upfront_usd": -1.0}]}}])
    (error,) = caught.value.errors()
    assert error["loc"] == ("alternatives", 0, "changes")
    assert error["msg"].startswith("offers.0.upfront_usd: Input should be greater than or equal to 0")


def test_no_case_changes_alternatives() -> None:
    cases = [{"id": "expected", "changes": {"alternatives": []}}]
    found = problems(given({}, cases=cases))
    assert [where for where, _ in found] == [("cases", 0, "changes", "alternatives")]
