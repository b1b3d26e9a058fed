"""Levers for the terminal: what each saves, all one after the other, and on what evidence."""

from __future__ import annotations

from rich.console import Group, RenderableType
from rich.padding import Padding
from rich.text import Text

from models.lever_report import LeverRow, Levers, SavedInYear, Step
from ui.figures import clean, grade, short_grade, signed, usd, whole_usd, words
from ui.tables import grid, point, section

OPEN = "?"
"""Mark of a figure that the gaps leave open."""
COLUMNS = (
    "|Lever",
    "|From\n[month]",
    ">Saves\n[USD]",
    ">Costs itself\n[USD]",
    ">Net\n[USD]",
    ">Net a year\n[USD/year]",
    ">Range of net\n[USD]",
    "|Evidence",
)
STEPS = ("|Lever", ">Adds\n[USD]", ">Costs itself\n[USD]", ">Adds net\n[USD]", ">All up to here\nnet [USD]")
YEARS = ("|Year", ">Saved, as paid\n[USD]", ">Saved,\ndiscounted [USD]", ">Levers cost,\nas paid [USD]")
ALL = "these together"
OVERLAP = "less than the sum of each alone"
MORE = "more than the sum of each alone"
MEANING = (
    "Each lever by itself, planned anew; discounted, over the horizon. Range: the factor at both ends of what its "
    "evidence allows."
)
STEP_MEANING = (
    "From the lever that saves most by itself, each on top of those before: what they add sums to what these save "
    "together; one that would cost more than it adds is left out."
)
MARK = f"{OPEN}: the gaps of the two plans leave open whether anything is saved."


def lever_report(report: Levers) -> RenderableType:
    """The whole report."""
    parts: list[RenderableType] = [
        Text(clean(f"{report.scenario}, case {report.case}: levers on the work itself"), style="bold"),
        Text(clean(levers_head(report))),
        section(
            "What each lever saves",
            grid(COLUMNS, [_cells(row) for row in report.levers if row.alone]),
            Text(),
            Text(f"{MEANING} {MARK}", style="dim"),
        ),
    ]
    if report.together:
        rows = [_step_cells(step) for step in report.steps]
        parts.append(section("One after the other", grid(STEPS, rows, _total_cells(report)), Text(), _overlap(report)))
        parts += [point(line) for line in left_lines(report)]
        parts.append(section("These together, by calendar year", grid(YEARS, map(year_cells, report.together.years))))
    parts.append(section("What the levers are", *(part for row in report.levers for part in _told(row))))
    return Group(*parts)


def levers_head(report: Levers) -> str:
    """What all figures are measured against."""
    within = report.cost_usd - report.bound_usd
    exact = f"; no plan costs less than {usd(report.bound_usd)}" if within >= 1 else ""
    cut = " It was called off before all was planned." if report.is_cut_short else ""
    return f"Without levers the plan costs {usd(report.cost_usd)}, discounted{exact}.{cut}"


def _cells(row: LeverRow) -> tuple[str, ...]:
    found = row.alone
    if found is None:
        return (row.id, row.month, *[""] * 5, short_grade(row.evidence.grade))
    low, high = row.range_usd or (None, None)
    return (
        row.id,
        row.month,
        whole_usd(found.saving_usd) + OPEN * found.says_nothing,
        whole_usd(found.own_usd),
        signed(found.net_usd, whole_usd),
        signed(found.net_per_year_usd, whole_usd),
        "" if low is None or high is None else f"{signed(low, whole_usd)} to {signed(high, whole_usd)}",
        short_grade(row.evidence.grade),
    )


def _step_cells(step: Step) -> tuple[str, ...]:
    return (
        step.lever,
        whole_usd(step.added_usd) + OPEN * is_open(step),
        whole_usd(step.own_usd),
        signed(step.net_usd, whole_usd),
        signed(step.together.net_usd, whole_usd),
    )


def is_open(step: Step) -> bool:
    """Whether the gaps leave open if a step adds anything."""
    return abs(step.added_usd) <= step.within_usd


def _total_cells(report: Levers) -> tuple[str, ...]:
    found = report.together
    if found is None:
        return (ALL, *[""] * 4)
    net = signed(found.net_usd, whole_usd)
    return (ALL, whole_usd(found.saving_usd), whole_usd(found.own_usd), net, net)


def _overlap(report: Levers) -> RenderableType:
    return Text(clean(f"{overlap_words(report)} {STEP_MEANING} {MARK}"), style="dim")


def overlap_words(report: Levers) -> str:
    """What all save beyond the sum of each alone, in a sentence."""
    usd_more = report.interaction_usd
    way = MORE if usd_more > 0 else OVERLAP
    said = f"Together they save {usd(abs(usd_more))} {way}."
    return said if len(report.steps) > 1 else "One lever alone is pulled."


def left_lines(report: Levers) -> list[str]:
    """Which levers are in no step, and why."""
    return [f"{name} is left out: {why}." for name, why in report.left_out.items()]


def year_cells(year: SavedInYear) -> tuple[str, ...]:
    """The cells of a calendar year."""
    label = "later" if year.year is None else str(year.year)
    return label, whole_usd(year.nominal_usd), whole_usd(year.discounted_usd), whole_usd(year.own_usd)


def _told(row: LeverRow) -> list[RenderableType]:
    """A lever, under it its evidence, what to verify before, and why there are no figures."""
    under = (Padding(Text(clean(line), style="dim"), (0, 0, 0, 4)) for line in lever_lines(row))
    return [point(f"{row.id}: {lever_title(row)}."), *under]


def lever_title(row: LeverRow) -> str:
    """What a lever is, with its kind and what it changes."""
    return f"{row.name or words(row.kind)} ({words(row.kind)}), {row.what}, from {row.month} on"


def lever_lines(row: LeverRow) -> list[str]:
    """What there is to know about the figures of a lever."""
    known = row.evidence
    dated = f", {known.date}" if known.date else ""
    spread = f"; range {known.low:g} to {known.high:g}" if known.low is not None and known.high is not None else ""
    method = f". {known.method[:1].upper()}{known.method[1:]}" if known.method else ""
    lines = [f"Evidence: {grade(known.grade)}, {known.source}{dated}{spread}{method}.".replace("..", ".")]
    if row.one_off_usd or row.monthly_usd:
        lines.append(f"It costs {usd(row.one_off_usd)} to introduce and {usd(row.monthly_usd)} a month to keep.")
    lines.append(f"Verify before: {row.quality}".rstrip(".") + "." if row.quality else "No check of quality is stated.")
    if row.why_not:
        lines.append(f"No figures: {row.why_not}.")
    return lines + [f"Note: {note}." for note in row.notes]
