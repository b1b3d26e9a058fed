"""Planned payments as FOCUS: they add up to the plan's books, and what is paid ahead is used over its term."""

from __future__ import annotations

import json
from collections import defaultdict
from decimal import Decimal
from pathlib import Path

import pytest

from data.load import load_scenario
from models.cases import in_case
from models.costs import TERM
from models.packs.focus import Focus, column
from models.plan import Plan
from models.scenario import Scenario
from solver.proof.audit.bill import OUTSIDE_BUDGETS
from tests.answers.kit import planned
from tests.program.test_agreement import RESERVE, terms
from tests.program.test_agreement import promised as agreed
from tests.program.test_commitment import plan as commitment
from tests.program.test_commitment import promised
from tests.reference.test_planned_again import CASE, june
from tests.shipped import Shipped
from ui.exits import SteelyardError
from ui.packs.focus import focus_rows, focus_table
from ui.packs.focus_terms import KINDS
from ui.packs.source import Source
from ui.scenario_file import open_scenario

REFERENCE = Path(__file__).parents[1] / "reference"
MANDATORY = """BilledCost BillingAccountId BillingAccountName BillingCurrency BillingPeriodEnd BillingPeriodStart
ChargeCategory ChargeClass ChargeDescription ChargePeriodEnd ChargePeriodStart ContractedCost EffectiveCost
HostProviderName InvoiceIssuerName ListCost PricingQuantity PricingUnit ServiceCategory ServiceName
ServiceProviderName""".split()
"""Columns that version 1.4 of the dataset Cost and Usage must have."""
NULLS = {"BillingAccountName", "ChargeClass", "ChargeDescription", "PricingQuantity", "PricingUnit"}
"""Those of them that may be empty."""


def _usd(amounts: list[float]) -> Decimal:
    return sum((Decimal(repr(each)) for each in amounts), Decimal(0))


def _source(plan: Plan, scenario: Scenario) -> Source:
    return Source(plan, in_case(scenario, plan.provenance.case), signed=scenario)


def _adds_up(source: Source) -> tuple[Focus, ...]:
    """The rows, which add up to every line of the books to the cent."""
    rows = focus_rows(source)
    found: dict[object, list[float]] = defaultdict(list)
    for row in rows:
        found[row.x_fiscal_year, row.x_book, row.sub_account_id].append(row.billed_cost)
    books = {(line.fiscal_year, line.kind, line.bucket): _usd([line.paid_usd]) for line in source.plan.books}
    assert {book: _usd(usd) for book, usd in found.items()} == {book: usd for book, usd in books.items() if usd}
    return rows


def _billed(rows: tuple[Focus, ...], term: str) -> float:
    return sum(row.billed_cost for row in rows if row.x_cost_term == term)


@pytest.mark.parametrize("stem", ["two-sites", "enterprise-copilot"])
def test_rows_add_up_to_the_books_of_a_shipped_plan(shipped_plans: Shipped, stem: str) -> None:
    plan = shipped_plans(stem)
    rows = _adds_up(_source(plan, open_scenario(stem).scenario))
    for term in ("on_demand", "reserve_payments"):
        assert _billed(rows, term) == pytest.approx(plan.costs.by_term[term], abs=0.05)
    charged = next(row for row in rows if row.x_cost_term == "reserve_payments")
    offer = next(o for o in open_scenario(stem).scenario.offers if o.id == charged.sku_id)
    assert charged.invoice_issuer_name == plan.names.vendor(offer.vendor)
    assert (charged.region_id, charged.commitment_discount_id) == (offer.site, offer.id)
    assert charged.pricing_category == "Committed"


@pytest.mark.parametrize(
    ("name", "term", "payee"),
    [
        ("tokens_or_cards/helpdesk", "managed_inference", "endpoints"),
        ("own_books/books", "lease_payments", "offers"),
        ("hall_modules/modules", "site_expansion", "sites"),
        ("porting/porting", "porting", "workloads"),
    ],
)
def test_rows_of_every_kind_of_record_add_up_to_the_books(name: str, term: str, payee: str) -> None:
    scenario = load_scenario(REFERENCE / f"{name}.yaml").scenario
    rows = [row for row in _adds_up(_source(planned(scenario), scenario)) if row.x_cost_term == term]
    assert {json.loads(row.tags)["collection"] for row in rows} == {payee}
    vendors = {each.name or each.id for each in scenario.vendors}
    issuers = {row.invoice_issuer_name for row in rows}
    assert issuers <= vendors if payee in ("endpoints", "offers") else issuers == {scenario.name}


def test_orders_of_an_earlier_plan_are_paid_to_their_vendor() -> None:
    """Four that November ordered for 2,400 USD each come in July: June holds them, and still pays for them."""
    scenario, plan = load_scenario(CASE / "again.yaml").scenario, june()
    assert plan.previous
    firm = {order.id for order in plan.previous.firm}
    rows = [row for row in _adds_up(_source(plan, scenario)) if row.sku_id in firm]
    assert [(row.billed_cost, row.x_cost_term, row.invoice_issuer_name) for row in rows] == [
        (9600.0, "holdings_purchase", "acme")
    ]


@pytest.mark.parametrize(("tail", "rebate"), [("prorate", 4 * (30 + 15) * 0.2), ("inside", 4 * (60 + 15) * 0.2)])
def test_what_is_paid_ahead_for_a_contract_is_used_over_its_term(tail: str, rebate: float) -> None:
    """Four for 60 USD each ahead, for six months of which three lie inside: 40 USD a month; 20 USD a month more."""
    reserve = {**RESERVE, "usd_per_hour": 0.0}
    finance = {"discount_rate": 0.0, "end_value": "none", "payment_tail": tail}
    scenario = agreed(terms(commitment_usd=[200.0]), offers=[reserve], policy__finance=finance)
    rows = _adds_up(_source(planned(scenario), scenario))
    ahead = [row for row in rows if row.x_cost_term == "contract_upfront"]
    assert [(row.billed_cost, row.effective_cost, row.charge_category) for row in ahead] == [
        (240.0, 0.0, "Purchase"),
        *[(0.0, 40.0, "Usage")] * 3,
    ]
    assert [row.charge_period_start[:7] for row in ahead[1:]] == ["2027-01", "2027-02", "2027-03"]
    assert [row.effective_cost for row in rows if row.x_cost_term == "reserve_payments"] == [20.0] * 3
    credit = [row for row in rows if row.charge_category == "Credit"]
    assert sum(row.billed_cost for row in credit) == pytest.approx(-rebate)
    assert {row.invoice_issuer_name for row in credit} == {"acme"}


@pytest.mark.parametrize("upfront_share", [0.0, 0.5, 1.0])
def test_a_commitment_is_billed_when_it_is_paid_and_used_by_the_hour(upfront_share: float) -> None:
    """36 USD a month for six months of which three lie inside."""
    finance = {"discount_rate": 0.0, "end_value": "none", "payment_tail": "prorate"}
    scenario = promised(commitment(term_months=6, upfront_share=upfront_share), policy__finance=finance)
    rows = [row for row in _adds_up(_source(planned(scenario), scenario)) if row.commitment_discount_id == "sp"]
    assert {row.commitment_discount_category for row in rows} == {"Spend"}
    assert sum(row.effective_cost for row in rows) == pytest.approx(108)
    assert sum(row.billed_cost for row in rows) == pytest.approx(216 * upfront_share + 108 * (1 - upfront_share))
    assert {row.charge_category for row in rows} == {"Usage"} | ({"Purchase"} if upfront_share else set())


def test_every_term_that_is_paid_has_its_words() -> None:
    assert set(KINDS) == set(TERM) - OUTSIDE_BUDGETS


def test_the_columns_are_those_of_the_specification(shipped_plans: Shipped) -> None:
    table = focus_table(_source(shipped_plans("two-sites"), open_scenario("two-sites").scenario))
    own = [name for name in table.headers if name.startswith("x_")]
    focus = [name for name in table.headers if not name.startswith("x_")]
    assert table.headers == (*focus, *own)
    assert focus == sorted(focus)
    assert own == sorted(own)
    assert set(MANDATORY) <= set(focus)
    assert column("sku_id") == "SkuId"
    for name, cells in zip(table.headers, zip(*table.rows, strict=True), strict=True):
        assert name in NULLS or name not in MANDATORY or all(cell is not None for cell in cells), name


def test_payments_that_are_not_those_of_the_scenario_are_refused(shipped_plans: Shipped) -> None:
    plan, scenario = shipped_plans("two-sites"), open_scenario("two-sites").scenario
    dearer = tuple(each.model_copy(update={"upfront_usd": 2 * each.upfront_usd}) for each in scenario.offers)
    with pytest.raises(SteelyardError, match="recomputed from the scenario are not those of the plan: plan again"):
        focus_rows(_source(plan, scenario.model_copy(update={"offers": dearer})))
