"""Changes of a document in words: where, and values as people write them."""

from __future__ import annotations

from typing import Any

from data.document.changing import identity
from data.document.columns import is_month
from data.document.grid_list import UNNAMED_UNITS
from data.document.headers import header
from data.document.numerals import is_number, plain_number
from data.document.records import SINGULAR
from data.problems import Location
from data.schema import field_at, is_in_changes
from models.references import COLLECTIONS

NOT_SET, NOT_LISTED, FROM_CATALOG = "not set", "not listed", "as in the catalog"
MOST_FIELDS = 4
"""Fields of a record, or entries of a mapping, that are named one by one."""
UNSAID = ("policy", "path")
"""Steps on the way that say nothing more."""


def where(at: Location, names: tuple[str, ...], unit: str | None = None) -> str:
    """`Offer reserve-1y: used hour [USD/pack/h]`.

    Parameters
    ----------
    at : location of a change, names of variants and mappings as text, items of lists by their positions.
    names : what every step of it is called.
    unit : the service unit of the workload that it is about.
    """
    if _in_variant(at):
        return f"Variant {names[1]}, {_lower(where(at[2:], names[2:], unit))}"
    if is_in_changes(at):
        return f"Case {names[1]}, {_lower(where(at[3:], names[3:], unit))}"
    owners, field = _owners(at, names)
    parts = [", ".join(owners), field if field is None or not owners else _lower(field)]
    text = ": ".join(part for part in parts if part)
    for unnamed in UNNAMED_UNITS:
        text = text.replace(unnamed, f"[{unit}]" if unit else unnamed)
    return text[:1].upper() + text[1:]


def _owners(at: Location, names: tuple[str, ...]) -> tuple[list[str], str | None]:
    """The records that lead to a value, and the value's field; None where it is a record itself."""
    owners: list[str] = []
    n = 0
    while n < len(at):
        step = str(at[n])
        if n + 1 < len(at) and isinstance(at[n + 1], int):
            owners.append(f"{'change' if step == 'demand' and at[0] == 'cases' else _singular(step)} {names[n + 1]}")
            n += 2
        elif n + 1 == len(at):
            return owners, _field(at)
        else:
            if step not in UNSAID:
                owners.append(step.replace("_", " "))
            n += 1
    return owners, None


def _field(at: Location) -> str:
    last = str(at[-1])
    if at[-2:-1] == ("path",):
        return f"{last} {UNNAMED_UNITS[0]}"
    if not field_at(at[:-1]).get("properties"):
        return last.replace("_", " ")
    path = tuple(str(step) for step in at[-2:]) if at[-2:-1] in (("evidence",), ("contents",)) else (last,)
    return header(path, field_at(at).get("description", "")).removeprefix("Evidence: ").removeprefix("Node: ")


def _in_variant(at: Location) -> bool:
    return at[:1] == ("variants",) and len(at) > 2


def _singular(collection: str) -> str:
    return SINGULAR.get(collection, collection.removesuffix("s")).replace("_", " ").replace("-", " ")


def _lower(text: str) -> str:
    is_word = len(text) > 1 and text[1].islower()
    return text[:1].lower() + text[1:] if is_word else text


def said(value: Any, at: Location = ()) -> str:
    """A value of a document in one line, as people write it: `not set`, `yes`, `1,200`, `eu, ch`, `mode: buy, pack: 8`.

    Parameters
    ----------
    at : where it stands, if that is known: whole numbers (years, months) get no separators.
    """
    at = at[2:] if _in_variant(at) else at
    at = at[3:] if is_in_changes(at) else at
    is_item = bool(at) and isinstance(at[-1], int)
    if value is None:
        return NOT_LISTED if is_item else NOT_SET
    if isinstance(value, str):
        is_drawn = is_item and len(at) == 2 and at[0] in COLLECTIONS
        return FROM_CATALOG if is_drawn else value
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, int | float):
        is_whole = bool(at) and field_at(at).get("type") == "integer"
        return plain_number(value, "" if is_whole else ",")
    return _list(value) if isinstance(value, list) else _mapping(value, at) if isinstance(value, dict) else str(value)


def _list(items: list[Any]) -> str:
    if not items:
        return "none"
    if not any(isinstance(item, dict | list) for item in items):
        return ", ".join(map(said, items))
    names = [identity(item) for item in items]
    if all(names):
        return ", ".join(map(str, names))
    return f"{len(items)} record{'s' if len(items) != 1 else ''}"


def _mapping(value: dict[str, Any], at: Location) -> str:
    if not value:
        return "none"
    months = [month for month in value if is_month(month)]
    if len(months) == len(value) > MOST_FIELDS and all(map(is_number, value.values())):
        first, last = min(months), max(months)
        return f"{len(months)} months, {first}: {said(value[first])} to {last}: {said(value[last])}"
    entries = [(key, item) for key, item in value.items() if key != "id"] or list(value.items())
    parts = [f"{_key(key, at)}: {_inner(item, at, key)}" for key, item in entries[:MOST_FIELDS]]
    more = len(entries) - MOST_FIELDS
    return "; ".join(parts) + (f"; and {more} more" if more > 0 else "")


def _key(key: str, at: Location) -> str:
    fields = field_at(at).get("properties", {}) if at else {}
    return _lower(header((key,), field_at((*at, key)).get("description", ""))) if key in fields else key


def _inner(item: Any, at: Location, key: str) -> str:
    """A value inside a record: records in it are counted or named only."""
    if isinstance(item, dict):
        is_flat = not any(isinstance(x, dict | list) for x in item.values())
        return said(item) if is_flat else f"{len(item)} field{'s' if len(item) != 1 else ''}"
    return said(item, (*at, key) if at else ())
