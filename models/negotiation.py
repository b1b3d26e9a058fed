"""What to know before talking to vendors: what each is paid, up to which price, and what the plan is without it."""

from __future__ import annotations

from pydantic import Field

from models.base import Id, Model, Month
from models.names import Names
from models.reasons import BreakEven, Found, TermWorth
from models.vocabulary import Mode

SCHEMA_VERSION = "1.0"
"""Version of `negotiation.json`."""


class Price(Model):
    """One of the prices of an offer, and the same where one should walk away."""

    what: str
    """Which price, as the scenario names it: `upfront_usd`, `monthly_usd`, ..."""
    unit: str
    """Its unit: `USD/pack`, `USD/pack/month`, `USD/pack/h`, `USD/1M tokens`."""
    usd: float
    """As offered [its unit]."""
    walk_away_usd: float | None = None
    """Times the walk-away factor [its unit]; null where there is none."""


class Stake(Model):
    """Something that the plan takes of an offer: all of it, or the packs ordered in one month."""

    offer: Id
    name: str
    """The offer in words."""
    mode: Mode
    order_period: Month | None = None
    """First month of the period of the order; null: all that the plan takes of the offer."""
    packs: float | None = None
    """Packs ordered; null of what is rented or called."""
    paid_usd: float
    """What the vendor is paid for it in the plan, discounted [USD]."""
    priced_usd: float
    """What of the plan's cost moves with its prices, discounted [USD]: `paid_usd`, and payments past the horizon where
    they are charged, less values at its end and sales."""
    found: Found
    """Whether there is a plan without it."""
    without_usd: float | None = None
    """Discounted cost of the best plan found without it [USD]; null: there is none."""
    extra_usd: float | None = None
    """The same less the cost of the plan [USD]."""
    walk_away: float | None = None
    """Factor on its prices at which the plan with it costs as much as the one found without it: (`priced_usd` +
    `extra_usd`) / `priced_usd`. Above it the other plan is cheaper; null: no plan is known without it."""
    worth_up_to: float | None = None
    """Factor up to which no plan without it is cheaper, proven; below `walk_away` by the gap of the search."""
    prices: tuple[Price, ...] = ()
    """Its prices."""


class Instead(Model):
    """A vendor that is paid more in the best plan without another one."""

    vendor: Id
    more_usd: float
    """What it is paid more, discounted [USD]."""


class VendorPage(Model):
    """One vendor: what it is paid, what the plan is without it, and the terms to ask for."""

    vendor: Id
    paid_usd: float
    """What the plan pays to its offers, discounted [USD]; 0: nothing yet."""
    percent: float
    """The same as a share of what the plan pays to all offers [%]."""
    found: Found | None
    """Whether there is a plan in which nothing new is ordered, rented or signed of it; null: the plan is one."""
    without_usd: float | None = None
    """Discounted cost of the best such plan found [USD]."""
    extra_usd: float | None = None
    """The same less the cost of the plan [USD]: what the best alternative to this vendor costs more."""
    at_least_usd: float | None = None
    """Proven least of that [USD]."""
    instead: tuple[Instead, ...] = ()
    """Who is paid more then, the most first."""
    stakes: tuple[Stake, ...] = ()
    """What the plan takes of its offers, offer by offer; order by order where one is ordered in several months."""
    left_out: tuple[BreakEven, ...] = ()
    """Its offers that the plan does not use, with the price at which it would."""
    worth: tuple[TermWorth, ...] = ()
    """What better terms of its offers are worth, and those that the plan rests on."""


class Negotiation(Model):
    """One internal page for every vendor on offer."""

    schema_version: str = SCHEMA_VERSION
    scenario: str
    case: Id
    scenario_hash: str = ""
    start: Month
    """First month of the horizon."""
    months: int
    """Length of the horizon [months]."""
    cost_usd: float
    """Discounted cost of the plan [USD]."""
    bound_usd: float
    """No plan can cost less [USD]."""
    gap: float = Field(description="Asked gap of every search, a share; that of prices is 1e-6 in small programs.")
    vendors: tuple[VendorPage, ...]
    """Those that are paid most first."""
    names: Names = Names()
    """Names on paper of the records by their ids."""
