"""Columns of the plan's tables: what kind of value each holds, in which unit, and what it says."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import cache
from types import UnionType
from typing import Annotated, Any, Literal, NamedTuple, Union, get_args, get_origin

from pydantic.fields import FieldInfo

from data.plan_tables import LAYOUTS
from models.packs.focus import Focus, column
from models.packs.lots import Lot

Kind = Literal["text", "number", "whole number", "true or false"]
KINDS: Mapping[type, Kind] = {bool: "true or false", int: "whole number", float: "number"}
"""What is no text."""
ENDINGS: Mapping[str, str] = {
    "requests_in_service": "requests",
    "contract_year": "contract year",
    "accelerator_hours": "accelerator-hours",
    "engineer_months": "engineer-months",
    "_kg_co2e": "kg CO2e",
    "_usd": "USD",
    "_kwh": "kWh",
    "_kw": "kW",
    "_m2": "m2",
    "_tb": "TB",
    "_ms": "ms",
    "_kg": "kg",
    "_hours": "h",
    "_months": "months",
    "_share": "share",
    "_year": "calendar year",
    "_periods": "periods",
    "_cap": "racks",
    "_display": "display currency",
    "_service": "accelerators",
    "_weight": "ratio",
}
"""Units that names end in, the longer endings first."""
WORDS: Mapping[str, str] = {
    "usd": "USD",
    "share": "share",
    "utilization": "share",
    "discount": "share",
    "probability": "share",
    "hours": "h",
    "months": "months",
    "units": "units of the workload",
    "year": "calendar year",
    "rank": "place",
    "weight": "ratio",
    "runs": "runs",
    "once": "runs",
    "call": "replicas",
    "requests": "requests",
    "slots": "slots",
    "throughput": "`unit`",
    "used": "`unit`",
    "allowed": "`unit`",
    "amount": "`unit`",
    "value": "as the signal says",
    "threshold": "as the signal says",
    "quantity": "as its driver counts",
    **{name: name for name in ("packs", "nodes", "accelerators", "racks", "modules", "replicas")},
    **{name: name for name in ("contracts", "vendors", "sites", "orders", "stacks")},
}
"""Units that words of names are, the first that occurs; in backticks the column that names it."""
BRACKETS = re.compile(r"\[([^\]]+)\]")


class Column(NamedTuple):
    """A column of a table."""

    table: str
    name: str
    kind: Kind
    unit: str
    """Unit of a number; empty of anything else."""
    field: str
    """Field of the model that it holds."""
    about: str
    """What it says; empty: its name says it."""


@cache
def columns() -> tuple[Column, ...]:
    """Every column of every table, in the order of the files."""
    return tuple(_columns())


def _columns() -> Iterator[Column]:
    for layout in LAYOUTS:
        for field, info in layout.model.model_fields.items():
            yield _column(layout.name, layout.renamed.get(field, field), field, info)
    for field, info in Focus.model_fields.items():
        yield _column("focus", field, field, info)._replace(name=column(field))
    for field, info in Lot.model_fields.items():
        yield _column("lots", field, field, info)
    yield from BESIDE


BESIDE = (
    Column("periods", "period", "text", "", "period", "First month of the period."),
    Column("periods", "months", "whole number", "months", "months", "Length of the period [months]."),
    Column("periods", "block", "text", "", "block", "Id of the demand block."),
    Column("periods", "hours", "number", "h", "hours", "Length of the block in the period [h]."),
    Column("names", "collection", "text", "", "collection", "Collection of the record."),
    Column("names", "id", "text", "", "id", "Id of the record."),
    Column("names", "name", "text", "", "name", "Its name on paper."),
)
"""Columns of the tables that no model describes."""


def _column(table: str, name: str, field: str, info: FieldInfo) -> Column:
    kind, about = kind_of(info.annotation), " ".join((info.description or "").split())
    return Column(table, name, kind, unit_of(name, about) if kind in ("number", "whole number") else "", field, about)


def kind_of(annotation: Any) -> Kind:
    """What a cell of a field holds: a number where every value is one, else text."""
    if annotation in KINDS:
        return KINDS[annotation]
    if get_origin(annotation) is Annotated:
        return kind_of(get_args(annotation)[0])
    if get_origin(annotation) not in (Union, UnionType):
        return "text"
    found = {kind_of(each) for each in get_args(annotation) if each is not type(None)}
    if found == {"number", "whole number"}:
        return "number"
    return found.pop() if len(found) == 1 else "text"


def unit_of(name: str, about: str) -> str:
    """Unit of a number: as its description has it in brackets, else as its name has it."""
    stated = found[1].replace("0..1", "share") if (found := BRACKETS.search(about)) else ""
    if "_per_" in name and "/" not in stated and " per " not in stated:
        counted, each = name.split("_per_", 1)
        return f"{stated or unit_of(counted, '')} per {each.replace('_', ' ')}"
    if stated:
        return stated
    ending = next((ending for ending in ENDINGS if name.endswith(ending)), None)
    return ENDINGS[ending] if ending else next((WORDS[word] for word in name.split("_") if word in WORDS), "")
