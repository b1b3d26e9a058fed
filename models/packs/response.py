"""The response sheet of the pricing workbook: what vendors are asked for by lot, and what an answer says."""

from __future__ import annotations

from typing import Literal, NamedTuple

from models.base import Amount, Id, Model, Text
from models.evidence import Day
from models.vocabulary import ORDERED_MODES, Mode

AnswerKind = Literal["currency", "money", "count", "number", "percent", "date", "text"]
HOURS_PER_MONTH = 730
"""Hours of a mean month, by which months of service are counted in hours [h]."""
ALL: tuple[Mode, ...] = (*ORDERED_MODES, "on_demand", "spot")
CONTRACTS: tuple[Mode, ...] = ("lease", "reserve")
RENTED: tuple[Mode, ...] = ("on_demand", "spot")
WAYS: dict[Mode, str] = {
    "buy": "purchase",
    "lease": "lease",
    "reserve": "reserved for a term",
    "dated": "block of days",
    "on_demand": "on demand",
    "spot": "spot",
}
"""How a lot is to be had, in words."""


class Question(NamedTuple):
    """A column of the response sheet that vendors fill in."""

    key: str
    """Field of `Answer`."""
    header: str
    """Header, with the unit in brackets."""
    kind: AnswerKind
    modes: tuple[Mode, ...] = ALL
    """Of which lots it is asked."""
    least: float = 0
    """Least value [its unit]."""
    most: float = 1e12
    """Largest value [its unit]."""
    hint: str = ""
    """What to know when filling it in."""

    @property
    def unit(self) -> str:
        """Its unit; empty of texts and dates."""
        return self.header.partition("[")[2].rstrip("]")

    @property
    def name(self) -> str:
        """Its header without the unit, as errors call it."""
        return self.header.partition(" [")[0].lower()


QUESTIONS: tuple[Question, ...] = (
    Question("product", "Product offered", "text", hint="Leave empty where it is the product of the lot."),
    Question("currency", "Currency", "currency"),
    Question("upfront", "Price upfront [currency/node]", "money", ORDERED_MODES, hint="Of a block: for all its days."),
    Question("monthly", "Price per month [currency/node/month]", "money", ("buy", *CONTRACTS)),
    Question(
        "committed",
        "Price per hour of the term [currency/node/h]",
        "money",
        CONTRACTS,
        hint="Paid for every hour of the term, used or not.",
    ),
    Question("used", "Price per hour used [currency/node/h]", "money", RENTED),
    Question("support_percent", "Support [% of upfront/year]", "percent", ("buy",), most=100),
    Question("term_months", "Term [months]", "count", CONTRACTS, 1, 1200, "Change it where you offer another term."),
    Question("lead_weeks", "Lead time [weeks from order]", "number", ORDERED_MODES, 0, 520),
    Question("most_nodes", "Most nodes that can be had [nodes]", "number", hint="Empty: no limit."),
    Question("availability_percent", "Availability promised [% of hours]", "percent", least=50, most=100),
    Question(
        "exit_after_months",
        "Early exit after [months in service]",
        "count",
        CONTRACTS,
        1,
        1200,
        "Shorter than the term; with its fee.",
    ),
    Question("exit_fee", "Fee of the early exit [currency/node]", "money", CONTRACTS),
    Question("warranty", "Warranty and support", "text", hint="What is included, and for how long."),
    Question("quoted", "Date of the quote", "date", hint="YYYY-MM-DD."),
    Question("expires", "Quote holds until", "date", hint="YYYY-MM-DD; the last day."),
    Question("remarks", "Remarks", "text"),
)
"""What is asked, in the order of the columns."""
PRICES = ("upfront", "monthly", "committed", "used")
"""A lot is answered where one of these is given."""


class Answer(Model):
    """What a vendor says of a lot; money in its currency."""

    lot: Text
    """Number of the lot."""
    currency: str = "USD"
    """ISO 4217 code of the currency of its prices."""
    product: Text = ""
    """Product offered; empty: that of the lot."""
    upfront: Amount | None = None
    """Price upfront [currency/node]."""
    monthly: Amount | None = None
    """Price per month in service [currency/node/month]."""
    committed: Amount | None = None
    """Price per hour of the term, used or not [currency/node/h]."""
    used: Amount | None = None
    """Price per hour used [currency/node/h]."""
    support_percent: Amount | None = None
    """Yearly support [% of the price upfront]."""
    term_months: int | None = None
    """Length of the contract [months]."""
    lead_weeks: Amount | None = None
    """Time from order to service [weeks]."""
    most_nodes: Amount | None = None
    """Most nodes that can be had [nodes]; null: no limit."""
    availability_percent: Amount | None = None
    """Availability promised [% of hours]."""
    exit_after_months: int | None = None
    """Time in service after which the contract can be left [months]."""
    exit_fee: Amount | None = None
    """Fee for it [currency/node]."""
    warranty: Text = ""
    """Warranty and support, as the vendor words them."""
    quoted: Day
    """Date of the quote."""
    expires: Day | None = None
    """Last day on which it holds."""
    remarks: Text = ""
    """What the vendor adds."""


class Measured(Model):
    """A measurement that a vendor states."""

    id: Text
    """Number of the measurement in the workbook, `M1`, `M2`, ..."""
    workload: Text
    """Workload, as the workbook calls it."""
    metric: Text
    """What was measured."""
    unit: Text
    """Unit of the value."""
    at: Text
    """At which requests and load it was asked for."""
    product: Text = ""
    """Product measured."""
    value: float
    """The value [`unit`]."""
    remarks: Text = ""
    """What the vendor adds."""
    vendor: Id
    """Vendor that states it."""
    source: Text
    """File and cell."""
