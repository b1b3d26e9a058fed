"""Results of a sweep as files in its folder."""

from __future__ import annotations

from importlib.util import find_spec
from pathlib import Path

from data.plan_io import plan_json, write_files
from data.sweep_files import sweep_csv, sweep_json
from models.plan import Plan
from models.sweep import Sweep
from solver.answers.planning import rehashed
from ui.sweep_report import markdown
from ui.sweep_words import evidence_sentence

DRAWN_BY = ("altair", "vl_convert")
NO_CHARTS = "no charts: they need pip install 'steelyard[app]'"


def write_sweep(folder: Path, sweep: Sweep, base: Plan) -> str:
    """Write `sweep.json`, `sweep.csv`, `summary.md`, the charts, and `plan.json` of the base, whose evidence then says
    what flips the order. Returns what is said of the files; OSError as `write_files`."""
    files = {
        "plan.json": plan_json(_with_evidence(base, sweep)).encode(),
        "sweep.json": sweep_json(sweep).encode(),
        "sweep.csv": sweep_csv(sweep),
        "summary.md": markdown(sweep).encode(),
    }
    can_draw = all(find_spec(name) for name in DRAWN_BY)
    charts = _charts(sweep) if can_draw else {}
    write_files(folder, files | charts)
    for path in (*folder.glob("tornado.*"), *folder.glob("pareto-*.*")):
        if path.name not in charts:  # of a sweep before, with other questions
            path.unlink(missing_ok=True)
    return f"written to {folder}: {', '.join((*files, *charts))}" + ("" if can_draw else f"; {NO_CHARTS}")


def _with_evidence(plan: Plan, sweep: Sweep) -> Plan:
    """The base plan with what the sweep found in its evidence."""
    said = evidence_sentence(sweep)
    if not said:
        return plan
    evidence = plan.evidence.model_copy(update={"sentence": f"{plan.evidence.sentence} {said}"})
    return rehashed(plan.model_copy(update={"evidence": evidence}))


def _charts(sweep: Sweep) -> dict[str, bytes]:
    from ui.charts.figure import render
    from ui.charts.frontier import frontier_figure
    from ui.charts.tornado import tornado

    figures = [tornado(sweep)] if sweep.swings else []
    figures += [frontier_figure(sweep, frontier) for frontier in sweep.frontiers if frontier.points]
    return {f"{figure.name}.{form}": render(figure, form) for figure in figures for form in ("svg", "png")}
