"""Why a plan is as it is: what its limits cost, what would bring rejected offers in, and what comes next to it."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from models.base import Id, Model, Month

SCHEMA_VERSION = "1.0"
"""Version of `why.json`."""
Method = Literal["re_solved", "one_sided", "none"]
"""`re_solved`: plans were made at prices just above and below; `one_sided`: from the relaxation, a bound; `none`: no
price brings it in, or time was up, see `reason`."""
Found = Literal["within_gap", "stopped", "impossible", "not_in_time", "refused"]
"""`within_gap`: a plan, proven to the asked gap; `stopped`: a plan, at the time limit; `impossible`: there is none;
`not_in_time`: none was found in its share of the time; `refused`: the audit did not pass it."""
Term = Literal["lead_time", "early_exit", "price_cap", "substitution", "burst_quota", "burst_option"]
"""`lead_time`: delivery one month earlier; `early_exit`: leave after half the term for nothing; `price_cap`: prices
never rise, nor those of a renewal above those of the contract; `substitution`: the next generation at the same price,
as soon as there is one; `burst_quota`: rent without a quota; `burst_option`: that it may be rented at all, as it is."""
HELD: tuple[Term, ...] = ("burst_option",)
"""Terms that the plan has already: what it would cost to do without them."""


class ShadowPrice(Model):
    """What one unit more of a limit changes of the cost, with all whole-numbered decisions as in the plan."""

    limit: str
    """The limit in words."""
    kind: str
    """Family of the limit, as in `plan.limits`."""
    is_service: bool
    """Whether it is what must be served, else a limit on how."""
    period: Month | None
    """First month of its period; null: the whole horizon."""
    unit: str
    """Its unit; % points for shares."""
    allowed: float
    """The limit as it stands [its unit]."""
    usd_per_unit: float
    """Change of the discounted cost if the limit is one unit higher [USD per unit]; below 0 a higher limit saves."""
    valid_from: float | None = None
    """Lowest value of the limit at which this is known to hold [its unit]; null: no end, of shares: only at the limit
    itself."""
    valid_to: float | None = None
    """Highest value of the limit at which this is known to hold, likewise."""
    is_marginal: bool = False
    """Whether it holds at the limit itself alone: a share is of an amount that moves with it."""
    reading: str
    """The same in a sentence."""


class BreakEven(Model):
    """An offer that the plan does not use, and the price at which it would be used."""

    offer: Id
    name: str
    """The offer in words."""
    method: Method
    """How its price is known: by plans made just above and below, by a bound, or not at all."""
    factor: float | None = None
    """Factor on all its prices together below which a cheapest plan uses it; null: none is known."""
    stays_out_above: float | None = None
    """Factor at which a re-solve without it in the plan was made, or above which the one-sided bound holds."""
    enters_below: float | None = None
    """Factor at which a re-solve with it in the plan was made and audited; null: none was made."""
    at_most_usd: float | None = None
    """Of a one-sided bound: above the factor no plan is cheaper than this one by more [USD, discounted]."""
    dominated_by: Id | None = None
    """An offer for the same accelerator and site that is better or equal in every term."""
    blocked_by: tuple[str, ...] = ()
    """Limits that are used up by the plan and that it would need."""
    reason: str
    """Why it is not used, in a sentence."""


class RunnerUp(Model):
    """The best plan in which a workload does without its main choice."""

    workload: Id
    name: str
    """The workload in words."""
    without: str
    """What is forbidden to it: its main accelerator, anywhere."""
    instead: str = ""
    """What serves most of it then; empty: nothing."""
    found: Found
    """How well such a plan is proven, or why there is none."""
    cost_usd: float | None = None
    """Discounted cost of that plan [USD]."""
    extra_usd: float | None = None
    """The same less the cost of the plan [USD]; below 0 only within the gap of both."""
    extra_percent: float | None = None
    """That as a share of the cost of the plan [%]."""
    at_least_usd: float | None = None
    """Proven least of the extra cost [USD]."""


class MixPart(Model):
    """A part of a portfolio."""

    accelerator_class: str
    mode: str
    usd: float
    """Discounted payments to its offers [USD]."""
    percent: float
    """The same as a share of all payments to offers [%]."""


class Alternative(Model):
    """A plan that costs nearly the same and looks as different as it can."""

    found: Found
    """`impossible`: within the cost no plan looks different."""
    cost_usd: float | None = None
    """Discounted cost [USD]."""
    extra_usd: float | None = None
    """The same less the cost of the plan [USD]."""
    extra_percent: float | None = None
    """That as a share of the cost of the plan [%]."""
    overlap_percent: float | None = None
    """Part of the payments that goes to the same classes and modes as in the plan [%]."""
    mix: tuple[MixPart, ...] = ()
    """Its portfolio, the largest part first."""


class TermWorth(Model):
    """The most to pay for a better term of an offer that the plan uses, or to keep one that it has."""

    offer: Id
    name: str
    """The offer in words."""
    term: Term
    """Which term."""
    what: str
    """The term in words."""
    found: Found
    """How well the plan behind it is proven, or why there is none."""
    worth_usd: float | None = None
    """Cost of the plan less the cost of the best plan found with the term [USD, discounted]; of a term that the plan
    has, cost of the best plan found without it less that of the plan, or, where that search was stopped, what is proven
    of it; 0: not worth anything."""
    at_most_usd: float | None = None
    """Proven most that it can be worth, against a plan of the least cost [USD]."""

    @property
    def is_held(self) -> bool:
        """Whether the plan has the term already."""
        return self.term in HELD


class Why(Model):
    """What is said of why a plan is as it is, beside its `shadow_prices`, `break_even` and `alternatives`."""

    within_percent: float
    """Cost above that of the plan up to which an alternative may go [%]."""
    mix: tuple[MixPart, ...]
    """The portfolio by class and mode, the largest part first."""
    not_priced: tuple[str, ...] = ()
    """Limits without a price, each with the reason."""
    runners_up: tuple[RunnerUp, ...]
    """By workload, the best plan without its main choice."""
    worth: tuple[TermWorth, ...] = ()
    """What better terms of offers are worth."""
    paragraph: str = ""
    """All of it in plain words."""


class Reasons(Model):
    """Why this plan."""

    schema_version: str = SCHEMA_VERSION
    scenario: str
    case: Id
    scenario_hash: str = ""
    cost_usd: float
    """Discounted cost of the plan [USD]."""
    bound_usd: float
    """No plan can cost less [USD]."""
    gap: float = Field(description="Asked gap of every plan, a share of the cost that decisions change.")
    within_percent: float
    """Cost above that of the plan up to which an alternative may go [%]."""
    mix: tuple[MixPart, ...]
    """The portfolio by class and mode, the largest part first."""
    shadow_prices: tuple[ShadowPrice, ...]
    """By what a limit 1 % away would change at its rate, the most first."""
    not_priced: tuple[str, ...] = ()
    """Limits without a price, each with the reason."""
    break_even: tuple[BreakEven, ...]
    runners_up: tuple[RunnerUp, ...]
    alternatives: tuple[Alternative, ...]
    worth: tuple[TermWorth, ...] = ()
    paragraph: str = ""
    """The same in plain words; every figure in it is one of these."""
