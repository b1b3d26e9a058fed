"""What differs between two scenarios, and what each difference is worth: parts of a summary, and a table."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from data.document.wording import said, where
from data.plan_tables import Cell, Table
from data.problems import Location
from models.comparison import Comparison, InputChange, Worth, covers_other_months
from ui.figures import signed, usd, whole_usd
from ui.summary import Part

COLUMNS = ("Input", "In the first [unit]", "In the other [unit]")
WORTHS = ("What changes", ">Made first\n[USD]", ">Left out last\n[USD]")
OPEN = "?"
"""Mark of a figure that the gaps leave open."""
INTERACTION = "together beyond that"
TOTAL = "all changes"
MEANING = (
    "Made first: the plan with this change alone, less the plan of the first scenario. Left out last: the plan of the "
    "other scenario, less the plan with all changes but this one. Discounted, each planned anew."
)
OTHER_MONTHS = "The scenarios cover different months, so these are costs over different times, not a saving."
TABLE = (
    *("input", "in_words", "old", "new", "row", "made_first_usd", "within_usd"),
    *("left_out_last_usd", "last_within_usd", "why_not"),
)
INPUT_HEADERS = (
    *("input", "in words", "in the first", "in the other", "weighed in the row", "made first [USD]"),
    *("made first, within [USD]", "left out last [USD]", "left out last, within [USD]", "why a figure is missing"),
)
"""Headers of the same table on paper."""


def input_parts(report: Comparison, names: tuple[str, str]) -> list[Part]:
    """The inputs that differ, and what they are worth."""
    changed = change_part(report.changes, names)
    if not report.changes:
        return [changed]
    title = f"What the changes are worth, from {names[0]} to {names[1]}"
    return [changed, Part(title, list(_sentences(report)), WORTHS, list(_rows(report)))]


def change_part(changes: Sequence[InputChange], names: tuple[str, str]) -> Part:
    """The inputs that differ, and what differs and changes no plan."""
    title = f"What changed in the inputs, from {names[0]} to {names[1]}"
    if not changes:
        return Part(title, ["Nothing: the same inputs."])
    weighed = [change for change in changes if not change.is_idle]
    idle = [change for change in changes if change.is_idle]
    return Part(title, _idle(idle), COLUMNS if weighed else (), [_cells(each) for each in weighed])


def _idle(idle: list[InputChange]) -> list[str]:
    """What differs and can change no plan."""
    if not idle:
        return []
    some = ", ".join(each.path for each in idle[:6]) + f" and {len(idle) - 6} more" * (len(idle) > 6)
    return [f"Differs, and changes no plan of this case: {some}."]


def _cells(change: InputChange) -> tuple[str, str, str]:
    at = location(change)
    return words(change), said(change.old, at), said(change.new, at)


def words(change: InputChange) -> str:
    """An input in words, with its unit."""
    return where(location(change), change.at, change.unit or None)


def location(change: InputChange) -> Location:
    """Where an input stands in its document; records by a position, which need not be the one they have."""
    return tuple(0 if n in change.records else step for n, step in enumerate(change.at))


def called(report: Comparison) -> list[tuple[str, Worth]]:
    """The rows of a comparison with what each is called."""
    names = {change.path: words(change) for change in report.changes}
    return [(names[worth.paths[0]] if len(worth.paths) == 1 else worth.title, worth) for worth in report.worths]


def _rows(report: Comparison) -> Iterator[tuple[str, str, str]]:
    for name, worth in called(report):
        yield (
            name,
            _worth(worth.first_usd, worth.first_within_usd),
            _worth(worth.last_usd, worth.last_within_usd),
        )
    yield INTERACTION, signed(report.interaction_usd, whole_usd), ""
    yield TOTAL, _worth(report.total_usd, report.within_usd), _worth(report.total_usd, report.within_usd)


def _worth(amount: float | None, within: float) -> str:
    if amount is None:
        return "-"
    return signed(amount, whole_usd) + OPEN * (abs(amount) <= within and within > 0)


def total_line(report: Comparison) -> str:
    """From which cost to which one, and how far the gaps may move that."""
    return (
        f"{usd(report.before.cost_usd)} become {usd(report.after.cost_usd)}, discounted: "
        f"{signed(report.total_usd, usd)}. The gaps of the two plans may move that by {usd(report.within_usd)}."
    )


def _sentences(report: Comparison) -> Iterator[str]:
    yield total_line(report)
    yield from notes(report)
    yield from missing_lines(report)


def notes(report: Comparison) -> Iterator[str]:
    """How the figures are to be read."""
    if covers_other_months(report.changes):
        yield OTHER_MONTHS
    yield f"{MEANING} {OPEN}: the gaps leave open whether it changes anything. {report.plans} plans were made."
    if report.grouping:
        yield f"{report.grouping[:1].upper()}{report.grouping[1:]}."


def missing_lines(report: Comparison) -> list[str]:
    """Why rows have no figure, a line each."""
    return [f"{name}, {worth.why_not}." for name, worth in called(report) if worth.why_not]


def input_table(report: Comparison, name: str) -> Table:
    """Every input that differs with the row that it is weighed in, then the interaction and the total."""
    of_path = {path: worth for worth in report.worths for path in worth.paths}
    rows = [_row(change, of_path.get(change.path)) for change in report.changes]
    ends = [
        ("", INTERACTION, None, None, INTERACTION, report.interaction_usd, None, None, None, ""),
        ("", TOTAL, None, None, TOTAL, report.total_usd, report.within_usd, None, None, ""),
    ]
    return Table(name, TABLE, (*rows, *ends))


def _row(change: InputChange, worth: Worth | None) -> tuple[Cell, ...]:
    at = location(change)
    told = (change.path, words(change), said(change.old, at), said(change.new, at))
    if worth is None:
        return (*told, "changes no plan", *[None] * 4, "")
    return (*told, worth.title, *worth.first, *worth.last, worth.why_not)
