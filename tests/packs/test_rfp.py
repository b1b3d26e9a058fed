"""The request for proposal: what is in it, what must not be, and what it looks like."""

from __future__ import annotations

import re
import sys
from xml.etree import ElementTree as ET

import pytest

from data.packs.wording import clean
from models.endpoint import Endpoint, EndpointUse
from models.packs.marking import for_vendors
from models.packs.rfp import Rfp
from models.procurement import Contact, Procurement, Requests, Timetable
from tests.packs.planted import HOSTILE, Planted, leaks, texts_of
from tests.packs.reading import LINK, PLACEHOLDERS, bare_numbers, fields_of, links, outside, pages, parts, word_text
from ui.exits import SteelyardError
from ui.packs.request import rfp_of
from ui.packs.rfp import files
from ui.packs.source import Asked, Source

MARGIN = 2 / 2.54 * 72
"""Margin of the pages [points]."""
ASKED = Procurement(
    buyer="Harbour Insurance plc",
    contact=Contact(name="Procurement desk", email="desk@example.org"),
    timetable=Timetable(issued="2026-12-01", responses_due="2027-01-15", budget_cycle="The budget is set in March."),
    requests=(Requests(workload="calls", input_tokens=900.0, input_tokens_p95=3000.0, concurrency=40.0),),
    certifications=("SOC 2 Type II",),
    terms=("Power is billed as metered.",),
    change_log=("Second version: lots by quarter.",),
)


@pytest.fixture(scope="module")
def stated(source: Source) -> Source:
    """The plan with all that a tender says besides."""
    note = {"note": source.scenario.procurement.note}
    return source._replace(scenario=source.scenario.model_copy(update={"procurement": ASKED.model_copy(update=note)}))


@pytest.fixture(scope="module")
def general(stated: Source) -> dict[str, bytes]:
    return files(stated, Asked())


@pytest.fixture(scope="module")
def to_one(stated: Source) -> dict[str, bytes]:
    return files(stated, Asked(vendor="nebius"))


@pytest.fixture(scope="module")
def filled(hostile: Source) -> dict[str, bytes]:
    return files(hostile, Asked())


def test_the_same_run_gives_the_same_bytes(stated: Source, general: dict[str, bytes]) -> None:
    assert sorted(general) == ["rfp.docx", "rfp.pdf"]
    assert files(stated, Asked()) == general


def test_word_and_pdf_say_the_same(general: dict[str, bytes]) -> None:
    def squeezed(text: str) -> str:
        return re.sub(r"\s+", "", text)

    in_pdf = squeezed("".join(pages(general["rfp.pdf"])))
    lines = [line for line in word_text(general["rfp.docx"]).splitlines() if len(line) > 3]
    assert len(lines) > 150
    split = [line for line in lines if squeezed(line) not in in_pdf]
    assert len(split) <= 4, "but for those that a page ends in"


def test_all_of_the_tender_is_in_it(general: dict[str, bytes]) -> None:
    text = word_text(general["rfp.docx"])
    for said in (
        "Buyer: Harbour Insurance plc",
        "Procurement desk, desk@example.org",
        "Reference: 0123456789abcdef",
        "Issued: 2026-12-01",
        "Prompts: 900 tokens (median), 3,000 tokens (95 % stay at or below it).",
        "Requests in progress at once: 40 requests (mean of the busiest hour).",
        "up to 3,600 tokens",
        "first 10 % of traffic",
        "SOC 2 Type II",
        "Power is billed as metered.",
        "Second version: lots by quarter.",
        "The budget is set in March.",
        "2027-01-15",
        "approved on 2026-11-23",
    ):
        assert said in text, said
    assert "Days are set with the invitation" not in text


def test_no_secret_is_in_any_document(
    stated: Source, planted: Planted, general: dict[str, bytes], to_one: dict[str, bytes]
) -> None:
    assert leaks({"internal.json": rfp_of(stated).model_dump_json().encode()}, planted.secrets), "they are at hand"
    for made in (general, to_one, files(stated, Asked(vendor="server-oem"))):
        assert not leaks(made, planted.secrets)


@pytest.mark.parametrize(("vendor", "others"), [("nebius", "server"), ("server-oem", "nebius")])
def test_a_vendor_reads_nothing_of_another(stated: Source, vendor: str, others: str) -> None:
    made = files(stated, Asked(vendor=vendor))
    lots = rfp_of(stated, vendor).lots
    assert {lot.vendor_id for lot in lots} == {vendor}
    for name, content in made.items():
        text = texts_of(name, content).casefold()
        assert stated.plan.names.vendor(vendor).casefold() in " ".join(text.split())
        assert others not in text, name


def test_a_request_to_all_names_no_vendor_and_takes_equals(stated: Source, general: dict[str, bytes]) -> None:
    text = texts_of("rfp.docx", general["rfp.docx"]).casefold()
    assert "nebius" not in text
    assert "server manufacturer" not in text
    assert "NVIDIA H200 SXM 141 GB or equal" in word_text(general["rfp.docx"])
    assert len(rfp_of(stated).lots) == sum(len(rfp_of(stated, one).lots) for one in ("nebius", "server-oem"))


def test_names_of_places_and_products_that_tell_of_another_vendor_are_not_said(stated: Source) -> None:
    names = stated.plan.names
    product, site = {"h200-sxm": "H200 as Nebius has it"}, {"colo-frankfurt": "Cage beside nebius, Frankfurt"}
    told = names.model_copy(update={"accelerators": product, "sites": {**names.sites, **site}})
    made = rfp_of(stated._replace(plan=stated.plan.model_copy(update={"names": told})))
    assert {kind.accelerator for kind in made.nodes} == {"GPU or equal"}
    assert {"colocation site", "cloud region"} <= {lot.site for lot in made.lots}
    assert "Own hall, Germany" in {lot.site for lot in made.lots}
    assert rfp_of(stated._replace(plan=stated.plan.model_copy(update={"names": told})), "nebius").nodes[
        0
    ].accelerator in (product.values())


def test_a_vendor_without_lots_is_refused_with_those_that_have_some(stated: Source) -> None:
    with pytest.raises(SteelyardError, match=r"nvidia: the plan has no lot of it; .*: nebius \(Nebius\), server-oem"):
        rfp_of(stated, "nvidia")


def test_demand_is_the_range_over_the_cases(stated: Source) -> None:
    calls, letters = rfp_of(stated).works
    first, later = calls.demand[0], calls.demand[12]
    assert (first.month, later.month) == ("2027-01", "2028-01")
    assert (first.low, first.high) == pytest.approx((24000 * 0.8, 24000))
    assert later.low == pytest.approx(24000 * 1.35 * 0.8 * 0.9)
    assert later.high == pytest.approx(24000 * 1.35)
    assert letters.demand[12].low == letters.demand[12].high == pytest.approx(39000)
    assert [each.month for each in calls.yearly] == ["2027-01", "2028-01", "2029-01", "2029-12"]


def test_quantities_add_up_to_the_orders_of_the_plan(stated: Source) -> None:
    made, plan = rfp_of(stated), stated.plan
    firm = [each for each in made.bands if each.kind == "firm"]
    assert sum(each.accelerators for each in firm) == sum(order.accelerators for order in plan.orders)
    assert sum(kind.nodes for kind in made.nodes) == pytest.approx(sum(lot.nodes for lot in made.lots))
    for lot, order in zip(made.lots, sorted(plan.orders, key=lambda o: o.order_period), strict=False):
        assert lot.order_by == order.order_period


def test_measurements_follow_from_the_work(stated: Source) -> None:
    named = {each.what: each.works for each in rfp_of(stated).measurements}
    assert named["Time to first token"] == "W1"
    assert named["Throughput at the service level"] == "W1, W2"
    assert not {"Slow tool", "Scaling of a run", "Repeated runs"} & set(named)
    first, *others = stated.scenario.workloads
    agents = first.model_copy(update={"workload_class": "agent_orchestration", "deterministic": "required"})
    changed = stated._replace(scenario=stated.scenario.model_copy(update={"workloads": (agents, *others)}))
    named = {each.what: each.works for each in rfp_of(changed).measurements}
    assert named["Slow tool"] == named["Repeated runs"] == "W1"


def test_a_certification_is_asked_for_once(stated: Source) -> None:
    """Work tagged `soc2-type-ii` under a scenario that names `SOC 2 Type II`, which is how it is said."""
    work = tuple(
        workload.model_copy(update={"required_tags": ("soc2-type-ii", "dpa")}) for workload in stated.scenario.workloads
    )
    scenario = stated.scenario.model_copy(update={"workloads": work})
    asked = rfp_of(stated._replace(scenario=scenario), None).certifications
    assert asked.count("SOC 2 Type II") == 1
    assert "soc2-type-ii" not in asked
    assert "dpa" in asked


def test_weights_are_those_of_the_scorecard(stated: Source) -> None:
    weights = stated.scenario.scorecard.weights.model_copy(update={"supply": 3.0, "support": 0.0})
    rules = stated.scenario.scorecard.model_copy(update={"weights": weights})
    scenario = stated.scenario.model_copy(update={"scorecard": rules})
    scoring = {each.criterion: each.percent for each in rfp_of(stated._replace(scenario=scenario)).scoring}
    assert scoring["Supply"] == pytest.approx(100 * 3 / 11)
    assert "Support" not in scoring
    assert sum(scoring.values()) == pytest.approx(100)


def test_pages_margins_units_and_no_placeholder(
    stated: Source, general: dict[str, bytes], to_one: dict[str, bytes]
) -> None:
    user = [part.content for lot in rfp_of(stated).lots for part in lot.contents]
    names = [*user, *stated.plan.names.accelerators.values(), "SOC 2 Type II", ASKED.contact.email]
    for made in (general, to_one):
        read = pages(made["rfp.pdf"])
        assert 3 <= len(read) <= 6
        assert not outside(made["rfp.pdf"], MARGIN - 1)
        for text in ("\n".join(read), word_text(made["rfp.docx"])):
            assert not PLACEHOLDERS.search(text)
        assert not bare_numbers(word_text(made["rfp.docx"]), names)


def test_the_checks_of_documents_can_fail(general: dict[str, bytes]) -> None:
    assert bare_numbers("12 nodes and 7 of them; 3.5") == ["12 nodes and 7 of them; 3.5", "12 nodes and 7 of them; 3.5"]
    assert not bare_numbers("19,200 to 28,800 tokens/s from 2027-01, 8 nodes N1, 90 %")
    assert PLACEHOLDERS.search("Price: n/a")
    assert outside(general["rfp.pdf"], MARGIN + 10)


def test_hostile_texts_are_plain_text(hostile: Source, filled: dict[str, bytes]) -> None:
    xml = parts(filled["rfp.docx"])
    for text in xml.values():
        ET.fromstring(text)  # noqa: S314 - made here
    assert not [name for name, text in xml.items() if LINK.search(text)]
    assert fields_of(filled["rfp.docx"]) == {"PAGE", "NUMPAGES"}
    assert not links(filled["rfp.pdf"])
    assert "root:" not in texts_of("rfp.pdf", filled["rfp.pdf"]) + "".join(xml.values())
    assert not outside(filled["rfp.pdf"], MARGIN - 1)
    said = word_text(filled["rfp.docx"]).splitlines()
    for text in HOSTILE:
        assert clean(text) in said, text
    assert "\u202e" not in "".join(said)
    assert not any("\x00" in text or "\x1b" in text for text in xml.values())


def test_nothing_but_what_vendors_may_read_comes_to_the_writers(stated: Source) -> None:
    content = for_vendors(rfp_of(stated))
    assert "note" not in content
    assert not {"vendor", "vendor_id", "offer", "tranche", "milestone", "cost_usd"} & set(content["lots"][0])
    assert not {"name", "workload"} & set(content["works"][0])
    assert set(content) < set(Rfp.model_fields)


@pytest.mark.parametrize("package", ["docxtpl", "typst"])
def test_without_its_packages_one_line_says_what_to_install(
    stated: Source, package: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, package, None)
    with pytest.raises(SteelyardError, match=r"pip install 'steelyard\[export\]'"):
        files(stated, Asked())


def test_tokens_of_endpoints_are_asked_for_too(stated: Source) -> None:
    endpoint = Endpoint.model_validate_json(
        '{"id": "by-token", "site": "nebius-eu-north1", "vendor": "nvidia", "stack": "cuda", '
        '"usd_per_million_input_tokens": 77.7, "usd_per_million_output_tokens": 88.8, "serves": [{"profile": '
        '"llama2-70b-chat", "counts": "tokens", "input_tokens": 2, "output_tokens": 1, "latency_ms": {"ttft_p99": 9}}]}'
    )
    uses = tuple(
        EndpointUse(
            endpoint="by-token",
            site="nebius-eu-north1",
            period=period,
            block="peak",
            tokens_per_minute=5000.0,
            set_aside_tokens_per_minute=held,
            quota_tokens_per_minute=None,
            quota_share=None,
            input_tokens=2e9,
            output_tokens=1e9,
            cost_usd=313.0,
        )
        for period, held in (("2028-01", 7000.0), ("2028-04", 4000.0))
    )
    changed = stated._replace(
        plan=stated.plan.model_copy(update={"endpoints": uses}),
        scenario=stated.scenario.model_copy(update={"endpoints": (endpoint,)}),
    )
    (asked,) = rfp_of(changed, "nvidia").tokens
    assert (asked.input_tokens, asked.output_tokens, asked.tokens_per_minute) == (4e9, 2e9, 7000.0)
    assert asked.first == "2028-01"
    text = word_text(files(changed, Asked(vendor="nvidia"))["rfp.docx"])
    assert "4,000,000,000 tokens" in text
    assert "7,000 tokens/min" in text
    assert "Lots\n" not in text
    assert "L1" not in text
    assert not bare_numbers(text, ASKED.certifications)
    assert rfp_of(changed).tokens == (asked,)
    assert not rfp_of(changed, "nebius").tokens
