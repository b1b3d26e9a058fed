"""The workloads of a starter file."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from data.catalog import read_catalog
from data.starter.answers import WorkloadAnswer
from data.starter.choice import Choice
from data.starter.templates import BATCH, meaning
from data.starter.usage import Amount
from data.starter.yaml_lines import flow, note, remark, scalar
from models.calendar import month_number, month_text
from models.vocabulary import TRAINING_CLASSES

COLUMN = 37


def workload_lines(choice: Choice, demand: Sequence[Amount]) -> Iterator[str]:
    """The part `workloads`.

    Parameters
    ----------
    choice : of the catalog's records.
    demand : of each workload [service unit], in the order of the answers.
    """
    yield "workloads:"
    for n, (workload, name) in enumerate(zip(choice.answers.workloads, choice.answers.workload_ids, strict=True)):
        yield from note(f"{workload.kind.title}. {workload.kind.about}", "  ")
        yield f"  - id: {scalar(name)}"
        for key, value, words in _fields(choice, workload):
            yield from remark(f"    {key}: {value}", words, COLUMN)
        yield from _targets(workload)
        yield from _demand(choice, n, demand[n])
        yield ""


def _fields(choice: Choice, workload: WorkloadAnswer) -> Iterator[tuple[str, str, str]]:
    """Key, value and comment of every field on one line."""
    kind = workload.kind
    if workload.name:
        yield "name", scalar(workload.name), ""
    yield "class", kind.workload_class, "the class sets what is expected of it: `steelyard schema`"
    yield "profile", kind.profile, "what was measured: model with prompt and answer; as in `benchmarks`"
    yield "service_unit", kind.service_unit, "what demand is counted in"
    if not kind.is_level:
        flat = "flat over the day" if kind.traffic in ("steady", "batch") else "the catalog's load shape of this name"
        yield "traffic", kind.traffic, flat
    yield from _headroom(workload)
    if kind.is_interruptible:
        yield "is_interruptible", "true", "it survives interruption: spot may carry it, no headroom is held"
    if workload.jurisdictions:
        areas = f"[{', '.join(workload.jurisdictions)}]"
        yield "jurisdictions", areas, "residency: its data stays there, so it runs there"
    if kind.workload_class in TRAINING_CLASSES:
        yield "data_rights", "[train]", "its data may be used to train models"
    if choice.stacks:
        yield "incumbent_stacks", f"[{', '.join(choice.stacks)}]", "it runs there today; to others it is ported once"
    if _others(choice):
        words = "changes of prompt, model or pipeline; each costs upkeep on stacks it was ported to"
        yield "changes_per_quarter", scalar(kind.changes_per_quarter), words


def _headroom(workload: WorkloadAnswer) -> Iterator[tuple[str, str, str]]:
    kind = workload.kind
    if not kind.holds_headroom:
        return
    if workload.headroom is not None:
        yield "headroom", scalar(workload.headroom), f"{100 * workload.headroom:.3g} % above the peak"
    else:
        yield "criticality", kind.criticality, f"headroom {100 * kind.headroom:.3g} % above the peak"


def _others(choice: Choice) -> bool:
    """Whether some accelerator of the scenario needs a stack that the work does not run on today."""
    stacks = {read_catalog()["accelerators"][name]["stack"] for name in choice.accelerators}
    return bool(stacks - set(choice.answers.stacks))


def _targets(workload: WorkloadAnswer) -> Iterator[str]:
    if not workload.service_targets:
        yield from note("targets: none, only throughput counts", "    ")
        return
    yield from remark("    targets:", "the service level users see, network included", COLUMN)
    for target in workload.service_targets:
        yield f"      - {flow(target.model_dump())}"


def _demand(choice: Choice, number: int, amount: Amount) -> Iterator[str]:
    workload, shares = choice.answers.workloads[number], choice.answers.shares
    said = amount.words or f"{meaning(workload.kind, amount.level)}; put your own forecast here"
    yield from remark("    demand:", "mean of all hours in the first month, and growth per year", COLUMN)
    yield from note(said, "      ")
    if not workload.kind.holds_headroom:
        yield from note(BATCH, "      ")
    if len(shares) > 1:
        yield from note(
            "Split by your shares of users; all places peak at the same hour here (the careful case).", "      "
        )
    for place, share in shares.items():
        level, first = float(f"{amount.level * share:.6g}"), choice.first_period(number, place)
        if first == 0:
            yield f"      - {flow({'geography': place, 'level': level, 'growth_per_year': workload.growth})}"
        else:
            month = choice.answers.month(first)
            yield from note(
                f"Nothing chosen can serve before {month} (delivery, porting): demand starts then.", "      "
            )
            path = ", ".join(f"{at}: {scalar(value)}" for at, value in _path(choice, first, level, workload).items())
            yield f"      - {{geography: {place}, path: {{{path}}}}}"


def _path(choice: Choice, first: int, level: float, workload: WorkloadAnswer) -> dict[str, float]:
    """Demand from the first month of service on: a value each year, straight lines between."""
    answers = choice.answers
    start, opening = month_number(answers.start), month_number(answers.month(first))
    end = start + answers.months - 1
    path = {answers.start: 0.0, month_text(opening - 1): 0.0}
    for month in [*range(opening, end, 12), end]:
        path[month_text(month)] = float(f"{level * (1 + workload.growth) ** ((month - start) / 12):.6g}")
    return path
