"""`compare`: plans, or scenarios, side by side."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from solver.comparing import MOST as ROWS
from solver.comparing import MOST_ROWS, TIMES
from ui.commands.parameters import AbsoluteGap, AsJson, Gap, Seed, Threads, TimeLimit
from ui.commands.planning import DEFAULT, SECONDS
from ui.exits import Exit, SteelyardError

if TYPE_CHECKING:
    from models.plan import Plan
    from solver.search.options import SearchOptions
    from ui.comparing import Compared

FEWEST, MOST = 2, 4


def compare(
    what: Annotated[
        list[str],
        typer.Argument(
            metavar="PLAN|FILE...",
            help="Two to four plan.json, or two to four scenarios (FILE, or FILE@VARIANT); the first is the base.",
        ),
    ],
    case: Annotated[
        str | None, typer.Option(help="Of scenarios: demand case; default: expected, else the only one.")
    ] = None,
    most: Annotated[
        int, typer.Option(min=1, max=MOST_ROWS, metavar="N", help="Of scenarios: weigh at most N changes one by one.")
    ] = ROWS,
    gap: Gap = DEFAULT.gap,
    absolute_gap: AbsoluteGap = DEFAULT.absolute_gap_usd,
    time_limit: TimeLimit = TIMES * SECONDS,
    threads: Threads = DEFAULT.threads,
    seed: Seed = DEFAULT.seed,
    out: Annotated[
        Path | None, typer.Option(help="Of scenarios: folder for compare.json, .md, .xlsx and inputs as CSV.")
    ] = None,
    as_markdown: Annotated[bool, typer.Option("--markdown", help="Print Markdown, and nothing else.")] = False,
    as_json: AsJson = False,
) -> None:
    """Show two to four plans side by side: absolute, difference and % from the first.

    Scenarios are planned first; then it says what changed in the inputs, and what each change is worth: made alone,
    left out of all, and together. The time is for all plans of a pair together.
    """
    from solver.search.options import SearchOptions
    from ui.comparing import inputs_of_plans, side_by_side
    from ui.comparing_files import comparison_json, comparison_markdown, input_sections
    from ui.comparison import comparison
    from ui.screen import show
    from ui.summary import shown

    if not FEWEST <= len(what) <= MOST:
        raise SteelyardError(Exit.BAD_INPUT, [f"compare takes {FEWEST} to {MOST} plans or scenarios, not {len(what)}"])
    if any(name.endswith(".json") for name in what):
        if case is not None or out is not None:
            raise SteelyardError(Exit.BAD_INPUT, ["--case and --out are for scenarios; these are plans"])
        plans, found = _read([Path(name) for name in what]), None
    else:
        options = SearchOptions(gap, absolute_gap, time_limit, "steelyard", threads, seed)
        found = _planned(what, case, options, most, out)
        plans = found.plans
    beside = side_by_side(plans, found.reports if found else ())
    known = [] if found or as_json else inputs_of_plans(plans)
    if as_json:
        typer.echo(comparison_json(beside), nl=False)
    elif as_markdown:
        typer.echo(comparison_markdown(beside, known), nl=False)
    else:
        show(comparison(plans, next(iter(plans))), width=60 + 50 * len(plans))
        for part in (*input_sections(beside), *known):
            show(shown(part), width=60 + 50 * len(plans))


def _read(paths: Sequence[Path]) -> dict[str, Plan]:
    """The plans of files by short names."""
    from data.plan_io import PlanError, read_plan

    try:
        return dict(zip(_names(paths), map(read_plan, paths), strict=True))
    except PlanError as error:
        raise SteelyardError(Exit.BAD_INPUT, str(error).splitlines()) from None


def _planned(what: Sequence[str], case: str | None, options: SearchOptions, most: int, out: Path | None) -> Compared:
    """Scenarios planned and weighed, and written where that is asked for."""
    from ui.comparing import called, compared, opened, side_by_side
    from ui.comparing_files import write_comparison
    from ui.progress import ProgressLine
    from ui.results import check_folder
    from ui.scenario_file import choose_case

    if out:
        check_folder(out)
    sources = [opened(name) for name in what]
    chosen = choose_case(sources[0].scenario, case)
    names = [called(source) for source in sources]
    names = names if len(set(names)) == len(names) else [f"{n} {name}" for n, name in enumerate(what, start=1)]
    with ProgressLine(chosen) as line:
        found = compared(names, sources, chosen, options, most, line.hear)
    if out:
        files = write_comparison(side_by_side(found.plans, found.reports), out)
        typer.echo(f"written to {out}: {', '.join(files)}", err=True)
    return found


def _names(paths: Sequence[Path]) -> list[str]:
    """Short names: the folder of a plan.json where these differ, else numbered paths."""
    short = [path.resolve().parent.name if path.name == "plan.json" else path.stem for path in paths]
    return short if len(set(short)) == len(short) else [f"{n} {path}" for n, path in enumerate(paths, start=1)]
