"""Paths into a scenario: what they name, and what is said where they name nothing."""

from __future__ import annotations

import pytest

from models.paths import PathError, locations, steps_of, value_at
from models.varied import as_document
from tests.proof.audit_kit import offer, scenario

GIVEN = scenario(
    offers=[
        offer("own", "buy", upfront_usd=100.0, monthly_usd=3.0),
        offer("rent", "on_demand", usd_per_hour=2.0),
        offer("other", "on_demand", vendor="volt", usd_per_hour=4.0),
    ]
)
DOCUMENT = as_document(GIVEN)


def values(path: str) -> list[object]:
    return [value_at(DOCUMENT, place) for place in locations(DOCUMENT, path)]


@pytest.mark.parametrize(
    ("path", "found"),
    [
        ("offers[rent].usd_per_hour", [2.0]),
        ("offers[1].usd_per_hour", [2.0]),
        ("offers[*].usd_per_hour", [0.0, 2.0, 4.0]),
        ("offers[vendor=volt].usd_per_hour", [4.0]),
        ("offers[mode=on_demand].vendor", ["acme", "volt"]),
        ("offers[own].price", [3.0, 100.0]),
        ("offers[*].price", [3.0, 100.0, 2.0, 4.0]),
        ("benchmarks[b-gpu].throughput", [10.0]),
        ("policy.finance.discount_rate", [0.0]),
        ("policy.headroom.internal", [0.2]),
        ("workloads[job].demand[eu].level", [40.0]),
        ("horizon.blocks[day].hours", [10.0]),
    ],
)
def test_a_path_names_values(path: str, found: list[object]) -> None:
    assert sorted(map(str, values(path))) == sorted(map(str, found))


@pytest.mark.parametrize(
    ("path", "words"),
    [
        ("offers[own].usd_per_hours", "did you mean usd_per_hour"),
        ("offers[owm].usd_per_hour", "did you mean own"),
        ("offers[vendor=nobody].price", "there is no 'vendor=nobody'; there are: own, rent, other"),
        ("offers.price", "say which, in brackets before 'price': own, rent, other, or * for all"),
        ("offers[own]", "name one of its fields"),
        ("policy.finance", "name one of its fields: discount_rate"),
        ("horizon.start.month", "nothing stands under 'start'"),
        ("holdings[*].monthly_usd", "there is no '*'"),
        ("offer[own].price", "did you mean offers"),
        ("", "is no path"),
        ("[own].price", "is no path"),
        ("offers[own]usd_per_hour", "cannot be read from 'usd_per_hour' on"),
        (".offers[own]", "cannot be read from"),
        ("offers[own.price", "cannot be read from '[own.price' on"),
    ],
)
def test_what_leads_nowhere_is_said_with_what_is_there(path: str, words: str) -> None:
    with pytest.raises(PathError) as error:
        values(path)
    assert words in str(error.value)


def test_steps_tell_fields_from_picks() -> None:
    assert [tuple(step) for step in steps_of("offers[vendor=a.b/c].price")] == [
        ("offers", False), ("vendor=a.b/c", True), ("price", False)
    ]  # fmt: skip
