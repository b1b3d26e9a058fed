from __future__ import annotations

from data.catalog import read_catalog
from data.document import Document, Edit, Step
from data.document.grids import grid_of
from data.document.rows import rows
from ui.editing.beside import is_drawn, origin_words, overrides, with_side_columns, with_side_values

ON_DEMAND = "aws-eu-north-1-h200-on-demand"


def test_catalog_and_own_prices_stand_side_by_side(document: Document) -> None:
    document.apply(Edit((Step("set", ("offers", 1, "usd_per_hour"), 60.0),)))
    grid = grid_of(document, "offers")
    found = rows(document, grid)
    columns = with_side_columns(
        [grid.column("id"), grid.column("usd_per_hour"), grid.column("upfront_usd")], document, grid, found
    )
    names = [column.name for column in columns]
    assert names.index("catalog usd_per_hour") == names.index("usd_per_hour") - 1
    assert names[-1] == "upfront_usd", "a price that no row has comes last"
    assert "catalog upfront_usd" not in names
    cells = with_side_values(found[1], document, grid, columns)
    assert cells["usd_per_hour"] == 60.0
    assert cells["catalog usd_per_hour"] == read_catalog()["offers"][ON_DEMAND]["usd_per_hour"]
    assert cells["effective_usd_per_hour"] == 7.5
    assert with_side_values(found[2], document, grid, columns)["catalog usd_per_hour"] is None
    assert all(
        not column.is_editable for column in columns if column.name.startswith(("catalog ", "effective", "origin"))
    )


def test_the_origin_names_what_the_scenario_gives_itself(document: Document) -> None:
    grid = grid_of(document, "offers")
    found = rows(document, grid)
    columns = with_side_columns(grid.columns, document, grid, found)
    origins = [with_side_values(row, document, grid, columns)["origin"] for row in found]
    assert origins == ["catalog", "catalog, own: quota", "own"]
    stacks = rows(document, grid_of(document, "stacks"))
    assert {row.origin for row in stacks} == {"brought"}


def test_the_origin_stays_short(document: Document) -> None:
    own = {"from": ON_DEMAND, "usd_per_hour": 60.0, "quota_packs": 3, "max_packs": 4, "name": "Ours"}
    document.apply(Edit((Step("set", ("offers", 1), own),)))
    grid = grid_of(document, "offers")
    row = rows(document, grid)[1]
    assert origin_words(row, grid) == "catalog, own: name, used hour and 2 more"


def test_grids_without_catalog_records_have_no_side_columns(document: Document) -> None:
    for name in ("workloads", "targets", "cases", "budgets"):
        grid = grid_of(document, name)
        assert not is_drawn(grid)
        assert with_side_columns(grid.columns, document, grid, rows(document, grid)) == list(grid.columns)


def test_overrides_show_both_values(document: Document) -> None:
    document.apply(Edit((Step("set", ("sites", 0), {"from": "aws-eu-north-1", "power_cap_kw": 80, "name": "=cmd"}),)))
    grid = grid_of(document, "sites")
    lines = overrides(document, grid, rows(document, grid))
    assert [(line.record, line.column.name, line.own) for line in lines] == [
        ("aws-eu-north-1", "name", "=cmd"),
        ("aws-eu-north-1", "power_cap_kw", 80),
    ]


def test_a_price_that_is_no_number_has_no_effective_price(document: Document) -> None:
    document.apply(Edit((Step("set", ("offers", 1, "usd_per_hour"), "cheap"), Step("set", ("offers", 2, "pack"), 0))))
    grid = grid_of(document, "offers")
    found = rows(document, grid)
    columns = with_side_columns(grid.columns, document, grid, found)
    assert [with_side_values(row, document, grid, columns)["effective_usd_per_hour"] for row in found[1:]] == [
        None,
        None,
    ]
