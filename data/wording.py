"""The errors of field validation in plain words: what is wrong, what is allowed, in which unit."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterator
from functools import cache
from typing import Any

from pydantic import TypeAdapter
from pydantic_core import ErrorDetails

from data.problems import Problem, listing, suggestion
from data.schema import FILE_FIELDS, Schema, field_at, names_at
from data.tree import Location, Node, origin, path_text, walk
from data.yaml_source import UNPRINTABLE
from models.base import Id, Month
from models.benchmark import LatencyKey
from models.cases import CASE_FAILS
from models.evidence import Day
from models.units import ServiceUnit

_NAMED = tuple(map(re.compile, (r"remove (\w+)", r"^(\w+):", r"`(\w+)`")))
"""How the rules over several fields name the field to correct, the surest first."""
FORMS: tuple[tuple[Any, str], ...] = (
    (Id, "an id of letters, digits and `_ . + / -`, at most 80, the first a letter or digit"),
    (Month, "a month as YYYY-MM, such as 2027-01"),
    (Day, "a date as YYYY, YYYY-MM or YYYY-MM-DD"),
    (ServiceUnit, "a rate such as tokens/s: letters, digits, ` . _ -`, then `/` and a time"),
    (LatencyKey, "ttft, tpot or e2e with _p50, _p90, _p95 or _p99, such as ttft_p99"),
)
TYPES: dict[str, str] = {
    "string_type": "text",
    "float_type": "a number",
    "int_type": "a whole number",
    "bool_type": "true or false",
    "tuple_type": "a list",
    "dict_type": "a mapping of names to values",
    "model_type": "a record",
}
KINDS: dict[str, str] = {
    "string": "text",
    "number": "a number",
    "integer": "a whole number",
    "boolean": "true or false",
    "array": "a list",
}
REPLACED: dict[tuple[str, str], str] = {
    ("workloads", "validated"): (
        "an own benchmark now has a date and a share of the traffic: write `validations: [{accelerator: ID, "
        "date: 2026-10-15, traffic_share: 0.1}]`"
    ),
}
"""Part and field that older files have -> what to write instead."""
BOUNDS: dict[str, tuple[str, str]] = {
    "greater_than": ("gt", "more than"),
    "greater_than_equal": ("ge", "at least"),
    "less_than": ("lt", "less than"),
    "less_than_equal": ("le", "at most"),
}


SAID = (CASE_FAILS, "queue_fails")
"""Error types whose message is for people as it stands."""


def problem_of(error: ErrorDetails, root: Node) -> Problem | None:
    """One validation error as a problem of the document; None below a node that is reported already."""
    is_key = error["loc"][-1:] == ("[key]",)
    location = error["loc"][:-1] if is_key else error["loc"]
    nodes = list(walk(root, location))
    if any(node.is_broken for node in nodes):
        return None
    message = _message(error, location) + ("" if _says_all(error) else _meaning(location))
    place = nodes[-1].where(of_key=is_key or error["type"] == "extra_forbidden")
    field = _field_named(error, location)
    return Problem.at(place, path_text(root, location), message, origin(root, (*location, *field)))


def _field_named(error: ErrorDetails, location: Location) -> tuple[str, ...]:
    """The field of a record that a rule over several fields names first."""
    if error["type"] != "value_error":
        return ()
    fields, message = names_at(location), str(error["ctx"]["error"])
    return tuple(name for form in _NAMED for name in form.findall(message) if name in fields)[:1]


def unprintable(root: Node) -> Iterator[Problem]:
    """Texts with characters that no text file may hold; they can only be written as escapes such as `\\u0007`."""
    waiting: list[tuple[Node, tuple[int | str, ...]]] = [(root, ())]
    for node, location in waiting:  # grows while it is walked
        if isinstance(node.value, str) and (found := UNPRINTABLE.search(node.value)):
            message = f"the character U+{ord(found[0]):04X} is not allowed in a text; remove it"
            yield Problem.at(node.where(), path_text(root, location), message, origin(root, location))
        pairs = node.entries.items() if isinstance(node.value, dict) else enumerate(node.items)
        waiting += [(inner, (*location, step)) for step, inner in pairs]


def _says_all(error: ErrorDetails) -> bool:
    return error["type"] in ("extra_forbidden", "value_error")


def _message(error: ErrorDetails, location: Location) -> str:
    kind, given, context = error["type"], error["input"], error.get("ctx", {})
    if kind in TYPES:
        return _wrong_type(kind, given, location)
    if kind in BOUNDS:
        name, words = BOUNDS[kind]
        return f"{_shown(given)} is out of range; allowed: {words} {context[name]:g}".replace("e+", "e")
    special: dict[str, Callable[[], str]] = {
        "extra_forbidden": lambda: _unknown_field(location),
        "missing": lambda: f"the field is missing; expected {_expected(field_at(location))}",
        "literal_error": lambda: _unknown_word(given, context["expected"]),
        "string_pattern_mismatch": lambda: f"{_shown(given)} is not allowed; expected {_forms()[context['pattern']]}",
        "finite_number": lambda: f"{_shown(given)} is not a finite number",
        "value_error": lambda: str(context["error"]),
        "too_short": lambda: f"the list is empty; at least {context['min_length']} item is needed",
        "too_long": lambda: f"the list has more than {context['max_length']} items",
        "string_too_long": lambda: f"the text is longer than {context['max_length']} characters",
    }
    if kind in SAID:
        return str(error["msg"])
    return special[kind]() if kind in special else str(error["msg"]).lower()


def _wrong_type(kind: str, given: Any, location: Location) -> str:
    text = f"expected {TYPES[kind]}, got {_shown(given)}"
    if kind == "string_type" and isinstance(given, bool | int | float):
        return f'{text}; write it in quotes: "{str(given).lower() if isinstance(given, bool) else given}"'
    if kind in ("float_type", "int_type") and isinstance(given, str) and any(c.isdigit() for c in given):
        return f"{text}; write digits only, without unit, currency or thousands separator"
    if kind == "bool_type" and str(given).lower() in ("yes", "on", "no", "off", "y", "n"):
        return f"{text}; write {'true' if str(given).lower() in ('yes', 'on', 'y') else 'false'}"
    if kind == "model_type":
        return f"{text}; its fields: {listing(names_at(location))}"
    return text


def _unknown_field(location: Location) -> str:
    name, parent = str(location[-1]), location[:-1]
    if successor := REPLACED.get((str(location[0]), name)):
        return f"unknown field {name!r}; {successor}"
    if name == "remove":
        return "there is no record of this id to remove"
    allowed = names_at(parent) + ([] if parent else list(FILE_FIELDS))
    return f"unknown field {name!r}; {suggestion(name, allowed)}"


def _unknown_word(given: Any, expected: str) -> str:
    words = expected.replace("'", "").replace(" or ", ", ")
    return f"{_shown(given)} is not allowed; allowed: {words}"


def _expected(schema: Schema) -> str:
    """What a field takes, by its schema."""
    if "enum" in schema:
        return "one of " + ", ".join(map(str, schema["enum"]))
    if schema.get("pattern") in _forms():
        return _forms()[schema["pattern"]]
    return KINDS.get(schema.get("type", ""), "a record")


def _meaning(location: Location) -> str:
    """The first clause of the field's description and its unit, in brackets."""
    schema = field_at(location)
    text = "" if schema.get("type") == "object" else schema.get("description", "")
    if not text:
        return ""
    clause = text
    for end in (". ", ": ", "; "):
        clause = clause.split(end)[0]
    unit = text[text.find("[") : text.find("]") + 1]
    return f" ({clause.rstrip('.')}{'' if unit in clause else ' ' + unit})".replace("`", "")


def _shown(value: Any) -> str:
    """A value in words."""
    if value is None:
        return "nothing"
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, float) and not math.isfinite(value):
        return "NaN" if math.isnan(value) else "infinity"
    if isinstance(value, int | float):
        return str(value)
    if isinstance(value, str):
        return repr(value if len(value) <= 60 else value[:57] + "...")
    return "a list" if isinstance(value, list) else "a mapping"


@cache
def _forms() -> dict[str, str]:
    """Patterns of the models in words."""
    return {TypeAdapter(kind).json_schema()["pattern"]: words for kind, words in FORMS}
