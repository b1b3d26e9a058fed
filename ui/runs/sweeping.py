"""A run that sweeps a scenario: its journal, how it is heard of while it is made, and how it ends."""

from __future__ import annotations

import hashlib
import os
import shutil
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import replace
from pathlib import Path

from data.sweep_journal import JOURNAL, Journal, JournalBusyError, JournalError
from models.cases import in_case
from models.run import Run, RunStatus
from models.sweep import Entry, SweepOptions
from solver.search.options import Listener, Progress, SearchOptions
from solver.sweep.pools import LocalPool
from ui.exits import Exit, SteelyardError
from ui.planning import NothingFitsError
from ui.runs.asked import task_options_of
from ui.runs.endings import KEPT_DAYS, Ending, cancelled_sweep
from ui.runs.pulse import Pulse
from ui.scenario_file import ScenarioFile
from ui.settings import Settings, beside_store
from ui.sweep_asked import study_of
from ui.sweep_progress import Pace
from ui.sweeping import Request, searched, sweep

TRIES, BETWEEN_S = 10, 0.5
"""How often the journal is looked for that another process has, and the time between [s]."""
STATUS: dict[Exit, RunStatus] = {Exit.INFEASIBLE: "infeasible", Exit.NO_PLAN_IN_TIME: "no_plan"}


class CancelledError(Exception):
    """The owner of the run wants no more points."""


def sweep_scenario(source: ScenarioFile, run: Run, options: SearchOptions, pulse: Pulse, settings: Settings) -> Ending:
    """Carry out a sweep; whatever comes of it is an ending. What an earlier run has solved is not solved again."""
    asked = task_options_of(run)
    if not isinstance(asked, SweepOptions):
        asked = SweepOptions()
    pulse.say("build")
    folder, pool = journal_folder(settings, run), LocalPool(workers(settings))
    watcher = Watched(pulse, pool.workers)
    try:
        study = study_of(in_case(source.scenario, run.case), run.case, asked, options.seed)
        _tidy(folder)
        _wait_for(folder)
        found, _ = sweep(Request(source, run.case, study, searched(options), asked.months_now, folder), pool, watcher)
    except CancelledError:
        return cancelled_sweep(watcher.solved)
    except JournalBusyError:
        return Ending("failed", "Another sweep of this scenario and case is under way; wait for it, then run it again.")
    except JournalError:
        shutil.rmtree(folder, ignore_errors=True)
        return Ending("failed", "What an earlier run had solved could not be read and was dropped. Run it again.")
    except SteelyardError as error:
        return _without_base(error)
    finally:
        pool.close()
    shutil.rmtree(folder, ignore_errors=True)
    return Ending("done", "", report=found)


def _without_base(error: SteelyardError) -> Ending:
    """Why there is nothing to vary: a plan of the scenario as it is, or the inputs asked for."""
    said = "\n".join(error.lines)
    if isinstance(error, NothingFitsError):
        return Ending("infeasible", "\n".join(error.why.lines), conflicts=error.why)
    return Ending(STATUS.get(error.code, "failed"), said)


def workers(settings: Settings) -> int:
    """Processes of a sweep: the cores of this machine, shared with the other runs that it may solve at once."""
    return max(1, len(os.sched_getaffinity(0)) // settings.concurrent_solves)


def journal_folder(settings: Settings, run: Run) -> Path:
    """Where the points of a sweep are kept until it is done: the same for whoever owns the next run of the same."""
    what = "\0".join((run.owner, run.input_hash, run.case, run.variant or ""))
    return beside_store(settings) / "sweeps" / hashlib.sha256(what.encode()).hexdigest()[:32]


def _tidy(folder: Path) -> None:
    """Make the folder, for its owner alone, and drop those of sweeps that nobody went on with."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    for journal in folder.parent.glob(f"*/{JOURNAL}"):
        with suppress(OSError):
            if time.time() - journal.stat().st_mtime > 86_400 * KEPT_DAYS:
                shutil.rmtree(journal.parent, ignore_errors=True)


def _wait_for(folder: Path) -> None:
    """Wait a moment for the journal: the process of a run that was just cancelled is about to end."""
    for _ in range(TRIES):
        with suppress(JournalBusyError), Journal(folder):
            return
        time.sleep(BETWEEN_S)


class Watched:
    """Tells the run which round it is in and how long that will take; ends the sweep when its owner wants that."""

    def __init__(self, pulse: Pulse, workers: int) -> None:
        self._pulse, self._pace = pulse, Pace(workers)

    @property
    def solved(self) -> int:
        """Points solved by this run."""
        return len(self._pace.seconds)

    @contextmanager
    def base(self, _case: str, /) -> Iterator[Listener]:
        """Hears of the search for the base plan; its figures are not those of the run."""

        def hear(news: Progress) -> bool:
            stage = f"as it is: {news.stage}"
            told = replace(news, incumbent_usd=None, bound_usd=None, gap=None, stage=stage)
            return self._pulse.hear(told) is True

        yield hear
        self._check()

    def begin(self, title: str, total: int, known: int) -> None:
        """A round of so many points begins."""
        self._pace.begin(title, total, known)
        self._pulse.say(self._pace.line)
        self._check()

    def hear(self, entry: Entry) -> None:
        """A point is done."""
        self._pace.hear(entry)
        self._pulse.say(self._pace.line)
        self._check()

    def end(self) -> None:
        """The round is over."""

    def _check(self) -> None:
        if self._pulse.wishes.wants_cancel:
            raise CancelledError
