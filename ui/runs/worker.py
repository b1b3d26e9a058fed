"""One run, solved in a process of its own: `python -m ui.runs.worker RUN`, started by the keeper."""

from __future__ import annotations

import os
import sys
import time
import traceback
from typing import TYPE_CHECKING

from data.store import Conflict, NotFound, Store, StoreError, open_store
from models.run import Moment, Person, Run
from ui.runs.keeper import drop_empty_log, tend
from ui.runs.pulse import Pulse
from ui.settings import Settings, settings

if TYPE_CHECKING:
    from ui.runs.endings import Ending

TRIES = 5
"""Attempts to write the end of a run."""


def main(run_id: str) -> int:
    """Solve a claimed run, write how it ended, start the next one; the exit code of the process."""
    found = settings()
    store = open_store(found.store_url)
    run = store.runs.find(Person.local(), run_id)
    if run.status != "running":
        print(f"run {run_id} is {run.status}: only the keeper starts a worker", file=sys.stderr)  # noqa: T201  # the log
        return 2
    _work(store, found, run)
    _leave(store, found, run_id)
    return 0


def _work(store: Store, settings: Settings, run: Run) -> None:
    def abandon(last: Moment) -> None:
        from ui.runs.endings import abandoned

        _finish(store, run.id, abandoned(last, run.task))
        _leave(store, settings, run.id)
        os._exit(0)  # whatever the main thread is in the middle of; its solver ends with this process

    with Pulse(store, run.id, abandon) as pulse:
        ending = _ending(store, settings, run, pulse)
    _finish(store, run.id, ending)


def _ending(store: Store, settings: Settings, run: Run, pulse: Pulse) -> Ending:
    """Do what the run asks for; every failure is an ending, too."""
    from data.problems import ScenarioError
    from solver.answers.replan import ReplanError
    from ui.runs.endings import Ending, unreadable

    try:
        return _plan(store, settings, run, pulse)
    except ScenarioError as error:
        return unreadable(error)
    except (StoreError, ReplanError) as error:
        return Ending("failed", str(error))
    except MemoryError:
        return Ending("failed", "The program needs more memory than this machine has left.")
    except Exception as error:  # noqa: BLE001  # a defect of ours must end the run, and its trace be kept
        traceback.print_exc()
        what = f"{type(error).__name__}: {error}".rstrip(": ")
        return Ending("failed", f"The program failed ({what}). Its trace is in the log of this run, {run.id}.log.")


def _plan(store: Store, settings: Settings, run: Run, pulse: Pulse) -> Ending:
    from solver.answers.replan import previous_of
    from ui.planning import outcome_of
    from ui.runs.asked import again_of, options_of, previous_of_run
    from ui.runs.endings import Ending, ending_of
    from ui.runs.hedging import plan_all_cases
    from ui.runs.reporting import MAKERS, report_on
    from ui.runs.stressing import stress_plan
    from ui.scenario_file import ScenarioFile, loaded_document

    options = options_of(run)
    text = store.runs.document(Person.local(), run.id)
    source = ScenarioFile(run.scenario_name, run.variant, loaded_document(text, run.scenario_name, run.variant))
    if run.is_hedge:
        return plan_all_cases(source, options, pulse)
    if run.task == "stress":
        return stress_plan(source, run, options, pulse)
    if run.task == "levers":
        from ui.runs.levering import pull_levers

        return pull_levers(source, run, options, pulse)
    if run.task == "compare":
        from ui.runs.comparing import weigh_changes

        return weigh_changes(source, store.runs.other(Person.local(), run.id), run, options, pulse)
    if run.task == "sweep":
        from ui.runs.sweeping import sweep_scenario

        return sweep_scenario(source, run, options, pulse, settings)
    cases = [case.id for case in source.scenario.cases]
    if run.case not in cases:
        return Ending("failed", f"The scenario has no case {run.case}; it has {', '.join(cases)}.")
    if run.task in MAKERS:
        return report_on(source, run, options, pulse)
    asked, before, again = again_of(run), None, None
    if asked.previous_run:
        before = previous_of_run(store, Person.local(), asked)
        again = previous_of(source.scenario, before, firm_until=asked.firm_until)
    pulse.say("build")
    outcome = outcome_of(source, run.case, options, pulse.hear, before, again)
    return ending_of(outcome, options, pulse.seconds, is_cancelled=pulse.wishes.wants_cancel)


def _finish(store: Store, run_id: str, ending: Ending) -> None:
    """Write the end; a store that cannot be reached for a while gets some more chances."""
    from data.plan_io import json_text, plan_json

    plan = None if ending.plan is None else plan_json(ending.plan)
    conflicts = None if ending.conflicts is None else plan_json(ending.conflicts)
    report = None if ending.report is None else json_text(ending.report)
    others = {case: plan_json(other) for case, other in ending.case_plans.items()}
    for tries_left in reversed(range(TRIES)):
        try:
            store.work.finish(run_id, ending.status, plan, ending.message, conflicts, others, report)
            return
        except (NotFound, Conflict) as error:  # deleted, or imported anew: nobody waits for this end
            print(error, file=sys.stderr)  # noqa: T201  # the log
            return
        except StoreError:
            if not tries_left:
                raise
            time.sleep(1.0)


def _leave(store: Store, settings: Settings, run_id: str) -> None:
    drop_empty_log(settings, run_id)
    tend(store, settings)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
