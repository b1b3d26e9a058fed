"""What becomes of a plan under stress: a table of stresses, each with its numbers, its price and what broke first."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from models.base import Id, Model, Month, Text
from models.stress_rules import StressKind

SCHEMA_VERSION = "1.0"
"""Version of `stress.json`."""
Checked = Literal["audited", "money", "no"]
"""`audited`: the independent audit passed the whole plan; `money`: it falls short, and the audit agrees on what is
paid; `no`: there is no plan to audit, or the audit does not agree."""


class UnderStress(Model):
    """A plan in the stressed scenario."""

    cost_usd: float | None = None
    """Discounted cost, shortage at its price included [USD]; null: there is no way on, see `broke_first`,
    or none was found in time."""
    extra_usd: float | None = None
    """The same less the cost of the plan without the stress [USD]."""
    extra_paid_usd: float | None = None
    """Of that, what is paid more, discounted [USD]; below 0: less is paid."""
    shortage_usd: float = 0.0
    """Of that, the price of what is not carried and of budgets overrun [USD], not discounted."""
    missed_accelerator_hours: float = 0.0
    """Demand not served, in hours of the fastest accelerators that may serve it [h]."""
    headroom_short_accelerator_hours: float = 0.0
    """Headroom and cover of losses not held, likewise [h]."""
    first_short: Month | None = None
    """First month of the first period in which it falls short."""
    broke_first: str = ""
    """Work, budget or limit that gives first; empty: nothing does."""
    is_late: bool = False
    """Whether time ran out before any way on was found; then nothing is known."""
    checked: Checked = "no"
    """How far the independent audit has gone."""


class Stress(Model):
    """One stress and what becomes of the plan under it."""

    id: Id
    kind: StressKind
    title: Text
    """What goes wrong, with its numbers."""
    month: Month | None = None
    """Month from which it shows; null: it holds over the whole horizon, or does not apply."""
    notes: tuple[str, ...] = ()
    """How it is written into the scenario where that is not plain."""
    why_not: str = ""
    """Why it does not apply to the scenario; empty where it does."""
    recourse: UnderStress | None = None
    """The plan's decisions up to that month, then the best that can still be done; null: it does not apply."""
    replanned: UnderStress | None = None
    """The plan made for the stressed scenario from its first month on, as if all had been known."""


class StressReport(Model):
    """All stresses of a scenario in one case."""

    schema_version: str = SCHEMA_VERSION
    scenario: str
    case: Id
    scenario_hash: str = ""
    cost_usd: float
    """Discounted cost of the plan without stress [USD]."""
    within_usd: float
    """How far that, and by the asked gap that of a plan under stress, may be above the least cost together [USD]:
    smaller differences say nothing."""
    shortage_usd_per_accelerator_hour: float
    """Price of what a plan cannot carry [USD/h]."""
    gap: float = Field(description="Asked gap of every search, a share.")
    stresses: tuple[Stress, ...]
    """In the order of the suite."""
