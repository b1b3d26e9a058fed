"""Endpoints of managed inference: prices, and what a scenario may not say of them."""

from __future__ import annotations

import json
from typing import Any

import pytest
from pydantic import ValidationError

from models.endpoint import Endpoint, with_endpoints
from models.references import problems
from models.scenario import Scenario
from tests.program.kit import CLOUD, HALL
from tests.program.test_managed import TOKENS, served
from tests.proof.audit_kit import document


def endpoint(**changes: Any) -> Endpoint:
    return Endpoint.model_validate_json(json.dumps({**TOKENS, **changes}))


def test_a_unit_of_work_costs_its_tokens() -> None:
    assert endpoint().usd_per_unit("work") == pytest.approx((1000 * 50 + 100 * 300) / 1e6)
    with pytest.raises(KeyError):
        endpoint().usd_per_unit("other")


def test_a_scenario_is_planned_with_units_of_a_thousand_tokens_a_minute() -> None:
    given = with_endpoints(served({"quota_tokens_per_minute": 5500.0}))
    assert (given.accelerators[-1].id, given.accelerators[-1].accelerator_class) == ("tokens", "managed")
    assert (given.offers[-1].mode, given.offers[-1].usd_per_hour, given.offers[-1].quota_packs) == ("on_demand", 0, 5.5)
    assert given.offers[-1].credit == 0.7
    record = given.benchmarks[-1]
    assert (record.id, record.unit) == ("tokens/work", "requests/h")
    assert record.points[0].throughput == pytest.approx(60_000 / 1100)
    assert with_endpoints(given) is given


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"serves": []}, "at least 1 item"),
        ({"serves": [TOKENS["serves"][0]] * 2}, "every profile once"),
        ({"serves": [{**TOKENS["serves"][0], "input_tokens": 0, "output_tokens": 0}]}, "takes no tokens has no price"),
        ({"serves": [{**TOKENS["serves"][0], "counts": "requests/s"}]}, "should match pattern"),
        ({"id": "t" * 76}, "at most 79 characters"),
        ({"usd_per_million_input_tokens": -1.0}, "greater than or equal to 0"),
        ({"capacity_credit": 1.5}, "less than or equal to 1"),
    ],
)
def test_an_endpoint_that_says_nothing_sensible_is_refused(changes: dict[str, Any], words: str) -> None:
    with pytest.raises(ValidationError, match=words):
        endpoint(**changes)


@pytest.mark.parametrize(
    ("changes", "at", "words"),
    [
        ({"id": "gpu"}, ("endpoints", 0, "id"), "id of one of the accelerators"),
        ({"id": "own"}, ("endpoints", 0, "id"), "id of one of the offers"),
        ({"site": "moon"}, ("endpoints", 0, "site"), "not one of the sites"),
        ({"vendor": "nobody"}, ("endpoints", 0, "vendor"), "not one of the vendors"),
        ({"stack": "none"}, ("endpoints", 0, "stack"), "not one of the stacks"),
        (
            {"serves": [{**TOKENS["serves"][0], "counts": "images"}]},
            ("endpoints", 0, "serves", 0, "counts"),
            "counts 'images', but workloads of the profile count 'requests'",
        ),
    ],
)
def test_records_agree(changes: dict[str, Any], at: tuple[Any, ...], words: str) -> None:
    found = dict(problems(document(sites=[HALL, CLOUD], endpoints=[{**TOKENS, **changes}])))
    assert words in found[at]


def test_a_record_of_the_same_name_is_refused() -> None:
    given = document(sites=[HALL, CLOUD], endpoints=[TOKENS], benchmarks__0__id="tokens/work")
    assert "there is a benchmark" in dict(problems(given))["endpoints", 0, "serves", 0, "profile"]


def test_nobody_buys_what_is_managed() -> None:
    given = document(accelerators__0__class="managed")
    assert "use `endpoints`" in dict(problems(given))["accelerators", 0, "class"]


def test_work_may_be_validated_on_an_endpoint() -> None:
    proof = [{"accelerator": "tokens", "date": "2027-01", "traffic_share": 0.2}]
    given = document(sites=[HALL, CLOUD], endpoints=[TOKENS], workloads__0__validations=proof)
    assert Scenario.model_validate_json(json.dumps(given)).workloads[0].validations[0].accelerator == "tokens"
