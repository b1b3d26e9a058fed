"""What is done in a grid becomes the smallest edit, and nothing that was typed is lost."""

from __future__ import annotations

from typing import Any

import pytest

from data.document import (
    Document,
    Draft,
    Edit,
    EditError,
    Row,
    Step,
    check_document,
    edit_from_csv,
    edit_of,
    grid_of,
    rows,
    tables_csv,
)
from tests.data.document.scenes import TEXTS, changed_lines, done, shipped


def steps(document: Document, grid: str, **delta: Any) -> list[tuple[str, tuple[int | str, ...], Any]]:
    """The steps of a delta."""
    return [(step.kind, step.at, step.value) for step in edit_of(grid_of(document, grid), document, delta).steps]


def row(document: Document, grid: str, number: int) -> Row:
    """A row of a grid."""
    return rows(document, grid_of(document, grid))[number]


def test_an_own_value_is_set_and_an_emptied_cell_takes_the_key_out() -> None:
    document = shipped("inference")
    assert steps(document, "demand", edited_rows={0: {"level": 31000.0}}) == [
        ("set", ("workloads", 0, "demand", 0, "level"), 31000)
    ]
    for nothing in (None, "", "  ", float("nan")):
        assert steps(document, "demand", edited_rows={"0": {"growth_per_year": nothing}}) == [
            ("remove", ("workloads", 0, "demand", 0, "growth_per_year"), None)
        ]
    assert not edit_of(grid_of(document, "demand"), document, {"edited_rows": {0: {"level": 30000.0}}})
    assert not edit_of(grid_of(document, "workloads"), document, {"edited_rows": {0: {"name": None, "no": 5}}})


def test_a_cell_of_a_catalog_record_becomes_an_own_field_and_goes_again() -> None:
    document = shipped("inference")
    done(document, "offers", edited_rows={0: {"upfront_usd": 300000}})
    assert document.at(("offers", 0)) == {"from": "colo-frankfurt-h200-buy", "upfront_usd": 300000}
    assert row(document, "offers", 0)["evidence.grade"] == "quote"
    done(document, "offers", edited_rows={0: {"upfront_usd": None}})
    assert document.text() == TEXTS["inference"]


def test_a_value_typed_as_it_is_shown_changes_nothing_but_mends_its_kind() -> None:
    document = shipped("inference")
    shown = row(document, "offers", 0)
    assert steps(document, "offers", edited_rows={0: {"upfront_usd": str(shown["upfront_usd"]), "mode": "buy"}}) == []
    document.apply(Edit((Step("set", ("offers", 2, "quota_packs"), "20"),)))
    assert steps(document, "offers", edited_rows={2: {"quota_packs": "20"}}) == [
        ("set", ("offers", 2, "quota_packs"), 20)
    ]


def test_an_optional_value_of_the_catalog_is_unset_by_null() -> None:
    document = shipped("inference")
    assert steps(document, "offers", edited_rows={0: {"life_months": None}}) == [
        ("set", ("offers", 0), {"from": "colo-frankfurt-h200-buy", "life_months": None})
    ]
    assert steps(document, "offers", edited_rows={0: {"mode": None}}) == []


def test_evidence_of_an_own_price_starts_anew_and_of_others_from_the_catalog() -> None:
    document = shipped("inference")
    done(document, "offers", edited_rows={0: {"evidence.source": "Q-1", "upfront_usd": 5}})
    assert document.at(("offers", 0, "evidence")) == {"grade": "quote", "source": "Q-1"}
    done(document, "benchmarks", edited_rows={0: {"evidence.confidential": True}})
    evidence = document.at(("benchmarks", 0, "evidence"))
    assert evidence.pop("confidential") is True
    assert evidence["grade"] == row(shipped("inference"), "benchmarks", 0)["evidence.grade"]


def test_points_of_a_drawn_benchmark_are_copied_as_a_whole() -> None:
    document = shipped("inference")
    before = len(rows(document, grid_of(document, "points")))
    done(document, "points", edited_rows={1: {"throughput": 700.5}}, deleted_rows=[0])
    points = document.at(("benchmarks", 0, "points"))
    assert points[0]["throughput"] == 700.5
    assert points[0]["latency_ms"]["ttft_p50"] == 384.49
    assert len(rows(document, grid_of(document, "points"))) == before - 1
    assert check_document(document).problems == ()


def test_a_record_that_was_brought_along_is_written_at_its_first_edit() -> None:
    document = shipped("inference")
    done(document, "accelerators", edited_rows={1: {"busy_kw": 0.6}})
    assert document.at(("accelerators",)) == [{"from": "trainium2", "busy_kw": 0.6}]
    done(document, "round_trips", edited_rows={2: {"eu-central": 7}})
    assert document.at(("sites", 1)) == {"from": "azure-germanywestcentral", "rtt_ms": {"eu-central": 7}}
    assert check_document(document).problems == ()
    with pytest.raises(EditError, match="comes with records that refer to it"):
        done(document, "vendors", deleted_rows=[2])


def test_a_new_id_is_carried_to_all_that_refer_to_it() -> None:
    document = shipped("inference")
    done(document, "workloads", edited_rows={0: {"id": "chat"}})
    assert document.at(("cases", 2, "demand", 0, "workload")) == "chat"
    done(document, "offers", edited_rows={3: {"id": "reserved"}})
    assert document.at(("offers", 3)) == {"from": "nebius-eu-north1-h200-reserve-1y", "id": "reserved"}
    assert document.at(("variants", "large-clouds", "offers", 1)) == {"id": "reserved", "remove": True}
    done(document, "vendors", edited_rows={0: {"id": "nebius-eu"}})
    assert document.at(("policy", "vendor_shares", 0, "vendor")) == "nebius-eu"
    done(document, "geographies", edited_rows={0: {"id": "europe"}})
    assert document.at(("workloads", 0, "demand", 0, "geography")) == "europe"
    for variant in (None, "large-clouds", "rent-only"):
        assert check_document(document, variant).problems == ()


def test_an_own_benchmark_is_a_row_that_follows_its_accelerator() -> None:
    document = shipped("minimal")
    row = {"accelerator": "gpu-80gb", "date": "2027-05", "traffic_share": 0.2}
    done(document, "validations", added_rows=[row])
    (workload,) = document.at(("workloads",))
    assert workload["validations"] == [row]
    assert check_document(document).problems == ()
    done(document, "accelerators", edited_rows={0: {"id": "gpu"}})
    assert document.at(("workloads", 0, "validations", 0, "accelerator")) == "gpu"
    (known,) = rows(document, grid_of(document, "validations"))
    assert (known["workload"], known["date"]) == (workload["id"], "2027-05")


def test_queues_are_rows_that_follow_the_records_they_name() -> None:
    document = shipped("minimal")
    (site,) = [row["id"] for row in rows(document, grid_of(document, "sites"))][:1]
    first, second = {"id": "now", "share": 0.75}, {"share": 0.25, "sites": [site]}
    done(document, "queues", added_rows=[first, second])
    assert document.at(("workloads", 0, "queues")) == [first, {"id": "queue-1", **second}]
    assert check_document(document).problems == ()
    done(document, "sites", edited_rows={0: {"id": "here"}})
    assert document.at(("workloads", 0, "queues", 1, "sites")) == ["here"]
    name = document.at(("workloads", 0, "id"))
    choices = grid_of(document, "case_demand").column("workload").choices
    assert choices == (name, f"{name}/now", f"{name}/queue-1")


def test_targets_of_a_queue_are_rows_once_it_has_its_own() -> None:
    document = shipped("minimal")
    target = {"metric": "ttft", "percentile": 99, "limit_ms": 900.0}
    queues = [{"id": "a", "share": 0.5}, {"id": "b", "share": 0.5, "targets": [target]}]
    document.apply(Edit((Step("set", ("workloads", 0, "queues"), queues),)))
    (row,) = rows(document, grid_of(document, "queue_targets"))
    assert (row["workload"], row["queue"], row["limit_ms"]) == (document.at(("workloads", 0, "id")), "b", 900.0)
    done(document, "queue_targets", edited_rows={0: {"limit_ms": 800.0}})
    assert document.at(("workloads", 0, "queues", 1, "targets", 0, "limit_ms")) == 800.0


def test_a_new_row_has_an_id_and_what_can_only_be_one_thing() -> None:
    document = shipped("minimal")
    assert (
        done(document, "offers", added_rows=[{"mode": "spot", "pack": 8.0}, {}])
        == "new row in offers; new row in offers"
    )
    assert document.at(("offers", 4)) == {"id": "offer-1", "accelerator": "gpu-80gb", "mode": "spot", "pack": 8}
    assert document.at(("offers", 5, "id")) == "offer-2"
    missing = {
        problem.location[2] for problem in check_document(document).problems if problem.location[:2] == ("offers", 5)
    }
    assert missing == {"site", "vendor", "mode"}
    done(document, "fixed_costs", added_rows=[{"usd_per_month": 5000}])
    assert document.at(("policy", "fixed_costs")) == [{"id": "fixed-cost-1", "usd_per_month": 5000}]
    done(document, "geographies", added_rows=[{}])
    assert document.at(("geographies",))[-1] == {"id": "geography-1"}


def test_rows_of_records_go_to_their_parent_and_move_with_it() -> None:
    document = shipped("inference")
    done(
        document,
        "targets",
        added_rows=[{"workload": "customer-chat", "metric": "e2e", "percentile": "99"}, {"metric": "ttft"}],
    )
    assert document.at(("workloads", 0, "targets", 2)) == {"metric": "e2e", "percentile": 99}
    assert document.at(("workloads", 1, "targets", 1)) == {"metric": "ttft"}
    done(document, "targets", edited_rows={2: {"workload": "document-assistant", "limit_ms": 90}})
    assert document.at(("workloads", 1, "targets", 2)) == {"metric": "e2e", "percentile": 99, "limit_ms": 90}
    assert len(document.at(("workloads", 0, "targets"))) == 2
    with pytest.raises(EditError, match="add a row to workloads first"):
        done(Document.read("name: x\n"), "demand", added_rows=[{}])


def test_factors_of_a_shape_that_came_along_can_be_changed() -> None:
    document = shipped("inference")
    done(document, "shape_blocks", edited_rows={3: {"peak": 2.5}})
    (shape,) = document.at(("shapes",))
    assert shape["from"] == "interactive"
    assert shape["blocks"]["peak"] == {"mean": 1.4227, "peak": 2.5}
    done(document, "shapes", added_rows=[{"id": "own"}])
    done(document, "shape_blocks", added_rows=[{"shape": "own", "block": "night", "mean": 1}])
    assert document.at(("shapes", 1)) == {"id": "own", "blocks": {"night": {"mean": 1}}}
    done(document, "shape_blocks", deleted_rows=[0])
    assert list(document.at(("shapes", 0, "blocks"))) == ["shoulder", "day", "peak"]


def test_rows_are_deleted_and_what_refers_to_them_stays() -> None:
    document = shipped("inference")
    done(document, "offers", deleted_rows=[4, 2, 3], edited_rows={2: {"quota_packs": 3}, 0: {"name": "Own"}})
    assert document.at(("offers", 2)) == {"from": "azure-germanywestcentral-h200-on-demand", "quota_packs": 20}
    assert document.at(("offers", 0)) == {"from": "colo-frankfurt-h200-buy", "name": "Own"}
    assert check_document(document).problems == ()
    done(document, "vendors", deleted_rows=[0])
    assert document.at(("policy", "vendor_shares", 0, "vendor")) == "nebius"


def test_grids_with_fixed_rows_refuse_new_and_deleted_ones() -> None:
    document = shipped("inference")
    for grid in ("round_trips", "demand_months", "horizon", "scenario", "switches"):
        with pytest.raises(EditError, match="cannot be deleted here"):
            done(document, grid, deleted_rows=[0])
        with pytest.raises(EditError, match="added"):
            done(document, grid, added_rows=[{}])
    with pytest.raises(EditError, match="has no row 100"):
        done(document, "offers", edited_rows={99: {"name": "x"}})


def test_forms_make_their_record_and_take_it_out_when_it_is_empty() -> None:
    document = shipped("inference")
    done(document, "finance", edited_rows={0: {"discount_rate": 0.1}})
    assert document.at(("policy", "finance")) == {"discount_rate": 0.1}
    done(document, "finance", edited_rows={0: {"discount_rate": None}})
    assert document.text() == TEXTS["inference"]
    done(document, "placement", edited_rows={0: {"regulated": ["hipaa", "private"], "public": []}})
    assert document.at(("policy", "placement")) == {"required_tags": {"regulated": ["hipaa", "private"]}}
    done(document, "placement", edited_rows={0: {"regulated": ""}})
    done(document, "exposure", deleted_rows=[0])
    assert document.at(("policy",)).keys() == {"budgets", "vendor_shares"}
    done(document, "scenario", edited_rows={0: {"name": "B"}})
    assert changed_lines(TEXTS["inference"], document.text())[1] == ["name: B"]


@pytest.mark.parametrize(
    ("grid", "column", "given", "kept"),
    [
        ("offers", "pack", 8.0, 8),
        ("offers", "pack", "8", 8),
        ("offers", "pack", 8.5, 8.5),
        ("offers", "pack", "eight", "eight"),
        ("offers", "pack", "1,000", "1,000"),
        ("offers", "usd_per_hour", "12.5", 12.5),
        ("offers", "usd_per_hour", "=1+1", "=1+1"),
        ("offers", "usd_per_hour", True, True),
        ("offers", "is_dedicated", "TRUE", True),
        ("offers", "is_dedicated", "yes", "yes"),
        ("offers", "mode", "bye", "bye"),
        ("offers", "order_from", "2027-03-01T00:00:00", "2027-03"),
        ("offers", "order_from", "soon", "soon"),
        ("offers", "name", "<img src=x onerror=alert(1)>", "<img src=x onerror=alert(1)>"),
        ("offers", "name", 2027, "2027"),
        ("offers", "evidence.date", "2027", "2027"),
        ("targets", "percentile", 99.0, 99),
        ("targets", "percentile", "98", "98"),
        ("workloads", "sites", "a, b,,c ", ["a", "b", "c"]),
        ("workloads", "sites", ["a", "b"], ["a", "b"]),
        ("workloads", "data_rights", [], []),
        ("workloads", "changes_from", "2027-06: 4, 2028-01: x", {"2027-06": 4, "2028-01": "x"}),
        ("workloads", "changes_from", "{a: {b: {c", "{a: {b: {c"),
        ("workloads", "changes_from", "often", "often"),
    ],
)
def test_what_is_typed_is_kept(grid: str, column: str, given: object, kept: object) -> None:
    document = shipped("inference")
    done(document, grid, added_rows=[{column: given}])
    shown = grid_of(document, grid)
    last = [found for found in rows(document, shown) if found.at[0] == shown.pattern[0]][-1]
    value = document.at((*last.at, *shown.column(column).path))
    assert (type(value), value) == (type(kept), kept)


def test_a_typed_text_of_10_mb_is_cut_and_reported() -> None:
    document = shipped("inference")
    done(document, "workloads", edited_rows={0: {"name": "x" * 10_000_000, "gb_per_unit": "9" * 10_000_000}})
    assert len(document.text()) < 60_000
    found = {problem.location for problem in check_document(document).problems}
    assert found == {("workloads", 0, "name"), ("workloads", 0, "gb_per_unit")}


def test_a_month_is_set_taken_out_and_kept_in_order() -> None:
    document = shipped("inference")
    done(document, "demand_months", edited_rows={1: {"2028-01": 5.5, "2027-12": None}})
    assert list(document.at(("workloads", 1, "demand", 0, "path")).items()) == [
        ("2027-01", 8000),
        ("2028-01", 5.5),
        ("2029-12", 45000),
    ]
    assert "path: {2027-01: 8000, 2028-01: 5.5, 2029-12: 45000}\n" in document.text()


def months(document: Document, row: int) -> dict[str, Any]:
    """What the months of a row of demand show."""
    found = rows(document, grid_of(document, "demand_months"))[row]
    return {name: value for name, value in found.items() if name[0] == "2"}


def test_a_month_typed_into_a_level_changes_that_month_alone() -> None:
    document = shipped("inference")
    before, text = months(document, 0), document.text()
    assert (before["2027-01"], before["2028-01"], before["2029-01"]) == (30000, 48000, 76800)
    draft = Draft(document)
    draft.edit(edit_of(grid_of(document, "demand_months"), document, {"edited_rows": {0: {"2027-12": 400}}}))
    assert draft.done[0].words == (
        "Turn the level demand of customer-chat in eu-central into a path of 36 months and set 2027-12 to 400"
    )
    demand = document.at(("workloads", 0, "demand", 0))
    assert demand == {"geography": "eu-central", "path": before | {"2027-12": 400}}
    assert list(demand["path"]) == sorted(before), "every month, in order"
    assert months(document, 0) == before | {"2027-12": 400}
    assert check_document(document).problems == ()
    draft.undo()
    assert document.text() == text


def test_a_path_shows_the_line_between_its_months_and_a_typed_month_becomes_a_point_of_it() -> None:
    document = shipped("inference")
    shown = months(document, 1)
    assert (shown["2027-01"], shown["2027-02"], shown["2027-12"], shown["2029-12"]) == (8000, 9090.91, 20000, 45000)
    words = done(document, "demand_months", edited_rows={1: {"2028-12": 30000}})
    assert words == "document-assistant in eu-central: 2028-12"
    assert document.at(("workloads", 1, "demand", 0, "path", "2028-12")) == 30000
    done(document, "demand_months", edited_rows={1: {"2028-12": None}})
    assert months(document, 1) == shown


def test_what_a_month_shows_already_and_an_emptied_month_that_nobody_typed_are_no_change() -> None:
    document = shipped("inference")
    grid = grid_of(document, "demand_months")
    shown = [months(document, row) for row in (0, 1)]
    for row, month, value in ((0, "2027-05", None), (1, "2027-05", None), (0, "2027-01", None)):
        assert not edit_of(grid, document, {"edited_rows": {row: {month: value}}})
        assert not edit_of(grid, document, {"edited_rows": {row: shown[row]}})


def test_a_path_without_months_in_the_horizon_or_with_words_is_shown_as_it_is() -> None:
    document = shipped("inference")
    at = ("workloads", 1, "demand", 0, "path")
    document.apply(Edit((Step("set", at, {"2026-01": 5, "2040-01": 9, "2027-03": "many"}),)))
    shown = months(document, 1)
    assert (shown["2026-01"], shown["2040-01"], shown["2027-03"]) == (5, 9, "many")
    assert 5 < shown["2027-02"] < shown["2029-12"] < 9
    document.apply(Edit((Step("set", ("workloads", 0, "demand", 0, "level"), "many"),)))
    assert set(months(document, 0).values()) == {None}
    done(document, "demand_months", edited_rows={0: {"2027-02": 7}})
    assert document.at(("workloads", 0, "demand", 0, "path")) == {"2027-01": "many", "2027-02": 7}
    document.apply(Edit((Step("set", ("workloads", 0, "demand", 0), {"geography": "eu-central", "level": 10**29,
                                                                    "growth_per_year": 99}),)))  # fmt: skip
    assert months(document, 0)["2027-01"] == 10**29


def test_over_a_horizon_of_600_quarters_a_level_becomes_a_path_of_their_first_months() -> None:
    document = shipped("inference")
    document.apply(Edit((Step("set", ("horizon",), {"start": "2027-01", "periods": 600, "months_per_period": 3}),)))
    done(document, "demand_months", edited_rows={0: {"2027-04": 7}})
    path = document.at(("workloads", 0, "demand", 0, "path"))
    assert (len(path), list(path)[:3], path["2027-04"]) == (600, ["2027-01", "2027-04", "2027-07"], 7)


def test_the_form_of_demand_can_be_changed_both_ways() -> None:
    document = shipped("inference")
    before = months(document, 0)
    words = done(document, "demand", edited_rows={0: {"form": "path"}, 1: {"form": "level"}})
    assert words.startswith(
        "Turn the level demand of customer-chat in eu-central into a path of every month; Turn the "
    )
    assert document.at(("workloads", 0, "demand", 0, "path")) == before == months(document, 0)
    assert document.at(("workloads", 1, "demand", 0)) == {
        "geography": "eu-central",
        "level": 8000,
        "growth_per_year": 0.8079,
    }
    done(document, "demand", edited_rows={0: {"form": "level"}})
    assert document.at(("workloads", 0, "demand", 0, "growth_per_year")) == 0.6
    done(document, "demand", edited_rows={0: {"form": "path"}})
    words = done(document, "demand", edited_rows={0: {"level": 5}})
    assert words == "Turn the path of customer-chat in eu-central into a level of 5"
    assert document.at(("workloads", 0, "demand", 0)) == {"geography": "eu-central", "level": 5}
    done(document, "demand", added_rows=[{"form": "path", "geography": "eu-central"}])
    assert document.at(("workloads", 1, "demand", 1)) == {"geography": "eu-central", "path": {}}
    assert check_document(document).problems != ()


@pytest.mark.parametrize(("path", "level"), [({}, 0), ("x", 0), ({"2027-01": 5}, 5), ({"2027-01": 0, "2028-01": 5}, 0)])
def test_odd_paths_become_a_level(path: object, level: object) -> None:
    document = shipped("inference")
    document.apply(Edit((Step("set", ("workloads", 1, "demand", 0, "path"), path),)))
    done(document, "demand", edited_rows={1: {"form": "level"}})
    assert document.at(("workloads", 1, "demand", 0)) == {"geography": "eu-central", "level": level}


def test_lists_that_are_none_are_left_to_the_file() -> None:
    document = Document.read("offers: many\npolicy: [1]\n")
    with pytest.raises(EditError, match="offers is not a list"):
        done(document, "offers", added_rows=[{}])
    with pytest.raises(EditError, match="policy is not a record"):
        done(document, "finance", edited_rows={0: {"discount_rate": 0.1}})


def test_what_is_done_is_said_in_words() -> None:
    document = shipped("inference")
    words = done(document, "demand", edited_rows={0: {"level": 5}})
    assert words == "customer-chat, eu-central: level"
    words = done(document, "offers", edited_rows={n: {"name": "x"} for n in range(5)})
    assert words.startswith("colo-frankfurt-h200-buy: name; ")
    assert words.endswith("; and 2 more")


def test_work_that_may_wait_is_said_in_two_cells_and_unsaid_by_emptying_them() -> None:
    document = shipped("inference")
    done(document, "workloads", edited_rows={0: {"deferral.within_months": "2"}})
    done(document, "workloads", edited_rows={0: {"deferral.blocks": ["night"]}})
    assert document.at(("workloads", 0, "deferral")) == {"within_months": 2, "blocks": ["night"]}
    done(document, "workloads", edited_rows={0: {"deferral.within_months": None}})
    assert row(document, "workloads", 0)["deferral.blocks"] == ["night"]
    done(document, "workloads", edited_rows={0: {"deferral.blocks": []}})
    assert document.text() == TEXTS["inference"]


def test_prices_by_block_are_typed_as_they_are_shown() -> None:
    document = shipped("inference")
    done(document, "sites", edited_rows={0: {"electricity_by_block": "night: 0.11, peak: 0.3"}})
    assert document.at(("sites", 0, "electricity_by_block")) == {"night": 0.11, "peak": 0.3}
    assert row(document, "sites", 0)["electricity_by_block"] == "night: 0.11, peak: 0.3"
    assert row(document, "sites", 0)["evidence.grade"] == "assumption"


def test_a_part_of_a_scenario_is_typed_into_a_cell_as_yaml() -> None:
    document = shipped("inference")
    offers = rows(document, grid_of(document, "offers"))
    done(document, "cases", edited_rows={2: {"changes": f"offers: [{{id: {offers[0]['id']}, lead_months: 9}}]"}})
    assert document.at(("cases", 2, "changes")) == {"offers": [{"id": offers[0]["id"], "lead_months": 9}]}
    assert check_document(document).problems == ()
    shown = row(document, "cases", 2)["changes"]
    assert shown == f"offers: [{{id: {offers[0]['id']}, lead_months: 9}}]"
    assert not edit_of(grid_of(document, "cases"), document, {"edited_rows": {2: {"changes": shown}}})
    done(document, "cases", edited_rows={2: {"changes": "{policy: {max_term_months: 24}}"}})
    assert document.at(("cases", 2, "changes")) == {"policy": {"max_term_months": 24}}
    done(document, "cases", edited_rows={2: {"changes": "offers: [{id"}})
    (problem,) = check_document(document).problems
    assert "expected a mapping" in problem.message
    assert problem.location == ("cases", 2, "changes")
    done(document, "cases", edited_rows={2: {"changes": None}})
    assert document.plain() == shipped("inference").plain()


def test_a_new_id_is_carried_into_what_cases_change() -> None:
    document = shipped("inference")
    name = row(document, "offers", 3)["id"]
    changes = {"offers": [{"id": name, "lead_months": 9}], "policy": {"groups": [
        {"id": "few", "offers": [name], "max_accelerators": 64}]}}  # fmt: skip
    variant = {"cases": [{"id": "aggressive", "changes": {"offers": [{"id": name, "lead_months": 3}]}}]}
    document.apply(Edit((Step("set", ("cases", 2, "changes"), changes), Step("set", ("variants", "soon"), variant))))
    done(document, "offers", edited_rows={3: {"id": "reserved"}})
    assert document.at(("cases", 2, "changes", "offers", 0, "id")) == "reserved"
    assert document.at(("cases", 2, "changes", "policy", "groups", 0, "offers")) == ["reserved"]
    assert document.at(("variants", "soon", "cases", 0, "changes", "offers", 0, "id")) == "reserved"
    for chosen in (None, "soon"):
        assert check_document(document, chosen).problems == ()


PARTS = [
    {"driver": "committed", "level": 10},
    {"driver": "launch", "level": 5, "first": "2027-02", "until": "2027-03", "milestone": "go-live"},
]


def test_demand_in_parts_is_summed_shown_and_turned_into_the_other_forms() -> None:
    document = shipped("inference")
    document.apply(Edit((Step("set", ("workloads", 0, "demand", 0), {"geography": "eu-central", "parts": PARTS}),)))
    shown = row(document, "demand_months", 0)
    assert (row(document, "demand", 0)["form"], shown["given"]) == ("parts", "parts: committed, launch")
    assert [shown[month] for month in ("2027-01", "2027-02", "2027-03")] == [10, 15, 10]
    words = done(document, "demand", edited_rows={0: {"form": "path"}})
    assert words == "Turn the parts of customer-chat in eu-central into a path of every month"
    found = document.at(("workloads", 0, "demand", 0))
    assert set(found) == {"geography", "path"}
    assert list(found["path"].values())[:3] == [10, 15, 10]


def test_a_figure_typed_over_parts_takes_their_place() -> None:
    document = shipped("inference")
    document.apply(Edit((Step("set", ("workloads", 0, "demand", 0), {"geography": "eu-central", "parts": PARTS}),)))
    words = done(document, "demand_months", edited_rows={0: {"2027-02": 20}})
    assert words.startswith("Turn the parts of customer-chat in eu-central into a path of")
    found = document.at(("workloads", 0, "demand", 0))
    assert set(found) == {"geography", "path"}
    assert list(found["path"].values())[:3] == [10, 20, 10]
    document.apply(Edit((Step("set", ("workloads", 0, "demand", 0), {"geography": "eu-central", "parts": PARTS}),)))
    done(document, "demand", edited_rows={0: {"level": 7}})
    assert document.at(("workloads", 0, "demand", 0)) == {"geography": "eu-central", "level": 7}


def test_demand_becomes_a_first_part_that_is_committed_and_back() -> None:
    document = shipped("inference")
    before = document.at(("workloads", 0, "demand", 0))
    done(document, "demand", edited_rows={0: {"form": "parts"}})
    course = {name: value for name, value in before.items() if name != "geography"}
    assert document.at(("workloads", 0, "demand", 0)) == {
        "geography": "eu-central",
        "parts": [{"driver": "committed", **course}],
    }
    (part,) = rows(document, grid_of(document, "demand_parts"))
    assert (part["workload"], part["place"], part["driver"]) == ("customer-chat", "eu-central", "committed")
    done(document, "demand_parts", edited_rows={0: {"driver": "expansion"}})
    done(document, "demand", edited_rows={0: {"form": "level"}})
    assert document.at(("workloads", 0, "demand", 0)) == before


def test_a_milestone_has_a_month_for_each_case_in_one_cell() -> None:
    document = shipped("inference")
    cells = {"id": "go-live", "month": "2027-03", "months": "late: 2027-06", "owner": "Product"}
    done(document, "milestones", added_rows=[cells])
    assert document.at(("milestones", 0)) == {**cells, "months": {"late": "2027-06"}}
    assert row(document, "milestones", 0)["months"] == "late: 2027-06"
    (problem,) = [each for each in check_document(document).problems if "late" in each.message]
    assert "'late' is not one of the cases" in problem.message


def test_parts_that_are_no_parts_are_shown_as_nothing_and_reported() -> None:
    document = shipped("inference")
    broken = {"geography": "eu-central", "parts": [{"driver": "hope", "level": 10}]}
    document.apply(Edit((Step("set", ("workloads", 0, "demand", 0), broken),)))
    assert row(document, "demand_months", 0)["2027-01"] is None
    assert any("driver" in each.path for each in check_document(document).problems)


def test_weights_and_reviews_of_vendors_are_typed_into_a_form_and_a_grid() -> None:
    document = shipped("inference")
    done(document, "scorecard", edited_rows={0: {"weights.supply": 2.5, "utilization": 0.7}})
    assert document.at(("scorecard",)) == {"utilization": 0.7, "weights": {"supply": 2.5}}
    vendor = grid_of(document, "vendor_reviews").column("vendor").choices[0]
    review = {"vendor": vendor, "criterion": "support", "score": 4.0, "reviewer": "Ada", "date": "2026-10"}
    done(document, "vendor_reviews", added_rows=[review])
    assert document.at(("scorecard", "reviews")) == [review]
    assert not check_document(document).problems
    done(document, "vendors", added_rows=[{"id": "newcomer"}])
    done(document, "vendor_reviews", edited_rows={0: {"vendor": "newcomer"}})
    number = [each["id"] for each in rows(document, grid_of(document, "vendors"))].index("newcomer")
    done(document, "vendors", edited_rows={number: {"id": "renamed"}})
    assert document.at(("scorecard", "reviews", 0, "vendor")) == "renamed"
    done(document, "vendor_reviews", edited_rows={0: {"score": 9.0}})
    (problem,) = check_document(document).problems
    assert problem.location == ("scorecard", "reviews", 0, "score")


def test_procurement_is_typed_into_a_form_and_a_grid_and_sentences_keep_their_commas() -> None:
    document = shipped("inference")
    terms = ["Hold prices for a year, or until the third order.", 'Support "around the clock"', "Early exit"]
    typed = {
        "buyer": "Ohio Retail",
        "contact.email": "a@b.example",
        "timetable.issued": "2026-12-01",
        "terms": terms,
    }
    done(document, "procurement", edited_rows={0: typed})
    written = document.at(("procurement",))
    assert written == {
        "buyer": "Ohio Retail",
        "contact": {"email": "a@b.example"},
        "timetable": {"issued": "2026-12-01"},
        "terms": terms,
    }
    grid = grid_of(document, "procurement")
    exported = tables_csv(document, grid)
    assert not edit_from_csv(grid, document, exported)
    document.apply(edit_from_csv(grid, document, exported.replace("Ohio Retail", "Retail")))
    assert document.at(("procurement",)) == {**written, "buyer": "Retail"}
    workload = document.at(("workloads", 0, "id"))
    done(document, "requests", added_rows=[{"workload": workload, "input_tokens": 1020.0, "input_tokens_p95": 4083.0}])
    assert not check_document(document).problems
    done(document, "workloads", edited_rows={0: {"id": "renamed"}})
    assert document.at(("procurement", "requests", 0, "workload")) == "renamed"
    done(document, "requests", edited_rows={0: {"input_tokens_p95": 10.0}})
    (problem,) = check_document(document).problems
    assert problem.location[:3] == ("procurement", "requests", 0)
    assert "must not be below" in problem.message
