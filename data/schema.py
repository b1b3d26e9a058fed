"""The JSON Schema of a scenario file, and what it says about one field."""

from __future__ import annotations

import copy
from functools import cache
from typing import Any

from data.tree import Location
from models.case_changes import FIXED_FIELDS, FIXED_RULES, RECORDS
from models.references import COLLECTIONS
from models.scenario import Scenario

Schema = dict[str, Any]
FILE_FIELDS: dict[str, str] = {
    "extends": "Relative path of a scenario file that this one builds on: mappings merge, records merge by id.",
    "variants": "Named partial documents; the chosen one is merged over the scenario.",
    "tables": "Large tables beside the file (CSV, Parquet): demand, blocks, shapes, benchmark points, a collection.",
}
"""Fields of a scenario file that are resolved before it becomes a `Scenario`."""
PULLED = ("vendors", "stacks", "accelerators", "sites")
"""Collections that complete themselves with what records drawn from the catalog refer to."""


@cache
def model_schema() -> Schema:
    """The JSON Schema of the `Scenario` model, as loaded files must fulfil it."""
    return Scenario.model_json_schema(by_alias=True)


def scenario_schema() -> Schema:
    """The JSON Schema (draft 2020-12) of a scenario file, for editors: descriptions carry the units.

    A file that `extends` another may hold any part of a document; every other file must be complete.
    """
    whole = copy.deepcopy(model_schema())
    parts = {_part_name(name): _partial(part) for name, part in whole["$defs"].items()}
    part = _partial({"type": "object", "properties": whole["properties"], "additionalProperties": False})
    for name in COLLECTIONS:
        record = whole["properties"][name]["items"]["$ref"]
        drawn = {"$ref": _part_name(record), "required": ["from"]}
        by_id = {"type": "string", "description": f"Id of a record of the catalog's {name}."}
        whole["properties"][name]["items"] = {"anyOf": [{"$ref": record}, drawn, by_id]}
        part["properties"][name]["items"] = {"anyOf": [{"$ref": _part_name(record)}, by_id]}
    for record in (each[name] for each, name in _with_changes(whole["$defs"], parts)):
        own = {"properties": _changeable(part["properties"], parts), "additionalProperties": False}
        record["properties"]["changes"] = {**record["properties"]["changes"], **own}
    required = sorted({*whole["required"]} - {*PULLED})
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "Steelyard scenario",
        "description": whole["description"],
        **part,
        "properties": {**part["properties"], **_file_properties(part)},
        "anyOf": [{"required": required, "properties": whole["properties"]}, {"required": ["extends"]}],
        "$defs": whole["$defs"] | parts,
    }


def _with_changes(whole: Schema, parts: dict[str, Schema]) -> list[tuple[Schema, str]]:
    """Records that change parts of a scenario, whole and as parts of a file."""
    return [each for name in ("Case", "Alternative") for each in ((whole, name), (parts, _part_name(name)))]


def _changeable(changes: Schema, parts: dict[str, Schema]) -> Schema:
    """What a case may change of the parts of a scenario."""
    policy = parts[_part_name("Policy")]["properties"]
    rules = {name: value for name, value in policy.items() if name not in FIXED_RULES}
    found: Schema = {"policy": {"type": "object", "properties": rules, "additionalProperties": False}}
    for name in RECORDS:
        record = changes[name]["items"]["anyOf"][0]["$ref"].rsplit("/", 1)[1]
        same = {*FIXED_FIELDS.get(name, ()), "from"}
        fields = {field: value for field, value in parts[record]["properties"].items() if field not in same}
        items = {"type": "object", "properties": fields, "additionalProperties": False, "required": ["id"]}
        found[name] = {**changes[name], "items": items}
    return found


def _file_properties(variant: Schema) -> Schema:
    tables = {"type": "object", "additionalProperties": {"type": "string", "pattern": r"\.(csv|parquet)$"}}
    shapes: dict[str, Schema] = {
        "extends": {"type": "string", "pattern": r"\.ya?ml$"},
        "variants": {"type": "object", "additionalProperties": {"anyOf": [variant, {"type": "null"}]}},
        "tables": tables,
    }
    return {name: {**shapes[name], "description": text} for name, text in FILE_FIELDS.items()}


def _part_name(name: str) -> str:
    return f"{name}.part"


def _partial(schema: Any) -> Any:
    """The schema of a part of a document: nothing is required, records may be drawn from the catalog or removed."""
    if isinstance(schema, list):
        return [_partial(item) for item in schema]
    if not isinstance(schema, dict):
        return schema
    part = {name: _partial(value) for name, value in schema.items() if name not in ("required", "minItems", "default")}
    if isinstance(part.get("$ref"), str):
        part["$ref"] = part["$ref"].removesuffix(".part") + ".part"
    if "id" in part.get("properties", {}):
        part["properties"]["from"] = {"type": "string", "description": "Id of the catalog record to start from."}
        part["properties"]["remove"] = {"type": "boolean", "description": "Whether to take the base's record out."}
    return part


def is_in_changes(location: Location) -> bool:
    """Whether a location lies in what a case, or an alternative, changes: what follows is one of the scenario."""
    return len(location) > 3 and location[0] in ("cases", "alternatives") and location[2] == "changes"


def field_at(location: Location) -> Schema:
    """What the model says about the field at a location; empty where there is no such field."""
    schema = model_schema()
    for step in location[3:] if is_in_changes(location) else location:
        schema = _opened(schema)
        if isinstance(step, int):
            schema = schema.get("items", {})
        elif step in schema.get("properties", {}):
            schema = schema["properties"][step]
        else:
            patterns = list(schema.get("patternProperties", {}).values())
            free = schema.get("additionalProperties")
            schema = patterns[0] if patterns else free if isinstance(free, dict) else {}
    return _opened(schema)


def names_at(location: Location) -> list[str]:
    """Names of the fields that the record at a location may have."""
    return list(field_at(location).get("properties", {}))


def is_text(location: Location) -> bool:
    """Whether the field at a location holds text."""
    return field_at(location).get("type") == "string"


def _opened(schema: Schema) -> Schema:
    """A schema with its reference and its `or null` resolved; its own description wins."""
    options = [option for option in schema.get("anyOf", ()) if option.get("type") != "null"]
    inner = options[0] if options else schema
    if "$ref" in inner:
        target: Schema = model_schema()["$defs"][inner["$ref"].rsplit("/", 1)[1]]
        return {**target, **{name: value for name, value in schema.items() if name == "description"}}
    return {**inner, **{name: value for name, value in schema.items() if name != "anyOf"}} if options else schema
