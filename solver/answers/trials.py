"""Plans of several scenarios that answer one question, each audited, within one time."""

from __future__ import annotations

from dataclasses import dataclass

from models.plan import Plan
from models.scenario import Scenario
from solver.answers.outcome import Failed, Infeasible, NoPlanInTime, Planned
from solver.answers.planning import make_plan
from solver.search.clock import Clock

LATE = "time was over before a plan was found"
NOTHING_FITS = "no plan can meet all limits"
TOO_SHORT_S = 1.0
"""Time with which no search is begun [s]."""


@dataclass
class Trials:
    """Searches of one question in one case."""

    case: str
    clock: Clock
    left: int
    """How many searches are still to share the time."""
    made: int = 0
    """How many were made."""

    def planned(self, title: str, scenario: Scenario) -> Plan | str:
        """The audited plan of a scenario, or why there is none.

        Raises
        ------
        StoppedError
            where the listener called off.
        """
        options = self.clock.share(max(1, self.left))
        self.left -= 1
        if (options.time_limit_s or 2 * TOO_SHORT_S) <= TOO_SHORT_S:
            return LATE
        self.made += 1
        match make_plan(scenario, self.case, options, on_progress=self.clock.tell(title)):
            case Planned(plan):
                return plan
            case Infeasible(why):
                return f"{NOTHING_FITS}: {why.sentences[0]}" if why.sentences else NOTHING_FITS
            case NoPlanInTime():
                return LATE
            case Failed(reason):
                return f"no plan to trust: {reason}"
