"""Text of scenarios, plans and people stays text: never an expression, a format, a link, an image or a formula."""

from __future__ import annotations

import csv
import html
import io
import json
import re
from collections.abc import Iterator
from typing import Any
from xml.etree import ElementTree as ET

import pytest
import vl_convert

from models.plan import Plan
from models.run import Moment
from tests.ui.charts.kit import CHARTS
from ui.charts import Figure, render
from ui.charts.compare_costs import compare_costs
from ui.charts.compare_fleet import compare_fleet
from ui.charts.figure import VEGA_LITE
from ui.charts.search_progress import search_progress

HOSTILE = (
    "<img src=http://evil.test/x onerror=alert(1)><script>alert(1)</script>",
    "\"}; alert(1); //' + datum.amount + '",
    '{"signal": "1+1", "url": "http://evil.test/x.png", "href": "javascript:alert(1)"}',
    '=HYPERLINK("http://evil.test","x")',
    "[x](http://evil.test) ![y](http://evil.test/y.png) $.x[0] \\n \\u0022",
)
IDS = ("constructor", "datum.amount", "x/y.z+w", "toString", "http//evil.test/x.png")
"""Hostile names that an identifier may have."""
DRAWN = {"svg", "g", "path", "rect", "line", "text", "tspan", "defs", "clipPath"}
"""Elements of a picture."""
SPOKEN = {
    "expr",
    "signal",
    "update",
    "test",
    "init",
    "format",
    "href",
    "url",
    "field",
    "groupby",
    "as",
    "fields",
    "key",
}
"""Keys of a specification whose text Vega runs or follows."""


def _hostile(plan: Plan, text: str, name: str) -> Plan:
    """The plan with a text wherever a plan file may hold any, and a name wherever it holds one."""
    swapped = {
        field: tuple(row.model_copy(update=_fields(row, text, name)) for row in getattr(plan, field))
        for field in ("orders", "fleet", "rent", "dispatch", "pools", "sites", "service", "capacities", "removed_arcs")
    }
    costs = plan.costs
    lines = tuple(line.model_copy(update={"term": text} if line.term == "on_demand" else {}) for line in costs.lines)
    by_term, present = (
        {text if term == "on_demand" else term: amount for term, amount in amounts.items()}
        for amounts in (costs.by_term, costs.by_term_discounted)
    )
    grades = tuple(row.model_copy(update={"grade": text}) for row in plan.evidence.by_grade[:1])
    return plan.model_copy(
        update={
            **swapped,
            "costs": costs.model_copy(update={"lines": lines, "by_term": by_term, "by_term_discounted": present}),
            "evidence": plan.evidence.model_copy(update={"sentence": text, "by_grade": grades}),
        }
    )


def _fields(row: Any, text: str, name: str) -> dict[str, str]:
    texts = ("unit", "reason", "why", "detail", "dedicated_to", "bottleneck")
    names = ("offer", "accelerator", "site", "workload", "geography", "vendor")
    known = type(row).model_fields
    return {**{key: text for key in texts if key in known}, **{key: name for key in names if key in known}}


def _figures(plan: Plan, text: str, name: str) -> Iterator[Figure]:
    hostile = _hostile(plan, text, name)
    for make in CHARTS.values():
        yield make(hostile)
    yield compare_costs({text: hostile, "b": plan})
    yield compare_fleet({text: hostile, "b": plan})
    yield search_progress([Moment(seconds=1.0, incumbent_usd=2.0, bound_usd=1.0, gap=0.5, stage=text)])


def _spoken(figure: Figure) -> set[str]:
    """Texts that Vega runs or follows, once the chart is compiled for it."""
    vega = vl_convert.vegalite_to_vega(figure.chart.to_dict(validate=False), vl_version=VEGA_LITE)
    return set(_texts({**vega, "data": [{**each, "values": None} for each in vega["data"]]}))


def _texts(value: Any, key: str = "") -> Iterator[str]:
    if isinstance(value, dict):
        for name, item in value.items():
            yield from _texts(item, name)
    elif isinstance(value, list):
        for item in value:
            yield from _texts(item, key)
    elif isinstance(value, str) and key in SPOKEN:
        yield value


@pytest.mark.parametrize(("text", "name"), list(zip(HOSTILE, IDS, strict=True)))
def test_pictures_run_follow_and_load_nothing(plan: Plan, text: str, name: str) -> None:
    for figure in _figures(plan, text, name):
        for element in ET.fromstring(render(figure, "svg")).iter():  # noqa: S314 - a picture of our own
            assert element.tag.removeprefix("{http://www.w3.org/2000/svg}") in DRAWN, figure.name
            for key, value in element.attrib.items():
                assert "href" not in key
                assert not key.startswith(("on", "style"))
                assert "url(" not in value or value.startswith("url(#clip") or key == "aria-label"


@pytest.mark.parametrize(("text", "name"), list(zip(HOSTILE, IDS, strict=True)))
def test_no_text_becomes_part_of_an_expression_a_format_or_a_field(plan: Plan, text: str, name: str) -> None:
    known = [_spoken(figure) for figure in _figures(plan, "note", "name")]
    for figure, benign in zip(_figures(plan, text, name), known, strict=True):
        assert _spoken(figure) == benign, figure.name


def test_hostile_text_is_shown_as_it_is(plan: Plan) -> None:
    figure = CHARTS["cost_by_term"](_hostile(plan, HOSTILE[0], "x"))
    shown = html.unescape(re.sub(r"<[^>]+>", " ", render(figure, "svg").decode()))
    assert "<script>alert(1)</script>" in " ".join(shown.split())


@pytest.mark.parametrize("start", ["=1+1", "+1", "-1", "@x", "\tx", "\rx"])
def test_no_cell_of_a_csv_is_a_formula(plan: Plan, start: str) -> None:
    for figure in _figures(plan, start, "name"):
        rows = list(csv.reader(io.StringIO(render(figure, "csv").decode(), newline="")))
        assert len(rows) == len(figure.table) + 1
        texts = [cell for row in rows for cell in row if not _is_number(cell)]
        assert not [cell for cell in texts if cell.startswith(("=", "+", "-", "@", "\t", "\r"))]


def _is_number(cell: str) -> bool:
    try:
        float(cell)
    except ValueError:
        return False
    return True


def test_csv_numbers_are_those_of_the_table(plan: Plan) -> None:
    figure = CHARTS["cost_by_period"](plan)
    rows = list(csv.DictReader(io.StringIO(render(figure, "csv").decode())))
    assert [float(row["Nominal [USD]"]) for row in rows] == list(figure.table["Nominal [USD]"])
    assert json.loads(json.dumps(rows[0])) == rows[0]
