"""Planned payments in the columns of FOCUS, the FinOps Open Cost and Usage Specification, version 1.4 (4 June 2026).

Names and allowed values follow the dataset Cost and Usage of https://focus.finops.org; what departs from it is said in
docs/packs.md. `Focus` lists the columns in the order of the file: those of FOCUS by the alphabet, then own ones (`x_`).
"""

from __future__ import annotations

from typing import Literal

from models.base import Model
from models.costs import CostKind

FOCUS_VERSION = "1.4"
ChargeCategory = Literal["Usage", "Purchase", "Credit"]
ChargeFrequency = Literal["One-Time", "Recurring", "Usage-Based"]
ServiceCategory = Literal[
    "AI and Machine Learning", "Compute", "Management and Governance", "Migration", "Networking", "Security", "Storage",
    "Other",
]  # fmt: skip
PricingCategory = Literal["Standard", "Dynamic", "Committed"]


class Focus(Model):
    """A charge: the planned payment for one record in one period."""

    billed_cost: float
    """Payment in the billing period [USD]; over all rows the payments of the plan inside the horizon."""
    billing_account_id: str
    """The buyer, as documents name it; the plan knows no account."""
    billing_account_name: str
    """The same."""
    billing_currency: Literal["USD"] = "USD"
    """Currency of all costs."""
    billing_period_end: str
    """First instant after the billing period, which is the period of the plan."""
    billing_period_start: str
    """First instant of the period of the plan in which it is paid."""
    charge_category: ChargeCategory
    """`Usage`, `Purchase` (paid once), or `Credit` (a discount of an enterprise agreement)."""
    charge_class: None = None
    """Always empty: a plan corrects no earlier bill."""
    charge_description: str
    """Cost term, and what is paid for."""
    charge_frequency: ChargeFrequency
    """`One-Time`, `Recurring` or `Usage-Based`."""
    charge_period_end: str
    """First instant after the period that the charge is for; the billing period's."""
    charge_period_start: str
    """First instant of the period that the charge is for; the billing period's."""
    commitment_discount_category: Literal["Spend", "Usage"] | None
    """`Spend` of a spend commitment, `Usage` of a contract for capacity; empty of anything else."""
    commitment_discount_id: str | None
    """Id of the contract's offer, or of the spend commitment."""
    commitment_discount_name: str | None
    """Its name."""
    commitment_discount_type: str | None
    """`lease`, `reserve`, `dated` or `spend commitment`."""
    contracted_cost: float
    """Cost at the contracted price [USD]; the plan knows one price, so it is the billed cost."""
    effective_cost: float
    """Cost of what the period uses [USD]: the billed cost, but what is paid ahead for a contract is spread evenly over
    its term, of which the file holds what lies inside the horizon."""
    host_provider_name: str
    """Whose premises: the vendor in a cloud region, elsewhere the name of the site."""
    invoice_issuer_name: str
    """Who is paid; the buyer where the plan names nobody."""
    list_cost: float
    """Cost at list prices [USD]; the plan knows one price, so it is the billed cost."""
    pricing_category: PricingCategory
    """`Standard`, `Dynamic` (spot) or `Committed` (under a contract)."""
    pricing_quantity: None = None
    """Always empty: the plan's tables hold quantities."""
    pricing_unit: None = None
    """Always empty, as its quantity."""
    region_id: str | None
    """Id of the site; empty where a payment is for no site."""
    region_name: str | None
    """Name of the site."""
    service_category: ServiceCategory
    """Kind of service."""
    service_name: str
    """Accelerator that is paid for, else the cost term."""
    service_provider_name: str
    """Who provides it: the invoice issuer."""
    sku_id: str | None
    """Id of the offer, endpoint or holding that is paid for; empty of anything else."""
    sub_account_id: str | None
    """Team bucket that pays; empty: none is named."""
    sub_account_name: str | None
    """The same."""
    tags: str
    """JSON object of the record: its collection and id, accelerator, class and mode where it has them."""
    x_book: CostKind
    """Book: `capex` or `opex`."""
    x_cost_term: str
    """Cost term of the plan, as in its table of costs."""
    x_fiscal_year: int
    """Fiscal year, named after the calendar year it starts in."""
    x_input_hash: str
    """SHA-256 of the scenario that the plan was computed from."""
    x_run: str
    """Run that the plan is of, as every document names it."""


def column(field: str) -> str:
    """Name of a column of the file: `billing_account_id` -> `BillingAccountId`, `x_cost_term` -> `x_CostTerm`."""
    own = field.startswith("x_")
    words = field.removeprefix("x_").split("_")
    return "x_" * own + "".join(word.capitalize() for word in words)
