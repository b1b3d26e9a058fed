"""Steelyard in a notebook: `import steelyard as sy; plan = sy.plan(sy.load("ai-factory"))`."""

from collections.abc import Sequence
from importlib.util import find_spec
from pathlib import Path


def _refuse_shadows() -> None:
    home = Path(__file__).resolve().parent
    for name in ("models", "data", "solver", "ui"):
        spec = find_spec(name)
        found = Path(spec.origin).resolve() if spec and spec.origin else home / name
        if not found.is_relative_to(home / name):
            raise ImportError(f"{found} hides Steelyard's own folder {name!r}: rename it, or work in another folder")


_refuse_shadows()

from models.bakeoff import Bakeoff
from models.comparison import Comparison
from models.lever_report import Levers
from models.negotiation import Negotiation
from models.plan import Plan
from models.reasons import Reasons
from models.replanning import Actual
from models.roi import RoiReport
from models.scenario import Scenario
from models.stress import StressReport
from models.stress_rules import StressRule
from models.sweep import Sweep, SweepOptions
from solver.comparing import MOST
from solver.hedge.make import Hedged
from solver.search.options import Listener, SearchOptions
from solver.telling.make import Section
from ui.bakingoff import bakeoff_of, quotes_of
from ui.comparing import called, compared
from ui.exits import SteelyardError
from ui.hedging import hedge_of
from ui.levering import levers_case
from ui.negotiating import negotiation_of
from ui.planning import NothingFitsError, plan_case, previous_plan
from ui.scenario_file import ScenarioFile, choose_case, in_memory
from ui.scenario_file import open_scenario as load
from ui.stressing import stress_case
from ui.sweeping import sweep_case
from ui.telling import told_of, with_reasons, with_roi

__all__ = [
    "Actual",
    "Bakeoff",
    "Comparison",
    "Hedged",
    "Levers",
    "Negotiation",
    "NothingFitsError",
    "Plan",
    "Reasons",
    "RoiReport",
    "Scenario",
    "ScenarioFile",
    "SearchOptions",
    "SteelyardError",
    "StressReport",
    "StressRule",
    "Sweep",
    "SweepOptions",
    "bakeoff",
    "batch",
    "compare",
    "hedge",
    "levers",
    "load",
    "negotiate",
    "plan",
    "replan",
    "roi",
    "stress",
    "sweep",
    "why",
]
_DEFAULT = SearchOptions()
_TORNADO = SweepOptions()


def plan(
    source: ScenarioFile | Scenario,
    case: str | None = None,
    options: SearchOptions = _DEFAULT,
    on_progress: Listener | None = None,
    previous: Plan | None = None,
    beside: tuple[Section, ...] = (),
) -> Plan:
    """Plan one case (default: `expected`, else the only one); SteelyardError with the reason when there is no plan.

    The orders of a `previous` plan are kept where that stays within the gap. A plan may say more `beside`, and is made
    anew then: "roi", what it returns, and "why" it is as it is.
    """
    source = in_memory(source) if isinstance(source, Scenario) else source
    chosen = choose_case(source.scenario, case)
    if beside:
        return told_of(source, chosen, options, beside, listener=on_progress).plan
    return plan_case(source, chosen, options, on_progress, previous)


def replan(
    source: ScenarioFile | Scenario,
    previous: Plan,
    case: str | None = None,
    options: SearchOptions = _DEFAULT,
    firm_until: str | None = None,
    actuals: tuple[Actual, ...] = (),
) -> Plan:
    """Plan again after a previous plan, whose orders before `firm_until` are kept; `plan.changes` says what differs.

    `actuals` is demand as measured in months before the scenario's first, by which its forecast is rescaled.
    """
    source = in_memory(source) if isinstance(source, Scenario) else source
    again = previous_plan(source, previous, firm_until=firm_until, actuals=actuals)
    return plan_case(source, choose_case(source.scenario, case), options, None, previous, again)


def hedge(source: ScenarioFile | Scenario, options: SearchOptions = _DEFAULT) -> Hedged:
    """One plan for all cases: `.hedge` what it costs and is worth, `.plans` its plan in each case, `.alone` the plan of
    each case made for it alone; SteelyardError with the reason when there is none."""
    return hedge_of(in_memory(source) if isinstance(source, Scenario) else source, options)


def batch(source: ScenarioFile | Scenario, options: SearchOptions = _DEFAULT) -> dict[str, Plan]:
    """Plan every case; SteelyardError with the reason when one of them has no plan."""
    scenario = source if isinstance(source, Scenario) else source.scenario
    return {case.id: plan(source, case.id, options) for case in scenario.cases}


def compare(
    base: ScenarioFile | Scenario,
    other: ScenarioFile | Scenario,
    case: str | None = None,
    options: SearchOptions = _DEFAULT,
    most: int = MOST,
    on_progress: Listener | None = None,
) -> Comparison:
    """Which inputs of two scenarios differ, and what each change is worth: made first, left out last, and together.

    `most` is how many are weighed one by one; SteelyardError with the reason where one of them has no plan.
    """
    sources = [in_memory(each) if isinstance(each, Scenario) else each for each in (base, other)]
    names = [f"{n} {called(source)}" for n, source in enumerate(sources, start=1)]
    found = compared(names, sources, choose_case(sources[0].scenario, case), options, most, on_progress)
    return found.reports[0]


def stress(
    source: ScenarioFile | Scenario,
    case: str | None = None,
    options: SearchOptions = _DEFAULT,
    only: tuple[str, ...] = (),
    rules: tuple[StressRule, ...] | None = None,
    plan: Plan | None = None,
    on_progress: Listener | None = None,
) -> StressReport:
    """What breaks first: the plan of a case, or one that is given, under every stress, or under `only` some by id.

    `rules` are stresses with numbers of their own, instead of those of the scenario.
    """
    source = in_memory(source) if isinstance(source, Scenario) else source
    chosen = choose_case(source.scenario, case)
    return stress_case(source, chosen, options, rules=rules, only=only, plan=plan, listener=on_progress)


def roi(
    source: ScenarioFile | Scenario,
    case: str | None = None,
    options: SearchOptions = _DEFAULT,
    on_progress: Listener | None = None,
) -> RoiReport:
    """The plan of a case against alternatives at their best: all on demand, reserved, owned, GPUs alone, one vendor,
    status quo, and those of the scenario; SteelyardError with the reason when there is no plan."""
    source = in_memory(source) if isinstance(source, Scenario) else source
    return with_roi(source, choose_case(source.scenario, case), options, on_progress)[1]


def levers(
    source: ScenarioFile | Scenario,
    case: str | None = None,
    options: SearchOptions = _DEFAULT,
    only: tuple[str, ...] = (),
    has_ranges: bool = True,
    on_progress: Listener | None = None,
) -> Levers:
    """What could be done about the work itself: a case planned with each of its scenario's levers alone, at both ends
    of its range, and with one more after the other; SteelyardError with the reason when there is no plan."""
    source = in_memory(source) if isinstance(source, Scenario) else source
    chosen = choose_case(source.scenario, case)
    return levers_case(source, chosen, options, only=only, has_ranges=has_ranges, listener=on_progress)


def sweep(
    source: ScenarioFile | Scenario,
    case: str | None = None,
    asked: SweepOptions = _TORNADO,
    options: SearchOptions = _DEFAULT,
    folder: str | Path | None = None,
    workers: int = 1,
) -> Sweep:
    """Plan a case many times with its inputs varied: `.swings` and `.flips` of a tornado, `.frontiers`, `.rows`.

    `asked` is which points: `SweepOptions(design=None, measures=("carbon",))`, or `vary=("demand=+-20%",)` as on the
    command line. `folder` keeps what is solved, for the same sweep to go on from; with more than one of `workers`
    points are solved in processes, so a script needs `if __name__ == "__main__"`.
    """
    source = in_memory(source) if isinstance(source, Scenario) else source
    chosen = choose_case(source.scenario, case)
    return sweep_case(source, chosen, asked, options, None if folder is None else Path(folder), workers)


def why(
    source: ScenarioFile | Scenario,
    case: str | None = None,
    options: SearchOptions = _DEFAULT,
    within_percent: float = 1.0,
    alternatives: int = 2,
    on_progress: Listener | None = None,
) -> Reasons:
    """Why the plan of a case is as it is: prices of its limits, break-even prices of rejected offers, runners-up of
    every workload, alternatives within so many percent of its cost, the worth of better terms. The time limit of the
    options is for all of them."""
    source = in_memory(source) if isinstance(source, Scenario) else source
    chosen = choose_case(source.scenario, case)
    return with_reasons(
        source, chosen, options, within_percent=within_percent, alternatives=alternatives, listener=on_progress
    )[1]


def bakeoff(
    source: ScenarioFile | Scenario,
    quotes: Sequence[str | Path],
    case: str | None = None,
    options: SearchOptions = _DEFAULT,
    on_progress: Listener | None = None,
) -> Bakeoff:
    """Quotes, each a YAML file with offers, ranked by what they are worth to the plan of a case: `.quotes` by rank,
    each with `.first` alone and `.last` on top of all others. The time limit of the options is for all of them."""
    source = in_memory(source) if isinstance(source, Scenario) else source
    read = quotes_of(source, list(map(str, quotes)))
    return bakeoff_of(source, choose_case(source.scenario, case), read, options, on_progress)


def negotiate(
    source: ScenarioFile | Scenario,
    case: str | None = None,
    options: SearchOptions = _DEFAULT,
    on_progress: Listener | None = None,
) -> Negotiation:
    """For each vendor the best plan without it, up to which prices what the plan takes of it is worth having, what
    would bring its other offers in, and what terms are worth. The time limit of the options is for all of them."""
    source = in_memory(source) if isinstance(source, Scenario) else source
    return negotiation_of(source, choose_case(source.scenario, case), options, on_progress)
