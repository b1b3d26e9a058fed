"""The JSON Schema of a scenario file: whole, described, and true to what loading accepts."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest

from data.schema import FILE_FIELDS, field_at, is_text, names_at, scenario_schema
from models.references import COLLECTIONS
from models.scenario import Scenario


def walk(schema: Any) -> Iterator[dict[str, Any]]:
    """Every mapping in a schema."""
    if isinstance(schema, dict):
        yield schema
    for value in schema.values() if isinstance(schema, dict) else schema if isinstance(schema, list) else ():
        yield from walk(value)


def test_every_reference_leads_somewhere() -> None:
    schema = json.loads(json.dumps(scenario_schema()))
    references = {part["$ref"] for part in walk(schema) if isinstance(part.get("$ref"), str)}
    assert references == {f"#/$defs/{name}" for name in schema["$defs"]} & references
    assert "#/$defs/Offer.part" in references


def test_fields_of_the_file_and_of_the_model_are_there() -> None:
    properties = scenario_schema()["properties"]
    assert set(properties) == {*Scenario.model_fields, *FILE_FIELDS}
    assert all(properties[name]["description"] for name in FILE_FIELDS)


def test_a_whole_file_must_be_complete_a_part_need_not() -> None:
    whole, part = scenario_schema()["anyOf"]
    assert whole["required"] == ["geographies", "horizon", "name", "workloads"]
    assert part == {"required": ["extends"]}
    assert "required" not in scenario_schema()["$defs"]["Offer.part"]
    assert "mode" in scenario_schema()["$defs"]["Offer"]["required"]


@pytest.mark.parametrize("collection", COLLECTIONS)
def test_a_record_may_be_drawn_from_the_catalog(collection: str) -> None:
    whole = scenario_schema()["anyOf"][0]["properties"][collection]["items"]["anyOf"]
    assert [option.get("required") for option in whole] == [None, ["from"], None]
    assert whole[2]["type"] == "string"
    part = scenario_schema()["$defs"][whole[1]["$ref"].rsplit("/", 1)[1]]
    assert {"from", "remove"} <= set(part["properties"])


def test_descriptions_carry_units() -> None:
    offer = scenario_schema()["$defs"]["Offer"]["properties"]
    assert offer["usd_per_hour"]["description"].startswith("Paid for every hour used [USD/pack/h]")
    figures = [name for name in offer if name.endswith(("_usd", "_hour", "_months", "_year"))]
    assert len(figures) >= 8
    assert all(any(word in offer[name]["description"] for word in ("[", "share", "Months")) for name in figures)


def test_the_field_at_a_location() -> None:
    assert field_at(("offers", 3, "evidence", "grade"))["enum"][0] == "own_measurement"
    assert field_at(("policy", "exposure", "max_usd"))["minimum"] == 0
    assert field_at(("workloads", 0, "demand", 1, "path", "2027-01"))["type"] == "number"
    assert field_at(("sites", 0, "rtt_ms", "eu"))["type"] == "number"
    assert field_at(("offers", 0, "nothing")) == {}
    assert names_at(("geographies", 0)) == ["id", "name"]
    assert is_text(("offers", 0, "order_from"))
    assert not is_text(("offers", 0, "pack"))
