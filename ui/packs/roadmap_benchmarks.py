"""Days 31 to 60: which accelerators to measure for which work, and why these."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from models.matrix import MatrixCell
from models.numbers import plain, price_scale
from models.packs.paper import Section
from models.packs.roadmap import Candidate, CandidateReason
from models.units import counted_thing
from models.vocabulary import CLASS_NAMES
from ui.figures import grade, percent, words
from ui.packs.roadmap_inventory import known_work
from ui.packs.setting import first_names, most, section, table
from ui.packs.source import Source

MOST_CANDIDATES = 16
UNBENCHED = frozenset(("no_benchmark", "maturity"))
"""Rules that a measurement lifts."""
CANDIDATES = ("Workload", "Candidate", "Class", "Why it is measured", ">Cost of a unit now", "It rests on now")
REASONS: dict[CandidateReason, str] = {
    "main": "carries most of it in the plan",
    "other_class": "cheapest of another class",
    "not_measured": "another class, ruled out only as nobody measured it",
    "same_class": "cheapest beside it, as no other class may serve it",
}
MEASURES = (
    (
        "Measure at own prompt lengths and concurrency: throughput, time to first token, time per token, end to end at "
        "the 50th, 95th and 99th percentile, batch size, warm start, memory, power, retries, failure modes."
    ),
    "Measure the first 10 % of the projected traffic before 100 % of the capacity is committed to.",
    "Score all candidates alike: performance per USD and per watt, software, supply, lock-in, operations, porting.",
)


def benchmarks(source: Source) -> list[Section]:
    """Candidates by workload, on how many classes, and what is measured."""
    found = candidates(source)
    shown, more = most(found, MOST_CANDIDATES)
    said = [*_classes(found), *MEASURES, *([f"{more} more candidates serve cheaper work."] if more else [])]
    return [section("What to measure, and where", said, table(CANDIDATES, map(_cells, shown)), is_part=True)]


def candidates(source: Source) -> list[Candidate]:
    """For every workload, the dearest first, its main accelerator and one beside it, of another class if any may be."""
    cells = source.plan.matrix
    found = []
    for work in known_work(source):
        own = [cell for cell in cells if cell.workload == work.workload]
        main = next((cell for cell in own if cell.choice == "main"), None)
        if main is None:
            continue
        beside = _beside(own, main)
        found.append(_candidate(source, main, "main"))
        found += [_candidate(source, *beside)] if beside else []
    return found


def _beside(own: Sequence[MatrixCell], main: MatrixCell) -> tuple[MatrixCell, CandidateReason] | None:
    """What to measure beside the main accelerator: as it may be of another class, else as it is not measured."""
    others = [cell for cell in own if cell.accelerator != main.accelerator and cell.accelerator_class != "managed"]
    possible = sorted((cell for cell in others if cell.usd_per_unit is not None), key=_cost)
    another = [cell for cell in others if cell.accelerator_class != main.accelerator_class]
    cheapest = [cell for cell in possible if cell.accelerator_class != main.accelerator_class]
    if cheapest:
        return cheapest[0], "other_class"
    unmeasured = [cell for cell in another if cell.ruled_out and UNBENCHED.issuperset(cell.ruled_out)]
    if unmeasured:
        return min(unmeasured, key=lambda cell: cell.accelerator), "not_measured"
    return (possible[0], "same_class") if possible else None


def _cost(cell: MatrixCell) -> tuple[float, str]:
    return cell.usd_per_unit or 0.0, cell.accelerator


def _candidate(source: Source, cell: MatrixCell, reason: CandidateReason) -> Candidate:
    names = source.plan.names
    return Candidate(
        workload=names.workload(cell.workload),
        accelerator=names.accelerator(cell.accelerator),
        accelerator_class=cell.accelerator_class,
        reason=reason,
        share_served=min(cell.share_served, 1.0) if cell.share_served else None,
        usd_per_unit=cell.usd_per_unit,
        thing=counted_thing(cell.unit),
        grade=cell.benchmark_grade,
        date=cell.benchmark_date,
    )


def _cells(row: Candidate) -> tuple[str, ...]:
    share = f" ({percent(row.share_served)})" if row.share_served else ""
    rests = f"{grade(row.grade)}{f' of {row.date}' if row.date else ''}" if row.grade else "no benchmark yet"
    why = f"{REASONS[row.reason]}{share}"
    return row.workload, row.accelerator, class_name(row.accelerator_class), why, _price(row), rests


def class_name(known: str) -> str:
    """A class as it is written."""
    return CLASS_NAMES.get(known, words(known))


def _price(row: Candidate) -> str:
    if row.usd_per_unit is None:
        return ""
    size, things = price_scale(row.usd_per_unit, row.thing)
    return f"{plain(row.usd_per_unit * size)} USD per {things}"


def _classes(found: Sequence[Candidate]) -> Iterator[str]:
    """On how many classes is measured; where it is one alone, that and what to do."""
    classes = sorted({class_name(row.accelerator_class) for row in found})
    if not found:
        yield "The plan was made before workloads were laid beside accelerators: plan again to have candidates."
    elif len(classes) > 1:
        yield f"Candidates are of {len(classes)} accelerator classes: {first_names(classes, 6)}."
    else:
        yield (
            f"Only {classes[0]} may serve this work in the scenario: add a benchmark of a second class, such as one "
            "that a cloud rents by the hour, so that at least two are measured."
        )
