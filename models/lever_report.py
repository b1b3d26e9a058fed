"""What levers save: every one alone, over the range of its evidence, and all together one after the other."""

from __future__ import annotations

from models.base import Id, Model, Month, Text
from models.evidence import Evidence
from models.levers import LeverKind

LEVERS_VERSION = "1.0"
"""Version of `levers.json`."""


class SavedInYear(Model):
    """What is saved by payments of one calendar year."""

    year: int | None
    """Year of the first month of the period; null: the end of the horizon and beyond."""
    nominal_usd: float
    """Saved in the plan, as paid [USD]."""
    discounted_usd: float
    """The same, discounted [USD]; over all years they sum to what is saved."""
    own_usd: float
    """What the levers themselves cost, as paid [USD]."""


class Pulled(Model):
    """A plan with one or more levers, against the plan without; all money discounted unless said otherwise."""

    cost_usd: float
    """Cost of the plan, without that of the levers [USD]."""
    bound_usd: float
    """No plan with these levers costs less [USD]."""
    gap: float
    """(cost - bound) / |decidable cost|, a share."""
    saving_usd: float
    """Cost of the plan without levers less that [USD]."""
    at_least_usd: float
    """What the two least costs are apart, at least: what no plan without levers can undercut, less the cost [USD]."""
    at_most_usd: float
    """The same at most: the cost without levers, less what no plan with them can undercut [USD]."""
    own_usd: float
    """What the levers cost over the horizon: to introduce, and to keep [USD]."""
    net_usd: float
    """Saving less that [USD]."""
    net_per_year_usd: float
    """The same in the mean over the years of the horizon [USD/year]."""
    years: tuple[SavedInYear, ...]
    """The saving by calendar year."""

    @property
    def says_nothing(self) -> bool:
        """Whether the gaps of the two plans leave open if anything is saved at all."""
        return self.at_least_usd <= 0 <= self.at_most_usd


class LeverRow(Model):
    """One lever, and what it saves."""

    id: Id
    """Lever of the scenario."""
    name: Text
    """Its name on paper."""
    kind: LeverKind
    """What is done about the work."""
    workloads: tuple[Id, ...]
    """Work that it changes."""
    what: Text
    """What it changes, in words."""
    month: Month
    """Month from which it works."""
    evidence: Evidence
    """Where its factor comes from, with its range."""
    quality: Text = ""
    """What has to be verified before; empty: nothing is stated."""
    one_off_usd: float = 0.0
    """What it costs to introduce, nominal [USD]."""
    monthly_usd: float = 0.0
    """What it costs to keep, nominal [USD/month]."""
    notes: tuple[Text, ...] = ()
    """How it is written into the scenario where that is not plain."""
    why_not: Text = ""
    """Why there are no figures: it does not apply, no plan fits, or time was over."""
    alone: Pulled | None = None
    """This lever and no other."""
    low: Pulled | None = None
    """The same with the factor at the low end of its range; null: no range, or not asked for."""
    high: Pulled | None = None
    """The same at the high end."""

    @property
    def range_usd(self) -> tuple[float, float] | None:
        """Least and most that it saves net over the range of its factor [USD]; None where that is not known."""
        found = [each.net_usd for each in (self.low, self.alone, self.high) if each]
        return (min(found), max(found)) if self.low and self.high else None


class Step(Model):
    """One more lever, on top of those before it."""

    lever: Id
    """The lever that is added."""
    added_usd: float
    """What it saves on top, discounted [USD]; over all steps they sum to what all save together."""
    own_usd: float
    """What it costs itself, discounted [USD]."""
    net_usd: float
    """The one less the other [USD]."""
    within_usd: float
    """How far the gaps of the plan with it and of that before it may move what it adds [USD]."""
    together: Pulled
    """All levers up to this one."""


class Levers(Model):
    """All levers of a scenario in one case."""

    schema_version: str = LEVERS_VERSION
    scenario: Text
    case: Id
    scenario_hash: str = ""
    months: int
    """Length of the horizon [months]."""
    discount_rate: float
    """Discount rate [1/year]."""
    gap: float
    """Asked gap of every search, a share."""
    cost_usd: float
    """Discounted cost of the plan without levers [USD]."""
    bound_usd: float
    """No plan without levers costs less [USD]."""
    levers: tuple[LeverRow, ...]
    """In the order of the scenario."""
    steps: tuple[Step, ...] = ()
    """From the lever that saves most by itself, net, each on top of those before; without those that are instead of
    one of them, and those that cost more than they add."""
    interaction_usd: float = 0.0
    """What all save together beyond the sum of what each saves alone: below 0 where they save the same work [USD]."""
    left_out: dict[Id, Text] = {}
    """Levers that are in no step, and why."""
    is_cut_short: bool = False
    """Whether it was called off before all was planned."""
    failures: tuple[Text, ...] = ()
    """Laws that the figures break; none in a report that is shown."""

    @property
    def together(self) -> Pulled | None:
        """All levers that go together and pay; None where there are none."""
        return self.steps[-1].together if self.steps else None
