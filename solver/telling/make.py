"""A plan with its returns and its reasons in one: one search for the plan, all else about that plan."""

from __future__ import annotations

import time
from collections.abc import Collection
from dataclasses import dataclass
from typing import Literal

from models.plan import Plan
from models.reasons import Reasons
from models.roi import RoiReport
from models.scenario import Scenario
from models.told import with_reasons, with_roi
from solver.answers.outcome import Outcome, Planned
from solver.answers.planning import audited
from solver.answers.separation import price_of_separation
from solver.economics.make import PLAN_SHARE, roi_of
from solver.reasons.base import Base as Explained
from solver.reasons.make import ALTERNATIVES, HALF, WITHIN_PERCENT, reasons_of
from solver.search.clock import Clock
from solver.search.options import Listener, SearchOptions
from solver.stress.base import Base, of_plan

Section = Literal["roi", "why"]
SHARES: dict[Section, int] = {"roi": PLAN_SHARE, "why": HALF}
"""Searches among which the plan itself would be one, by what is said of it: so much of the time is for the plan."""


@dataclass(frozen=True)
class Told:
    """A plan that carries its returns and its reasons, and these by themselves; None: not asked for."""

    plan: Plan
    roi: RoiReport | None
    reasons: Reasons | None


def make_told(
    scenario: Scenario,
    case: str,
    options: SearchOptions | None = None,
    *,
    sections: Collection[Section] = ("roi", "why"),
    within_percent: float = WITHIN_PERCENT,
    alternatives: int = ALTERNATIVES,
    document_hash: str = "",
    replaced: tuple[str, ...] = (),
    on_progress: Listener | None = None,
) -> Told | Outcome:
    """Plan a case, hold the plan against its alternatives, give its reasons, and audit all of it.

    Parameters
    ----------
    options: gap of every plan; the time limit is for all of them together. sections: what is said of the plan.

    Returns
    -------
    `Told`; the outcome of planning where the case has no plan, or where the audit does not agree with what is said of
    it; `NoPlanInTime` where `on_progress` called it off.
    """
    asked = _Asked(scenario, case, sections, within_percent, alternatives, document_hash, time.perf_counter())
    searches = sum(SHARES[name] for name in sections)
    return of_plan(
        scenario, case, options, on_progress, searches, asked.say, document_hash=document_hash, replaced=replaced
    )


@dataclass(frozen=True)
class _Asked:
    """What is to be said of a plan, with fields as parameters of `make_told`."""

    scenario: Scenario
    case: str
    sections: Collection[Section]
    within_percent: float
    alternatives: int
    document_hash: str
    started: float

    def say(self, base: Base, clock: Clock) -> Told | Outcome:
        """The plan with all of it, audited as a plan of the scenario as it stands."""
        stages = {"start": self.started, "search": time.perf_counter()}
        share, hear = clock.share(len(SHARES) * HALF), clock.tell("lanes together")
        price = price_of_separation(base.scenario, self.case, base.plan, share, 0.0, hear)
        plan, roi, reasons = base.plan.model_copy(update={"separation": price}), None, None
        if "roi" in self.sections:
            part = clock.half() if len(self.sections) > 1 else clock
            roi = roi_of(base, self.scenario.alternatives, part, self.document_hash)
            plan = with_roi(plan, roi)
        if "why" in self.sections:
            given = self.within_percent, self.alternatives, self.document_hash
            reasons = reasons_of(Explained.of(base), clock, *given)
            plan = with_reasons(plan, reasons)
        stages["beside"] = time.perf_counter()
        checked = audited(plan, self.scenario, self.case, stages)
        return Told(checked.plan, roi, reasons) if isinstance(checked, Planned) else checked
