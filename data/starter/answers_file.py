"""Answers as a YAML file: read with the guards of scenario files, every problem with its line."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from data.document.syntax import pieces
from data.document.writing import written
from data.problems import Problem, ScenarioError, suggestion
from data.starter.answers import Answers
from data.tree import Node, path_text, plain, walk
from data.wording import BOUNDS, TYPES
from data.yaml_source import MAX_BYTES, parse_tree, read_text


def read_answers(path: Path) -> Answers:
    """The answers in a YAML file.

    Raises
    ------
    ScenarioError
        with every problem, as `file:line:column: path: message`.
    """
    problems: list[Problem] = []
    root = parse_tree(read_text(path, str(path), MAX_BYTES, "answers"), str(path), problems)
    if root is None or problems:
        raise ScenarioError(problems)
    try:
        return parse_answers(plain(root))
    except ValidationError as error:
        raise ScenarioError(_problem(root, detail) for detail in first_causes(error)) from None


def parse_answers(values: Any) -> Answers:
    """The answers of plain values (dictionaries, lists, scalars); ValidationError where they are none."""
    return Answers.model_validate_json(json.dumps(_spelled_out(values)))


def _spelled_out(values: Any) -> Any:
    """With records where ids alone stand: geographies as a list, a site or a workload template as text."""
    if not isinstance(values, dict):
        return values
    full = {**values}
    for collection, field in (("sites", "site"), ("workloads", "template")):
        if isinstance(items := full.get(collection), list):
            full[collection] = [{field: item} if isinstance(item, str) else item for item in items]
    places = full.get("geographies")
    if isinstance(places, list) and all(isinstance(place, str) for place in places):
        full["geographies"] = dict.fromkeys(places, 1.0)
    return full


def first_causes(error: ValidationError) -> list[ErrorDetails]:
    """The errors without those that only follow from others."""
    details = error.errors(include_url=False)
    parents = {detail["loc"][:n] for detail in details for n in range(len(detail["loc"]))}
    return [detail for detail in details if detail["type"] != "too_short" or detail["loc"] not in parents]


def _problem(root: Node, detail: ErrorDetails) -> Problem:
    location = tuple(step for step in detail["loc"] if step != "[key]")
    *_, node = walk(root, location)
    return Problem.at(node.where(), path_text(root, location) if location else "answers", said(detail))


def said(detail: ErrorDetails) -> str:
    """A validation error of answers in plain words."""
    kind, given = detail["type"], detail["input"]
    if kind == "value_error":
        return str(detail["ctx"]["error"])
    if kind == "missing":
        return "an answer is missing"
    if kind == "extra_forbidden":
        return f"unknown field; {suggestion(str(detail['loc'][-1]), _fields(detail['loc'][:-1]))}"
    if kind == "string_pattern_mismatch":
        return f"{given!r} is not allowed; expected a month as YYYY-MM, such as 2027-01"
    if kind in ("too_short", "too_long"):
        return "at least one is needed" if kind == "too_short" else f"at most {detail['ctx']['max_length']} are allowed"
    if kind in BOUNDS:
        name, words = BOUNDS[kind]
        return f"{given} is out of range; allowed: {words} {detail['ctx'][name]:g}"
    shown = f", not {given!r}" if isinstance(given, str | int | float) else ""
    return f"expected {TYPES.get(kind) or detail['msg'].removeprefix('Input should be ')}{shown}"


def _fields(location: tuple[int | str, ...]) -> list[str]:
    """Names of the fields that answers may have at a location."""
    schema: dict[str, Any] = Answers.model_json_schema()
    node: Any = schema
    for step in location:
        node = node.get("items", {}) if isinstance(step, int) else node.get("properties", {}).get(step, {})
        options = [node, *node.get("anyOf", ())]
        node = next((o for o in options if "$ref" in o or "items" in o), node)
        node = schema["$defs"][node["$ref"].rsplit("/", 1)[1]] if "$ref" in node else node
    return list(node.get("properties", {}))


def answers_text(answers: Answers) -> str:
    """The answers as a YAML file that `read_answers` reads back."""
    values = _whole(answers.model_dump(mode="json", exclude_none=True, exclude_defaults=True))
    head = "# Answers of the guided start; `steelyard init --answers FILE` makes the scenario of them.\n"
    return head + "".join(pieces(written(values, 0, is_inside=False))) + "\n"


def _whole(value: Any) -> Any:
    """The value with whole numbers written without a point."""
    if isinstance(value, dict):
        return {key: _whole(inner) for key, inner in value.items()}
    if isinstance(value, list):
        return [_whole(inner) for inner in value]
    return int(value) if isinstance(value, float) and value.is_integer() else value
