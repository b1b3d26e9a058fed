"""What a stress does to a scenario: the kinds of stress there are, their usual numbers, and a user's own."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Annotated, Any, Literal

from pydantic import Field, model_validator

from models.base import Id, Model, Month, Positive, Share
from models.calendar import month_number, month_text
from models.raw import Problem, items, rows, unknown

StressKind = Literal[
    "price_up",
    "price_down",
    "vendor_gone",
    "export_ban",
    "late_generation",
    "long_lead_times",
    "demand_surge",
    "spot_drought",
    "site_lost",
    "model_shift",
    "egress_price_up",
    "longer_texts",
    "slow_tools",
    "more_retries",
    "cold_cache",
]
"""What goes wrong, in the order of the table."""
TAKES: dict[StressKind, tuple[str, ...]] = {
    "price_up": ("month", "factor"),
    "price_down": ("month", "factor"),
    "vendor_gone": ("month", "vendor"),
    "export_ban": ("month", "vendor", "jurisdiction"),
    "late_generation": ("month", "months"),
    "long_lead_times": ("month", "factor"),
    "demand_surge": ("month", "factor", "months", "workloads"),
    "spot_drought": ("month",),
    "site_lost": ("month", "site"),
    "model_shift": ("month", "factor", "workloads"),
    "egress_price_up": ("factor",),
    "longer_texts": ("month", "factor", "workloads"),
    "slow_tools": ("month", "factor", "workloads"),
    "more_retries": ("month", "factor", "rate_today", "workloads"),
    "cold_cache": ("month", "rate_today", "workloads"),
}
"""Which numbers and names each kind takes."""
FACTORS: dict[StressKind, float] = {
    "price_up": 1.25,
    "price_down": 0.75,
    "long_lead_times": 2.0,
    "demand_surge": 2.0,
    "model_shift": 1.5,
    "egress_price_up": 3.0,
    "longer_texts": 2.0,
    "slow_tools": 1.5,
    "more_retries": 3.0,
}
"""Factors where none is given."""
MONTHS: dict[StressKind, int] = {"demand_surge": 3, "late_generation": 12}
"""Lengths where none is given [months]."""
SHOWS_AFTER = 6
"""Months into the horizon at which a stress shows, where no month is given: at half of a horizon that is shorter."""


class StressRule(Model):
    """A stress with numbers of its own; what is left out is chosen from scenario and plan."""

    id: Id | None = None
    """Name, so that a kind can be tried with several numbers; default: the kind, such as `price-up`."""
    kind: StressKind
    """What goes wrong."""
    month: Month | None = None
    """Month from which it shows: what is decided before stays as in the plan. Default: 6 months into the horizon."""
    factor: Positive | None = None
    """Factor on prices, lead times, demand, work per unit, or today's retries [x]."""
    months: Annotated[int, Field(ge=1, le=120)] | None = None
    """How long it lasts, or how late a generation comes [months]."""
    rate_today: Share | None = None
    """Share of today's work that fails and is repeated (`more_retries`), or that cache hits spare (`cold_cache`)
    [share of work]."""
    vendor: Id | None = None
    """Vendor that is gone; of an export ban the maker. Default: the one that the plan pays most."""
    jurisdiction: Id | None = None
    """Where a ban holds; default: where the plan spends most on the maker's silicon."""
    site: Id | None = None
    """Site that is lost; default: the one with most load."""
    workloads: tuple[Id, ...] = ()
    """Work that it strikes; default: all that it can strike, of a shift of models the dearest."""

    @property
    def name(self) -> str:
        """Its id."""
        return self.id or self.kind.replace("_", "-")

    @model_validator(mode="after")
    def _takes_what_is_given(self) -> StressRule:
        takes = {"id", "kind", *TAKES[self.kind]}
        wrong = [
            name for name in StressRule.model_fields if name not in takes and getattr(self, name) not in (None, ())
        ]
        if wrong:
            told = ", ".join(TAKES[self.kind])
            raise ValueError(f"`{'`, `'.join(wrong)}` has no effect on `{self.kind}`, which takes {told}")
        if self.rate_today is not None and self.rate_today >= 1:
            raise ValueError("`rate_today` must be below 1: else no work would be done at all")
        return self


def default_month(first: int, starts: list[int]) -> int:
    """Month number at which a stress shows: the first start of a period `SHOWS_AFTER` months into the horizon, or half
    of it.

    Parameters
    ----------
    first: first month of the horizon. starts: month in which each of its periods starts.
    """
    length = starts[-1] - first + (starts[1] - starts[0] if len(starts) > 1 else 1)
    asked = first + min(SHOWS_AFTER, length // 2)
    return next((start for start in starts if start >= asked), starts[-1])


def stress_problems(document: Mapping[str, Any], ids: Mapping[str, set[str]]) -> Iterator[Problem]:
    """Stresses that name what is not there, or a month outside the horizon, and names given twice."""
    policy = document.get("policy")
    rules = policy.get("uncertainty") if isinstance(policy, Mapping) else None
    if not isinstance(rules, Mapping):
        return
    known = {**ids, "jurisdictions of sites": {str(site.get("jurisdiction")) for _, site in rows(document, "sites")}}
    fields = {"vendor": "vendors", "site": "sites", "workloads": "workloads", "jurisdiction": "jurisdictions of sites"}
    seen: set[str] = set()
    for n, row in rows(rules, "stresses"):
        at = ("policy", "uncertainty", "stresses", n)
        for field, target in fields.items():
            for place, value in items(row.get(field)):
                if value not in known[target]:
                    yield unknown((*at, field, *place), value, target, known[target])
        name = str(row.get("id") or str(row.get("kind")).replace("_", "-"))
        if name in seen:
            yield (*at, "id"), f"two stresses are called {name!r}: give each an `id` of its own"
        seen.add(name)
        if sentence := _outside(document, row.get("month")):
            yield (*at, "month"), sentence


def _outside(document: Mapping[str, Any], month: Any) -> str:
    """Why no period starts in a month or later; empty where one does."""
    horizon = document.get("horizon")
    if not isinstance(month, str) or not isinstance(horizon, Mapping):
        return ""
    start, counts = horizon.get("start"), [horizon.get("periods"), horizon.get("months_per_period", 1)]
    if not isinstance(start, str) or not all(isinstance(count, int) for count in counts):
        return ""
    last = month_text(month_number(start) + (counts[0] - 1) * counts[1])
    return "" if start <= month <= last else f"{month} is not in the horizon; its periods start in {start} to {last}"
