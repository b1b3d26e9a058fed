from __future__ import annotations

import pytest

from data.document import Document
from data.document.grids import grids
from data.problems import Location
from ui.editing.places import place_of
from ui.editing.sections import SECTIONS, TITLES, YAML, home, part_of


@pytest.mark.parametrize(
    ("location", "section", "part", "grid", "column"),
    [
        (("workloads", 0, "targets", 0, "limit_ms"), "Service levels", "Latency targets", "targets", "limit_ms"),
        (("workloads", 1, "demand", 0, "path", "2027-03"), "Demand", "By month", "demand_months", "2027-03"),
        (("workloads", 0, "demand", 0, "level"), "Demand", "Level and growth", "demand", "level"),
        (("workloads", 0, "demand"), "Demand", "Level and growth", "demand", None),
        (("workloads", 0, "incumbent_stacks", 0), "Workloads", "Placement", "workloads", "incumbent_stacks"),
        (("workloads", 0), "Workloads", "Work", "workloads", None),
        (("cases",), "Cases", "Cases", "cases", None),
        (("offers", 2, "evidence", "low"), "Offers and prices", "Evidence", "offers", "evidence.low"),
        (("offers", 2, "lead_months"), "Offers and prices", "Terms and supply", "offers", "lead_months"),
        (("sites", 0, "rtt_ms", "eu-central"), "Sites", "Round trips", "round_trips", "eu-central"),
        (("horizon", "start"), "Horizon", "Horizon", "horizon", "start"),
        (("horizon", "blocks", 0, "share"), "Horizon", "Horizon", "blocks", "share"),
        (("policy", "placement", "required_tags", "public", 0), "Policy and limits", "Rules", "placement", "public"),
        (("policy", "exposure"), "Policy and limits", "Rules", "exposure", None),
        (("scorecard", "weights", "supply"), "Policy and limits", "Vendor scorecard", "scorecard", "weights.supply"),
        (("scorecard", "reviews", 0, "score"), "Policy and limits", "Vendor scorecard", "vendor_reviews", "score"),
        (("procurement", "buyer"), "Policy and limits", "Procurement", "procurement", "buyer"),
        (("procurement", "timetable", "issued"), "Policy and limits", "Procurement", "procurement", "timetable.issued"),
        (("procurement", "terms", 0), "Policy and limits", "Procurement", "procurement", "terms"),
        (("procurement", "requests", 0, "workload"), "Policy and limits", "Procurement", "requests", "workload"),
        (("name",), "Horizon", "Horizon", "scenario", "name"),
        (("offers", 0, "usd_per_hr"), YAML, None, None, None),
        (("variants", "dear", "sites"), YAML, None, None, None),
        ((), YAML, None, None, None),
    ],
)  # fmt: skip
def test_every_location_leads_to_the_cell_that_shows_it(
    document: Document, location: Location, section: str, part: str | None, grid: str | None, column: str | None
) -> None:
    place = place_of(location, grids(document))
    assert (place.section, place.part, place.grid, place.column) == (section, part, grid, column)
    if grid and column and place.at is not None:
        assert location[: len(place.at)] == place.at


def test_every_column_of_every_grid_is_shown_somewhere(document: Document) -> None:
    views = [view for section in SECTIONS for part in section.parts for view in part.views]
    for grid in grids(document):
        seen = {column.name for view in views if view.grid == grid.name for column in view.of(grid)}
        assert seen == {column.name for column in grid.columns}, grid.name
        for column in grid.columns:
            where = home(grid.name, column.name)
            assert where is not None
            part = part_of(*where)
            assert part is not None
            assert column in [c for view in part.views if view.grid == grid.name for c in view.of(grid)]


def test_sections_name_no_column_that_does_not_exist(document: Document) -> None:
    known = {grid.name: {column.name for column in grid.columns} for grid in grids(document)}
    for section in SECTIONS:
        for part in section.parts:
            for view in part.views:
                assert set(view.columns) <= known[view.grid], (section.title, part.title)


def test_a_part_that_is_not_there_is_the_first() -> None:
    found = part_of("Demand", "No such part")
    assert found is not None
    assert found.title == "Level and growth"
    assert part_of(YAML, None) is None
    assert TITLES[-1] == YAML
