"""Every field of the models has a cell, typed, with its unit and its help; rows show what a plan sees."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from data.document import Column, Document, Edit, Step, grid_of, grids, rows, tables_csv
from data.document.grids import MAX_MONTHS
from data.schema import field_at, names_at
from tests.data.document.scenes import TEXTS, large, shipped

LISTS = {
    "demand",
    "targets",
    "launch_windows",
    "validations",
    "points",
    "blocks",
    "latency_ms",
    "rtt_ms",
    "path",
    "required_tags",
}
"""Fields that have grids or columns of their own."""


def column(document: Document, grid: str, name: str) -> Column:
    """A column of a grid."""
    return grid_of(document, grid).column(name)


def fields(location: tuple[int | str, ...]) -> Iterator[tuple[int | str, ...]]:
    """All fields of the models below a location that hold no records."""
    for name in names_at(location):
        schema: dict[str, Any] = field_at((*location, name))
        if schema.get("properties"):
            yield from fields((*location, name))
        elif field_at((*location, name, 0)).get("properties"):
            yield from fields((*location, name, 0))
        else:
            yield (*location, name)


def test_every_field_of_the_models_has_a_cell() -> None:
    document = shipped("inference")
    shown = {
        tuple(0 if step == "*" else step for step in (*grid.pattern, *c.path))
        for grid in grids(document)
        for c in grid.columns
    }
    missing = {at for at in fields(()) if at not in shown and at[-1] not in LISTS and "blocks" not in at}
    assert not missing
    for grid, name in (("demand_months", "2027-01"), ("points", "ttft_p99"), ("round_trips", "eu-central")):
        assert column(document, grid, name).kind == "number"
    assert [c.name for c in grid_of(document, "shape_blocks").columns] == ["shape", "block", "mean", "peak"]
    assert [c.name for c in grid_of(document, "placement").columns] == [
        "public",
        "internal",
        "confidential",
        "regulated",
    ]


@pytest.mark.parametrize("name", TEXTS)
def test_columns_are_named_once_and_say_their_unit(name: str) -> None:
    for grid in grids(shipped(name)):
        names, headers = [c.name for c in grid.columns], [c.header for c in grid.columns]
        assert len(set(names)) == len(names)
        assert len(set(headers)) == len(headers)
        assert grid.help
        for c in grid.columns:
            if c.kind in ("number", "integer") and c.path[:1] != ("path",):
                assert "[" in c.header or c.header in ("PUE", "Fiscal year"), (grid.name, c.name)
            assert "_" not in c.header or c.path[0] == "rtt_ms"
            assert "`" not in c.help


@pytest.mark.parametrize(
    ("grid", "name", "header", "kind", "required"),
    [
        ("offers", "upfront_usd", "Upfront [USD/pack]", "number", False),
        ("offers", "term_months", "Term [months]", "integer", False),
        ("offers", "mode", "Mode", "choice", True),
        ("offers", "is_dedicated", "Dedicated", "flag", False),
        ("offers", "order_from", "Order from", "month", False),
        ("offers", "evidence.source", "Evidence: source", "text", False),
        ("offers", "contents.memory", "Node: memory", "text", False),
        ("holdings", "monthly_usd", "Monthly [USD/accelerator/month]", "number", False),
        ("sites", "electricity_usd_per_kwh", "Electricity [USD/kWh]", "number", False),
        ("sites", "space_usd_per_kw_month", "Space [USD/kW/month]", "number", False),
        ("sites", "carbon_kg_per_kwh", "Carbon [kg CO2e/kWh]", "number", False),
        ("workloads", "jurisdictions", "Jurisdictions", "list", False),
        ("workloads", "changes_from", "Later changes [1/quarter from month]", "mapping", False),
        ("workloads", "deferral.within_months", "May wait [months]", "integer", False),
        ("workloads", "deferral.blocks", "Allowed hours [blocks]", "list", False),
        ("sites", "electricity_by_block", "Electricity by block [USD/kWh]", "mapping", False),
        ("targets", "percentile", "Percentile", "choice", True),
        ("points", "tpot_p95", "TPOT p95 [ms]", "number", False),
        ("budgets", "max_usd", "Limit [USD]", "number", True),
        ("demand", "form", "Form", "choice", False),
        ("finance", "discount_rate", "Discount rate [1/year]", "number", False),
        ("horizon", "months_per_period", "Length of a period [months]", "integer", False),
    ],
)
def test_columns_follow_the_models(grid: str, name: str, header: str, kind: str, required: bool) -> None:
    found = column(shipped("inference"), grid, name)
    assert (found.header, found.kind, found.is_required) == (header, kind, required)


def test_help_bounds_defaults_and_choices_come_from_the_models() -> None:
    document = shipped("inference")
    pack = column(document, "offers", "pack")
    assert pack.help == "Accelerators per pack (a node, a slice). Default: 1."
    assert (pack.minimum, pack.maximum, pack.default) == (1, 100_000, 1)
    assert column(document, "targets", "percentile").choices == (50, 90, 95, 99)
    assert column(document, "offers", "site").choices[:2] == ("colo-frankfurt", "nebius-eu-north1")
    assert column(document, "workloads", "incumbent_stacks").choices == ("cuda", "neuron", "xla")
    assert column(document, "demand", "workload").choices == ("customer-chat", "document-assistant")
    assert column(document, "workloads", "deferral.blocks").choices == ("night", "shoulder", "day", "peak")
    tags = column(document, "placement", "regulated")
    assert tags.is_open
    assert "hipaa" in tags.choices
    assert column(document, "offers", "term_months").is_nullable
    assert not column(document, "offers", "pack").is_nullable


def test_months_are_those_of_the_horizon_and_of_the_paths() -> None:
    document = shipped("inference")
    names = [c.name for c in grid_of(document, "demand_months").columns]
    assert names[:4] == ["workload", "geography", "given", "2027-01"]
    assert (names[-1], len(names)) == ("2029-12", 39)
    document.apply(Edit((Step("set", ("workloads", 1, "demand", 0, "path", "2031-05"), 5),)))
    assert grid_of(document, "demand_months").columns[-1].name == "2031-05"
    document.apply(Edit((Step("set", ("horizon", "periods"), 600),)))
    cut = grid_of(document, "demand_months")
    assert len(cut.columns) == MAX_MONTHS + 3
    assert "Only the first 240 months" in cut.help


@pytest.mark.parametrize("horizon", [None, "x", {"start": "soon", "periods": 4}, {"start": "2027-01", "periods": "x"}])
def test_a_broken_horizon_leaves_the_months_of_the_paths(horizon: object) -> None:
    document = shipped("inference")
    document.apply(Edit((Step("set", ("horizon",), horizon),)))
    assert [c.name for c in grid_of(document, "demand_months").columns[3:]] == ["2027-01", "2027-12", "2029-12"]


def test_rows_show_the_catalogs_values_under_the_documents() -> None:
    document = shipped("inference")
    offers = rows(document, grid_of(document, "offers"))
    assert [row.at for row in offers[:2]] == [("offers", 0), ("offers", 1)]
    buy, lease = offers[0], offers[1]
    assert (buy.origin, buy["id"], buy["mode"], buy.given) == ("catalog", "colo-frankfurt-h200-buy", "buy", frozenset())
    assert (lease.origin, lease["monthly_usd"], lease["term_months"]) == ("adjusted", 9600, 36)
    assert lease.given == {"monthly_usd", *(f"evidence.{name}" for name in ("grade", "source", "date", "expires"))}


def test_records_brought_along_come_last() -> None:
    document = shipped("inference")
    found = [(row["id"], row.origin, row.at) for row in rows(document, grid_of(document, "sites"))[:2]]
    assert found == [
        ("colo-frankfurt", "adjusted", ("sites", 0)),
        ("nebius-eu-north1", "brought", ("sites", 1)),
    ]
    own = rows(document, grid_of(document, "workloads"))
    assert {row.origin for row in own} == {"own"}


def test_nested_rows_know_their_parent_and_forms_have_one_row() -> None:
    document = shipped("inference")
    demand = rows(document, grid_of(document, "demand"))
    assert [(row["workload"], row["geography"], row["form"], row["level"]) for row in demand] == [
        ("customer-chat", "eu-central", "level", 30000),
        ("document-assistant", "eu-central", "path", None),
    ]
    months = rows(document, grid_of(document, "demand_months"))
    assert {name: value for name, value in months[1].items() if name[0] == "2" and name not in months[1].computed} == {
        "2027-01": 8000,
        "2027-12": 20000,
        "2029-12": 45000,
    }
    (finance,) = rows(document, grid_of(document, "finance"))
    assert finance.at == ("policy", "finance")
    assert set(finance.values()) == {None}


def test_figures_carry_the_unit_that_all_share_or_stand_beside_their_own() -> None:
    document = shipped("inference")
    assert grid_of(document, "demand").column("level").header == "Level [tokens/s]"
    assert "[tokens/s]" in grid_of(document, "demand").column("level").help
    assert grid_of(document, "demand_months").help.startswith("Mean demand of every month [tokens/s].")
    assert "unit" not in [c.name for c in grid_of(document, "demand").columns]
    document.apply(Edit((Step("set", ("workloads", 1, "service_unit"), "pages/h"),)))
    for name, beside in (("demand", "level"), ("demand_months", "geography")):
        grid = grid_of(document, name)
        names = [c.name for c in grid.columns]
        assert names.index("unit") == names.index(beside) + 1
        assert [row["unit"] for row in rows(document, grid)] == ["tokens/s", "pages/h"]
        assert not grid.column("unit").is_editable
        assert "service unit]" not in str(grid)
    points = grid_of(document, "points")
    assert points.column("throughput").header in ("Throughput [tokens/s]", "Throughput [see Unit]")


def test_values_of_the_wrong_kind_stand_in_their_cells() -> None:
    document = Document.read("offers: [{id: a, pack: many, contents: x, tags: {b: 1}}, 5, null, [1]]\nsites: x\n")
    found = rows(document, grid_of(document, "offers"))
    assert [row.at for row in found] == [("offers", n) for n in range(4)]
    assert found[0]["pack"] == "many"
    assert set(found[1].values()) == {None}
    assert rows(document, grid_of(document, "sites")) == []
    assert tables_csv(document, grid_of(document, "offers")).count("\n") == 5


def test_lists_and_mappings_read_as_people_write_them() -> None:
    document = shipped("inference")
    document.apply(Edit((Step("set", ("workloads", 0, "changes_from"), {"2027-06": 4, "2028-01": 2.5}),)))
    (first, _) = rows(document, grid_of(document, "workloads"))
    assert first["changes_from"] == "2027-06: 4, 2028-01: 2.5"
    assert first["jurisdictions"] == ["eu"]


def test_a_large_document_has_its_rows() -> None:
    document = large(50, 36)
    assert len(rows(document, grid_of(document, "demand_months"))) == 50
    assert sum(c.path[:1] == ("path",) for c in grid_of(document, "demand_months").columns) == 36
