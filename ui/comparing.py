"""Scenarios side by side: their plans, what differs in the inputs, and what that is worth."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from data.export_csv import csv_bytes
from data.plan_comparison import SECTIONS
from models.comparison import Comparison
from models.plan import Plan
from solver.comparing.make import compare_scenarios, input_changes
from solver.search.options import Listener, SearchOptions
from ui.exits import Exit, SteelyardError
from ui.figures import change, signed
from ui.input_report import change_part, input_parts, input_table
from ui.planning import plan_of
from ui.scenario_file import ScenarioFile, is_file, open_scenario
from ui.summary import Part, as_markdown, escaped
from ui.writing import write_into

AT = "@"
"""What stands between the file of a scenario and one of its variants."""


@dataclass(frozen=True)
class Compared:
    """Scenarios side by side, the first of them the base."""

    plans: dict[str, Plan]
    """By name."""
    reports: tuple[Comparison, ...]
    """What leads from the first to each other one."""

    @property
    def parts(self) -> list[Part]:
        """What changed in the inputs, and what it is worth, of each but the first."""
        base, *others = self.plans
        return [
            part for name, each in zip(others, self.reports, strict=True) for part in input_parts(each, (base, name))
        ]


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
        if not isinstance(found, tuple):
            plan_of(found, case)
            raise SteelyardError(Exit.FAILED, [f"{name}, case {case}: no plans to compare"])
        report, before, after = found
        plans = {names[0]: before, **plans, name: after}
        reports.append(report)
    return Compared(plans, tuple(reports))


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


def comparison_document(plans: Mapping[str, Plan], reports: Sequence[Comparison] = ()) -> dict[str, Any]:
    """Plans side by side for programs; `inputs` is there where scenarios were compared."""
    values = list(plans.values())
    document: dict[str, Any] = {
        "plans": list(plans),
        "case_changes": {
            name: [each.model_dump(mode="json") for each in plan.case_changes] for name, plan in plans.items()
        },
        **{
            title: [{**row._asdict(), "differences": row.differences, "shares": row.shares} for row in rows(values)]
            for title, rows in SECTIONS.items()
        },
    }
    return document | ({"inputs": [each.model_dump(mode="json") for each in reports]} if reports else {})


def comparison_json(plans: Mapping[str, Plan], reports: Sequence[Comparison] = ()) -> str:
    """The same as text."""
    return json.dumps(comparison_document(plans, reports), indent=1, ensure_ascii=False) + "\n"


def comparison_markdown(plans: Mapping[str, Plan], parts: Sequence[Part] = ()) -> str:
    """Plans side by side as Markdown, with what changed in the inputs where that is known."""
    decisions = [f"{name}: {plan.decision}" for name, plan in plans.items()]
    base, *others = plans
    said = [f">{text}" for name in others for text in (escaped(name), "difference", "%")]
    columns = ("Figure", "Unit", f">{escaped(base)}", *said)
    sections = [
        Part(title, (), columns, [_figures(row.name, row.unit, row.amounts) for row in rows(list(plans.values()))])
        for title, rows in SECTIONS.items()
    ]
    head = f"Differences are from {base}."
    return as_markdown("Plans side by side", head, [Part("Decisions", decisions), *sections, *parts])


def _figures(name: str, unit: str, amounts: Sequence[float]) -> tuple[str, ...]:
    first = amounts[0]
    cells = [name, unit, _figure(first)]
    for amount in amounts[1:]:
        cells += [
            _figure(amount),
            signed(amount - first, _figure),
            change((amount - first) / abs(first) if first else None),
        ]
    return tuple(cells)


def _figure(amount: float) -> str:
    return f"{amount:,.2f}".removesuffix(".00")


def write_comparison(found: Compared, folder: Path) -> list[str]:
    """Write `compare.json`, `compare.md` and a table of inputs for each but the first; the names of the files."""
    tables = {
        f"inputs-{n}.csv": csv_bytes(input_table(each, "inputs")) for n, each in enumerate(found.reports, start=1)
    }
    files = {
        "compare.json": comparison_json(found.plans, found.reports).encode(),
        "compare.md": comparison_markdown(found.plans, found.parts).encode(),
        **tables,
    }
    write_into(folder, files)
    return list(files)
