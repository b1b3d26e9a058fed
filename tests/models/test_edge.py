"""Laws of edge sites."""

from __future__ import annotations

from typing import Any

import pytest

from data.document.referring import references
from models.references import problems
from models.site import Site
from tests.proof.audit_kit import document


def given(**fields: Any) -> dict[str, Any]:
    hall = {"id": "hall", "kind": "edge", "jurisdiction": "eu", **fields}
    return document(sites=[hall], geographies=[{"id": "eu"}, {"id": "us"}])


@pytest.mark.parametrize("serves", [{}, {"serves": []}])
def test_an_edge_site_must_name_its_users(serves: dict[str, Any]) -> None:
    words = "an edge site needs `serves`: the geographies whose work may run there, such as [eu]"
    assert problems(given(**serves)) == [(("sites", 0, "serves"), words)]
    assert problems(given(**serves, kind="on_prem")) == []


def test_the_users_of_a_site_must_be_known() -> None:
    assert problems(given(serves=["eu", "us"])) == []
    words = "'mars' is not one of the geographies; known: eu, us"
    assert problems(given(serves=["eu", "mars"])) == [(("sites", 0, "serves", 1), words)]
    assert problems(given(kind="colo", serves=["mars"])) == [(("sites", 0, "serves", 0), words)]


def test_a_geography_is_renamed_where_a_site_serves_it() -> None:
    assert ("sites", 0, "serves", 1) in references(given(serves=["eu", "us"]), "geographies", "us")


@pytest.mark.parametrize("uptime", [0.0, 1.01, -0.5])
def test_uptime_is_a_share_above_zero(uptime: float) -> None:
    with pytest.raises(ValueError, match="uptime"):
        Site(id="hall", kind="edge", jurisdiction="eu", serves=("eu",), uptime=uptime)


def test_telemetry_and_support_add_up_to_the_price_of_being_in_use() -> None:
    site = Site(id="hall", kind="edge", jurisdiction="eu", telemetry_usd_per_month=5.0, support_usd_per_month=8.0)
    assert site.in_use_usd_per_month == 13.0
