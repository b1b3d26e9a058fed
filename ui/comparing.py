"""Scenarios side by side: planned, and what differs between them weighed; each way to fail in the user's words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from data.plan_comparison import SECTIONS
from models.comparison import Comparison, FigureRow, FigureSection, SideBySide
from models.plan import Plan
from solver.comparing.make import Unplanned, compare_scenarios, input_changes
from solver.search.options import Listener, SearchOptions
from ui.exits import Exit, SteelyardError
from ui.input_report import change_part
from ui.planning import plan_of
from ui.scenario_file import ScenarioFile, is_file, open_scenario
from ui.summary import Part

AT = "@"
"""What stands between the file of a scenario and one of its variants."""


@dataclass(frozen=True)
class Compared:
    """Scenarios side by side, the first of them the base."""

    plans: dict[str, Plan]
    """By name."""
    reports: tuple[Comparison, ...]
    """What leads from the first to each other one."""


def side_by_side(plans: Mapping[str, Plan], reports: Sequence[Comparison] = ()) -> SideBySide:
    """Figures of plans by name, the first of them the base; `reports`: of scenarios, what leads to each other one."""
    values = list(plans.values())
    return SideBySide(
        names=tuple(plans),
        decisions=tuple(plan.decision for plan in values),
        case_changes=tuple(plan.case_changes for plan in values),
        sections=tuple(
            FigureSection(title=title, rows=tuple(FigureRow(**row._asdict()) for row in rows(values)))
            for title, rows in SECTIONS.items()
        ),
        inputs=tuple(reports),
    )


def opened(name: str) -> ScenarioFile:
    """A scenario by its file or name, or a variant of it: `two-sites`, `two-sites@shaken`."""
    file, _, variant = name.rpartition(AT)
    return open_scenario(file, variant) if file and not is_file(name) else open_scenario(name)


def called(source: ScenarioFile) -> str:
    """A short name: that of the file, with the variant."""
    return f"{Path(source.file or source.scenario.name).stem}{f'{AT}{source.variant}' if source.variant else ''}"


def compared(
    names: Sequence[str], sources: Sequence[ScenarioFile], case: str, options: SearchOptions, most: int,
    listener: Listener | None = None,
) -> Compared:  # fmt: skip
    """Plan scenarios and weigh what differs between each and the first.

    Raises
    ------
    SteelyardError
        where one has no plan, or no such case.
    """
    for name, source in zip(names, sources, strict=True):
        if case not in (known := [each.id for each in source.scenario.cases]):
            said = f"{name}: there is no case {case}; it has {', '.join(known)}. Say which with --case"
            raise SteelyardError(Exit.BAD_INPUT, [said])
    plans, reports = dict[str, Plan](), list[Comparison]()
    for name, source in list(zip(names, sources, strict=True))[1:]:
        base, other = sources[0].scenario, source.scenario
        found = compare_scenarios(base, other, case, options, most=most, on_progress=listener)
        if isinstance(found, Unplanned):
            raise _without_plan(found, names[0] if found.is_base else name, case)
        report, before, after = found
        plans = {names[0]: before, **plans, name: after}
        reports.append(report)
    return Compared(plans, tuple(reports))


def _without_plan(found: Unplanned, name: str, case: str) -> SteelyardError:
    """What is said where a scenario of that name has no plan."""
    try:
        plan_of(found.outcome, case)
    except SteelyardError as error:
        return SteelyardError(error.code, [f"{name}:", *error.lines])
    return SteelyardError(Exit.FAILED, [f"{name}, case {case}: no plans to compare"])


def inputs_of_plans(plans: Mapping[str, Plan]) -> list[Part]:
    """What changed in the inputs between plans whose scenario files are here, and as they were; why not else."""
    found = {name: _scenario_of(plan) for name, plan in plans.items()}
    sources = {name: each for name, each in found.items() if isinstance(each, ScenarioFile)}
    missing = [f"Not known. {name}: {why}." for name, why in found.items() if name not in sources]
    if missing:
        return [Part("What changed in the inputs", missing)]
    cases = {name: plan.provenance.case for name, plan in plans.items()}
    base, *others = plans
    parts = []
    for name in others:
        changes = input_changes(sources[base].scenario, sources[name].scenario, cases[base], cases[name])
        part = change_part(changes, (base, name))
        told = [f"{base} is of case {cases[base]}, {name} of case {cases[name]}."] * (cases[base] != cases[name])
        parts.append(part._replace(sentences=[*told, *part.sentences]))
    return parts


def _scenario_of(plan: Plan) -> ScenarioFile | str:
    """The scenario that a plan was made from, or why it is not known."""
    name = plan.provenance.file
    if name is None or not is_file(name):
        return f"its scenario {name} is not here" if name else "it names no scenario file"
    try:
        source = open_scenario(name, plan.provenance.variant)
    except SteelyardError:
        return f"its scenario {name} can no longer be read"
    is_same = source.loaded.document_hash == plan.provenance.scenario_hash
    return source if is_same else f"its scenario {name} has changed since"
