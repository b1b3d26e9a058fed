"""Rules of thumb and findings in words, for terminal and page."""

from __future__ import annotations

from rich.console import RenderableType
from rich.text import Text

from models.guidance import Finding, PlatformRule, Signal, WorkloadRule
from models.guides import DEPLOYMENTS, PLATFORMS, SIGNALS, TRAPS
from models.mistakes import MISTAKES
from models.numbers import plain, price_scale
from models.plan import Plan
from ui.figures import percent, whole_usd, words
from ui.tables import grid, point, section

FINDINGS = "Findings: common mistakes that this plan, or its scenario, makes; figures over the horizon"
PLATFORM_TITLE = "Rules of thumb by workload and class of accelerator, beside what the plan does"
WORK_TITLE = "Workloads beside what is usual for their kind"
LIST_TITLE = "Shortlist in two layers"
NOTE = "Rules of thumb decide nothing; each is told with its formula and threshold in docs/rules.md."
NO_FINDINGS = f"None of {len(MISTAKES)} common mistakes looked for."
SIGNAL_TITLE = "What these rules ask"
PLATFORM_HEADERS = ("Workload", "Class", "Speaks for it", "Plan serves there [0..1]", "Where the plan differs")
SIGNAL_HEADERS = ("Workload", "Class", "Asks whether", "Answer", "Figure over the horizon", "Turns at")
WORK_HEADERS = (
    *("Workload", "Kind", "Usual best fit", "Served there [0..1]", "Primary figure over the horizon"),
    *("What usually goes wrong", "Usual deployment", "Own sites [0..1]", "Rented by the hour [0..1]"),
)
LIST_HEADERS = ("Layer", "Accelerator", "Class", "Worth a closer look for", "Of busy accelerator-hours [0..1]")
FINDING_HEADERS = (
    *("Finding", "Workload", "Accelerator", "Site", "Figure over the horizon", "Is one"),
    "Cost it is about, nominal [USD]",
)
PER_THOUSAND = "USD per 1,000 "
YES = {True: "yes", False: "no", None: "not known"}
WHY = {
    "only_class": "no other class can do it",
    "costs_less": "it costs less there",
    "costs_more": "it costs more there",
    "none_to_be_had": "nothing there can be had in time",
    "other_limits": "other limits, or work that shares units, decide",
}
DIFFERS = {"used_against_rule": "used against the rule", "rule_not_followed": "hardly used"}


def figure(value: float | None, unit: str) -> str:
    """A figure with what it is: `33.6 % of its cost`, `2 demand cases`."""
    if value is None:
        return YES[None]
    if unit.startswith("share "):
        return f"{percent(value)} {unit.removeprefix('share ')}"
    if unit.startswith("1: "):
        return unit[3:].partition(", 0: ")[0 if value else 2]
    if unit.startswith(PER_THOUSAND):
        size, things = price_scale(value / 1000, unit.removeprefix(PER_THOUSAND))
        return f"{plain(value / 1000 * size)} USD per {things}"
    return f"{whole_usd(value) if unit.startswith('USD ') and abs(value) >= 1 else plain(value)} {unit}"


def findings(plan: Plan) -> RenderableType | None:
    """The findings in short; None in plans from before they were looked for."""
    if plan.rules is None:
        return None
    said = [_sentence(f"{each.what}{about(plan, each)}: {stated(each)}") for each in plan.findings]
    return section(FINDINGS, *(map(point, said) if said else [Text(NO_FINDINGS)]))


def told(plan: Plan) -> list[RenderableType]:
    """All of it: the findings with what to do, the tables of rules, the shortlist."""
    if plan.rules is None:
        return []
    return [
        section(FINDINGS, *(map(point, advised(plan)) if plan.findings else [Text(NO_FINDINGS)])),
        section(PLATFORM_TITLE, _grid(PLATFORM_HEADERS, platform_rows(plan)), *map(point, differing(plan))),
        Text(NOTE, style="dim"),
        section(SIGNAL_TITLE, _grid(SIGNAL_HEADERS, signal_rows(plan))),
        *(_beside_its_kind(plan, row) for row in plan.rules.workloads),
        section(LIST_TITLE, _grid(LIST_HEADERS, list_rows(plan))),
    ]


def advised(plan: Plan) -> list[str]:
    """Every finding in sentences, with what to do."""
    return [
        _sentence(f"{each.what}{about(plan, each)}: {stated(each)}. What to do: {each.advice}")
        for each in plan.findings
    ]


def _sentence(text: str) -> str:
    return f"{text[:1].upper()}{text[1:]}."


def about(plan: Plan, finding: Finding) -> str:
    """Whom a finding is about, in brackets; empty where it is the plan."""
    names = plan.names
    parts = [
        names.workload(finding.workload) if finding.workload else "",
        names.accelerator(finding.accelerator) if finding.accelerator else "",
        names.site(finding.site) if finding.site else "",
    ]
    return f" ({' at '.join(filter(None, parts))})" if any(parts) else ""


def stated(finding: Finding) -> str:
    """The figure of a finding, and where it becomes one: `33.6 % of its cost, one from 33.3 % on`."""
    return f"{figure(finding.value, finding.unit)}; a finding {_is_one(finding)}"


def _is_one(finding: Finding) -> str:
    limit = percent(finding.threshold) if finding.unit.startswith("share ") else plain(finding.threshold)
    return f"from {limit} on" if MISTAKES[finding.mistake].is_one_from else f"up to {limit}"


def finding_rows(plan: Plan) -> list[tuple[object, ...]]:
    """Every finding under `FINDING_HEADERS`."""
    return [
        (
            row.what.partition(":")[0],
            row.workload and plan.names.workload(row.workload),
            row.accelerator and plan.names.accelerator(row.accelerator),
            row.site and plan.names.site(row.site),
            *(figure(row.value, row.unit), _is_one(row), row.cost_usd),
        )
        for row in plan.findings
    ]


def signal_rows(plan: Plan) -> list[tuple[object, ...]]:
    """Every signal under `SIGNAL_HEADERS`."""
    return [
        (
            plan.names.workload(row.workload),
            words(row.accelerator_class),
            *(SIGNALS[each.id].sentence, YES[each.is_true], figure(each.value, each.unit), _turns_at(each)),
        )
        for row in (plan.rules.platforms if plan.rules else ())
        for each in row.signals
    ]


def _turns_at(signal: Signal) -> str:
    limit = percent(signal.threshold) if signal.unit.startswith("share ") else plain(signal.threshold)
    return f"from {limit} on" if SIGNALS[signal.id].is_true_from else f"up to {limit}"


def platform_rows(plan: Plan) -> list[tuple[object, ...]]:
    """Every workload and class under `PLATFORM_HEADERS`."""
    return [
        (
            plan.names.workload(row.workload),
            words(row.accelerator_class),
            f"{YES[row.is_met]}: {PLATFORMS[row.accelerator_class].sentence}",
            row.share_served,
            DIFFERS[row.differs] if row.differs else "",
        )
        for row in (plan.rules.platforms if plan.rules else ())
    ]


def differing(plan: Plan) -> list[str]:
    """Every difference between plan and rules in a sentence, with why."""
    rows = plan.rules.platforms if plan.rules else ()
    return [
        f"{plan.names.workload(row.workload)}, {words(row.accelerator_class)}: {difference(row)}."
        for row in rows
        if row.differs
    ]


def difference(row: PlatformRule) -> str:
    """How a plan differs from a rule, and why; empty where it does not."""
    if row.differs is None or row.why is None:
        return ""
    said = f"{DIFFERS[row.differs]}: {WHY[row.why]}"
    own, others = row.usd_per_unit, row.others_usd_per_unit
    if own is None or others is None:
        return said
    size, things = price_scale(max(own, others), "units")
    price = f"{plain(own * size)} against {plain(others * size)} USD per {things if size > 1 else 'unit'} at full use"
    return f"{said} ({price}, before port and upkeep)"


def work_rows(plan: Plan) -> list[tuple[object, ...]]:
    """Every workload under `WORK_HEADERS`."""
    return [
        (
            *(plan.names.workload(row.workload), words(row.kind), ", ".join(row.best_fit), row.share_on_best_fit),
            *(figure(row.value, row.unit), trap_words(row), deployment_words(row), row.own_share, row.rented_share),
        )
        for row in (plan.rules.workloads if plan.rules else ())
    ]


def trap_words(row: WorkloadRule) -> str:
    """What usually goes wrong, whether it does, and its figure."""
    return f"{TRAPS[row.trap].sentence}: {YES[row.is_in_trap]} ({figure(row.trap_value, row.trap_unit)})"


def deployment_words(row: WorkloadRule) -> str:
    """What is usually recommended, and whether the plan does so."""
    return f"{DEPLOYMENTS[row.deployment]}: {YES[row.is_as_recommended]}"


def _beside_its_kind(plan: Plan, row: WorkloadRule) -> RenderableType:
    """A workload for the terminal, where its table would be too wide."""
    return section(f"{WORK_TITLE}: {plan.names.workload(row.workload)}", *map(point, _in_lines(row)))


def _in_lines(row: WorkloadRule) -> list[str]:
    best = "" if row.share_on_best_fit is None else f", which carry {percent(row.share_on_best_fit)}"
    shares = [
        f"{percent(share)} {what}"
        for share, what in ((row.own_share, "at own sites"), (row.rented_share, "rented by the hour"))
        if share is not None
    ]
    return [
        f"Kind: {words(row.kind)}; usual best fit: {', '.join(row.best_fit)}{best}.",
        f"Primary figure over the horizon: {figure(row.value, row.unit)}.",
        f"What usually goes wrong: {trap_words(row)}.",
        f"Usual deployment: {deployment_words(row)}{' (' + ', '.join(shares) + ')' if shares else ''}.",
    ]


def list_rows(plan: Plan) -> list[tuple[object, ...]]:
    """Every accelerator on the shortlist under `LIST_HEADERS`."""
    return [
        (
            row.layer,
            plan.names.accelerator(row.accelerator),
            words(row.accelerator_class),
            ", ".join(map(plan.names.workload, row.workloads)),
            row.share_of_hours,
        )
        for row in (plan.rules.shortlist if plan.rules else ())
    ]


def _grid(headers: tuple[str, ...], rows: list[tuple[object, ...]]) -> RenderableType:
    """Rows for the terminal: shares in percent."""
    columns = [f">{header.replace(' [0..1]', '')}" if header.endswith("[0..1]") else header for header in headers]
    return grid(columns, [[_cell(cell) for cell in row] for row in rows])


def _cell(cell: object) -> str:
    return "" if cell is None else percent(cell) if isinstance(cell, float) else str(cell)
