"""Quotes of vendors, and what each is worth to the plan: planned without, with each alone, without each, with all."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from models.base import Id, Model, Month, Text
from models.evidence import Day
from models.hardware import Vendor
from models.offer import Offer
from models.vocabulary import Mode

BAKEOFF_VERSION = "1.0"
"""Version of `bakeoff.json`."""
MOST = 12
"""Most quotes: each takes two plans."""
MOST_LETTERS = 100_000
"""Longest that all quotes of a run may be together [characters]."""


class QuoteText(Model):
    """A quote before it is held against a scenario."""

    file: Annotated[Text, Field(min_length=1, max_length=200)]
    """Name of its file."""
    text: Annotated[str, Field(max_length=MOST_LETTERS)]
    """The YAML in it."""


class Quote(Model):
    """What a vendor offers, beside all that the scenario has."""

    id: Id
    """What it is called: the name of its file."""
    file: Text = ""
    """The file."""
    offers: Annotated[tuple[Offer, ...], Field(min_length=1)]
    """Offers, with ids that the scenario has not."""
    vendors: tuple[Vendor, ...] = ()
    """Vendors that the scenario does not know."""
    list_prices: dict[Id, float | None] = {}
    """All payments of an offer per accelerator-hour, used every hour, undiscounted [USD/accelerator/h]."""


class QuotedLot(Model):
    """An offer of a quote, by its price alone."""

    offer: Id
    """The offer."""
    name: Text
    """Accelerator and mode on paper."""
    vendor: Id
    """Who is paid."""
    accelerator: Id
    """What is offered."""
    site: Id
    """Where."""
    mode: Mode
    """How."""
    term_months: int | None
    """Length of the contract [months]; null: bought, or rented by the hour."""
    usd_per_accelerator_hour: float | None
    """All its payments per accelerator-hour, used every hour, undiscounted [USD/accelerator/h]; null: no term and no
    life to spread an upfront payment over."""
    list_rank: int | None
    """Place by that price among the quoted offers of the same accelerator, 1 the cheapest; null where it has none."""
    list_rank_of: int
    """How many offers of that accelerator are quoted."""
    quoted: Day | None
    """Day of the quote."""
    expires: Day | None
    """Last day on which it holds."""
    is_expired: bool
    """Whether that day is past at the pricing date of the scenario."""


class Bought(Model):
    """What a plan takes of a quoted offer."""

    quote: Id
    """The quote."""
    offer: Id
    """Its offer."""
    packs: float
    """Packs ordered over the horizon; of what is rented the most at once."""
    accelerators: float
    """Accelerators in these."""
    first_month: Month
    """First month in which it is ordered; of what is rented, in which it runs."""
    is_rented: bool
    """Whether it is rented by the hour."""
    is_late: bool
    """Whether the quote has expired before that month."""


class Choice(Model):
    """A plan that may use some of the quotes."""

    quotes: tuple[Id, ...]
    """Quotes that it may use."""
    cost_usd: float | None = None
    """Discounted cost of the plan found [USD]; null: none was found, see `why_not`."""
    bound_usd: float | None = None
    """No plan that may use them costs less, as that search proved [USD]."""
    most_usd: float
    """Least cost found of it and of every plan that may use fewer of them: each of those is open to it [USD]."""
    least_usd: float | None
    """No plan that may use them costs less, as all searches of it and of plans that may use more proved [USD]; null: no
    such search ended with a plan."""
    served_share: float | None = None
    """Least part of its demand that any workload is served over the horizon [share]; null: no demand."""
    bought: tuple[Bought, ...] = ()
    """What it takes of the quotes."""
    why_not: Text = ""
    """Why no plan was found."""


class QuoteWorth(Model):
    """What it is worth to have a quote; discounted."""

    usd: float
    """Cost without less cost with it; never below 0, for the plan without it stays open [USD]."""
    at_least_usd: float
    """What is proven of that [USD]."""
    at_most_usd: float | None
    """More it cannot be [USD]; null: that is not known."""

    @property
    def is_proven(self) -> bool:
        """Whether it is worth anything whatever the gaps hide."""
        return self.at_least_usd > 0


class QuoteRow(Model):
    """A quote, what it asks, and what it is worth."""

    id: Id
    """The quote."""
    file: Text = ""
    """Its file."""
    vendors: tuple[Text, ...]
    """Who is paid, by names on paper."""
    rank: int
    """Place by what it is worth alone, 1 the most; equal ones by what it adds to all others, then by list price."""
    list_rank: int | None
    """Place by the lowest list price per accelerator-hour of any of its offers; null: it has none."""
    lots: tuple[QuotedLot, ...]
    """Its offers."""
    first: QuoteWorth
    """Its worth with no other quote at hand."""
    last: QuoteWorth
    """Its worth on top of all others."""


class Bakeoff(Model):
    """Quotes ranked by what they are worth to the plan of a case."""

    schema_version: str = BAKEOFF_VERSION
    """Version of this format."""
    scenario: Text
    """Name of the scenario."""
    case: Id
    """Demand case."""
    scenario_hash: str = ""
    """SHA-256 of the scenario without the quotes."""
    as_of: Day
    """Pricing date, against which quotes expire."""
    months: int
    """Length of the horizon [months]."""
    discount_rate: float
    """Discount rate [1/year]."""
    gap: float
    """Asked gap of every search, a share."""
    quotes: tuple[QuoteRow, ...]
    """By rank."""
    choices: tuple[Choice, ...]
    """Every plan that was searched: first that without any quote, last that with all."""
    together: QuoteWorth
    """What all quotes together are worth."""
    interaction_usd: float
    """That beyond the sum of each alone: below 0 where they compete for the same work [USD]."""
    failures: tuple[Text, ...] = ()
    """Laws that the figures break; none in a report that is shown."""

    def choice(self, *quotes: str) -> Choice:
        """The plan that may use exactly these; KeyError where none was searched."""
        return {frozenset(each.quotes): each for each in self.choices}[frozenset(quotes)]

    @property
    def ids(self) -> tuple[str, ...]:
        """All quotes, by rank."""
        return tuple(row.id for row in self.quotes)
