"""Records drawn from the catalog: by id, with own prices, with what they need, and never in silence."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from data import load
from data.load import Loaded, load_scenario
from data.problems import ScenarioError

LISTED: dict[str, Any] = {"grade": "list_price", "source": "price page", "date": "2026-10-01"}
MEASURED: dict[str, Any] = {"grade": "third_party_measurement", "source": "lab", "date": "2026"}
CATALOG: dict[str, dict[str, dict[str, Any]]] = {
    "geographies": {"eu": {"id": "eu", "name": "Europe"}, "us": {"id": "us"}},
    "vendors": {"cloud": {"id": "cloud"}, "maker": {"id": "maker"}, "owner": {"id": "owner"}},
    "stacks": {"cuda": {"id": "cuda", "owner": "owner", "port_usd": 5000, "evidence": MEASURED}},
    "accelerators": {"gpu": {"id": "gpu", "class": "gpu", "vendor": "maker", "stack": "cuda", "busy_kw": 1.0}},
    "sites": {
        "cloud-eu": {"id": "cloud-eu", "kind": "cloud", "jurisdiction": "eu", "rtt_ms": {"eu": 9, "us": 90}},
        "colo": {"id": "colo", "kind": "colo", "jurisdiction": "eu", "rtt_ms": {"eu": 7, "us": 95}},
    },
    "offers": {
        "gpu-od": {
            "id": "gpu-od",
            "accelerator": "gpu",
            "site": "cloud-eu",
            "vendor": "cloud",
            "mode": "on_demand",
            "pack": 8,
            "usd_per_hour": 40,
            "evidence": LISTED,
        },
        "gpu-1y": {
            "id": "gpu-1y",
            "accelerator": "gpu",
            "site": "cloud-eu",
            "vendor": "cloud",
            "mode": "reserve",
            "pack": 8,
            "committed_usd_per_hour": 25,
            "term_months": 12,
            "evidence": LISTED,
        },
    },
    "benchmarks": {
        "chat-gpu": {
            "id": "chat-gpu",
            "profile": "chat",
            "accelerator": "gpu",
            "unit": "tokens/s",
            "points": [{"load": 1, "throughput": 2000}],
            "evidence": MEASURED,
        }
    },
    "shapes": {
        "interactive": {"id": "interactive", "blocks": {"day": {"mean": 1.4}, "night": {"mean": 0.6}}},
        "bursty": {"id": "bursty", "blocks": {"one": {"mean": 1.0}, "two": {"mean": 1.0}}},
    },
}
BLOCKS = "blocks: [{id: day, share: 0.5, is_peak: true}, {id: night, share: 0.5}]"
HEAD = f"""\
name: Drawn
horizon: {{start: 2027-01, periods: 2, {BLOCKS}}}
geographies: [eu]
benchmarks: [chat-gpu]
"""
WORKLOADS = """\
workloads:
  - {id: chat, class: realtime_inference, profile: chat, service_unit: tokens/s, traffic: interactive,
     demand: [{geography: eu, level: 100}]}
"""


@pytest.fixture(autouse=True)
def _catalog(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(load, "read_catalog", lambda: CATALOG)


def loaded(folder: Path, offers: str, head: str = HEAD, workloads: str = WORKLOADS) -> Loaded:
    """The scenario with these offers."""
    (folder / "s.yaml").write_text(f"{head}offers: {offers}\n{workloads}")
    return load_scenario(folder / "s.yaml")


def problems_of(folder: Path, offers: str, head: str = HEAD, workloads: str = WORKLOADS) -> list[str]:
    """The problems of the scenario with these offers."""
    with pytest.raises(ScenarioError) as caught:
        loaded(folder, offers, head, workloads)
    return [str(problem).removeprefix(f"{folder}/") for problem in caught.value.problems]


def test_ids_draw_records_and_what_they_need(tmp_path: Path) -> None:
    result = loaded(tmp_path, "[gpu-od, gpu-1y]")
    scenario = result.scenario
    assert [offer.id for offer in scenario.offers] == ["gpu-od", "gpu-1y"]
    assert scenario.offers[0].evidence.grade == "list_price"
    assert [site.id for site in scenario.sites] == ["cloud-eu"]
    assert {vendor.id for vendor in scenario.vendors} == {"cloud", "maker", "owner"}
    assert set(result.pulled) == {
        *("accelerators.gpu", "sites.cloud-eu", "stacks.cuda", "shapes.interactive"),
        *("vendors.cloud", "vendors.maker", "vendors.owner"),
    }
    assert result.replaced == ()


def test_sites_keep_the_round_trips_of_the_scenario(tmp_path: Path) -> None:
    assert loaded(tmp_path, "[gpu-od]").scenario.sites[0].rtt_ms == {"eu": 9}
    head = HEAD + "sites: [{from: colo, power_cap_kw: 90}]\n"
    site = loaded(tmp_path, "[gpu-od]", head).scenario.sites[0]
    assert (site.id, site.rtt_ms, site.power_cap_kw) == ("colo", {"eu": 7}, 90)


def test_own_round_trips_are_not_dropped_but_checked(tmp_path: Path) -> None:
    head = HEAD + "sites: [{from: colo, rtt_ms: {us: 90}}]\n"
    assert problems_of(tmp_path, "[gpu-od]", head) == [
        "s.yaml:5:31: sites[colo].rtt_ms.us: 'us' is not one of the geographies; known: eu"
    ]


def test_a_negotiated_price_is_a_quote_and_is_told(tmp_path: Path) -> None:
    result = loaded(tmp_path, "[{from: gpu-od, usd_per_hour: 30}, {from: gpu-1y, lead_months: 1}]")
    quoted, listed = result.scenario.offers
    assert result.replaced == ("gpu-od",)
    assert (quoted.usd_per_hour, quoted.pack) == (30, 8)
    assert (quoted.evidence.grade, quoted.evidence.source, quoted.evidence.date) == ("quote", "scenario author", None)
    assert (listed.lead_months, listed.evidence.grade) == (1, "list_price")


def test_own_evidence_replaces_the_catalogs_as_a_whole(tmp_path: Path) -> None:
    offers = "[{from: gpu-od, id: mine, usd_per_hour: 30, evidence: {grade: quote, source: Q-1}}]"
    result = loaded(tmp_path, offers)
    evidence = result.scenario.offers[0].evidence
    assert result.replaced == ("mine",)
    assert (evidence.grade, evidence.source, evidence.date) == ("quote", "Q-1", None)


def test_own_figures_lose_the_catalogs_evidence(tmp_path: Path) -> None:
    head = HEAD.replace("[chat-gpu]", "[{from: chat-gpu, points: [{throughput: 3000}]}]")
    head += "stacks: [{from: cuda, port_usd: 1}]\n"
    scenario = loaded(tmp_path, "[gpu-od]", head).scenario
    assert scenario.benchmarks[0].evidence.grade == "assumption"
    assert scenario.stacks[0].evidence.grade == "assumption"


def test_a_drawn_record_can_be_renamed_and_drawn_twice(tmp_path: Path) -> None:
    result = loaded(tmp_path, "[gpu-od, {from: gpu-od, id: gpu-od-later, order_from: 2027-02}]")
    assert [offer.id for offer in result.scenario.offers] == ["gpu-od", "gpu-od-later"]


def test_a_variant_changes_and_removes_drawn_records(tmp_path: Path) -> None:
    workloads = WORKLOADS + "variants: {v: {offers: [{id: gpu-od, usd_per_hour: 9}, {id: gpu-1y, remove: true}]}}\n"
    loaded(tmp_path, "[gpu-od, gpu-1y]", workloads=workloads)
    result = load_scenario(tmp_path / "s.yaml", "v")
    assert [(offer.id, offer.usd_per_hour) for offer in result.scenario.offers] == [("gpu-od", 9)]
    assert result.replaced == ("gpu-od",)


@pytest.mark.parametrize(
    ("offers", "expected"),
    [
        (
            "[gpu-odd]",
            (
                "s.yaml:5:10: offers[gpu-odd].from: 'gpu-odd' is not in the catalog's offers; "
                "did you mean gpu-od, gpu-1y?"
            ),
        ),
        ("[{from: 5}]", "s.yaml:5:11: offers.from: `from` must be the id of a catalog record"),
        (
            "[{from: gpu-od, usd_per_hour: dear}]",
            (
                "s.yaml:5:25: offers[gpu-od].usd_per_hour: expected a number, got 'dear' "
                "(Paid for every hour used [USD/pack/h])"
            ),
        ),
        (
            "[{from: gpu-od, mode: buy}]",
            (
                "s.yaml:5:10: offers[gpu-od].life_months: "
                "a bought unit needs `life_months` while policy.finance.end_value is straight_line"
            ),
        ),
    ],
)
def test_each_wrong_draw_is_one_problem(tmp_path: Path, offers: str, expected: str) -> None:
    assert [line for line in problems_of(tmp_path, offers) if line.startswith("s.yaml:5")] == [expected]


def test_a_problem_of_a_catalog_value_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    broken = {**CATALOG, "offers": {"gpu-od": {**CATALOG["offers"]["gpu-od"], "pack": 0}}}
    monkeypatch.setattr(load, "read_catalog", lambda: broken)
    assert problems_of(tmp_path, "[gpu-od]") == [
        (
            "s.yaml:5:10: offers[gpu-od].pack: 0 is out of range; allowed: at least 1 "
            "(Accelerators per pack (a node, a slice)) (value from the catalog's offers, 'gpu-od')"
        )
    ]


def test_collections_that_the_catalog_does_not_hold(tmp_path: Path) -> None:
    assert problems_of(tmp_path, "[gpu-od]", workloads="workloads: [chat]\n") == [
        (
            "s.yaml:6:13: workloads[chat].from: the catalog holds no workloads; "
            "write 'chat' as a record with an `id` and its fields"
        )
    ]


def test_own_records_do_not_draw_in_silence(tmp_path: Path) -> None:
    offers = "[gpu-od, {id: own, accelerator: gpu, site: colo, vendor: cloud, mode: on_demand, usd_per_hour: 3}]"
    assert problems_of(tmp_path, offers) == [
        (
            "s.yaml:5:46: offers[own].site: 'colo' is not one of the sites; known: cloud-eu; "
            "the catalog has it: add `colo` to `sites`"
        )
    ]


def test_shapes_come_only_for_the_blocks_they_are_made_for(tmp_path: Path) -> None:
    bursty = WORKLOADS.replace("interactive", "bursty")
    assert loaded(tmp_path, "[gpu-od]", workloads=bursty).scenario.shapes == ()
    level = WORKLOADS.replace("realtime_inference", "batch_scoring")
    assert loaded(tmp_path, "[gpu-od]", workloads=level).scenario.shapes == ()
    waiting = WORKLOADS.replace("traffic:", "deferral: {}, traffic:")
    assert loaded(tmp_path, "[gpu-od]", workloads=waiting).scenario.shapes == ()
    head = HEAD + "shapes: [{id: interactive, blocks: {day: {mean: 1}, night: {mean: 1}}}]\n"
    assert loaded(tmp_path, "[gpu-od]", head).scenario.shapes[0].blocks["day"].mean == 1


def test_a_scenario_of_its_own_does_not_read_the_catalog(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail() -> dict[str, Any]:
        raise AssertionError("the catalog was read")

    monkeypatch.setattr(load, "read_catalog", fail)
    text = f"""\
name: Own
horizon: {{start: 2027-01, periods: 2}}
geographies: [{{id: eu}}]
vendors: [{{id: v}}]
stacks: [{{id: s}}]
accelerators: [{{id: a, class: gpu, vendor: v, stack: s}}]
sites: [{{id: l, kind: colo, jurisdiction: eu}}]
{WORKLOADS}"""
    (tmp_path / "s.yaml").write_text(text)
    assert load_scenario(tmp_path / "s.yaml").scenario.name == "Own"
