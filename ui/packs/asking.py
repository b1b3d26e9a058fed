"""Measurements, acceptance, terms and security that a request asks for: derived from the workloads, in sentences."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import NamedTuple

from models.numbers import plain
from models.packs.rfp import Measurement
from models.procurement import Requests
from models.scenario import Scenario
from models.vocabulary import TRAINING_CLASSES
from models.workload import Workload

METRICS = {"ttft": "Time to first token", "tpot": "Time per output token", "e2e": "End-to-end time"}
SERVED = ("realtime_inference", "agent_orchestration", "multimodal_media", "edge_inference")
"""Classes with users who wait for an answer."""
INFERS = (*SERVED, "batch_scoring")
"""Classes that run a model on requests."""
SHORT = 3
"""Longest id of a jurisdiction that is an abbreviation [characters]."""
AS_ASKED = "as in section 2"
"""Unit of what is measured in the service unit of each workload, where these are many."""
MANY = 3
UNSTATED = "Lengths are not stated: the vendor states those that it measured at."
TERMS = (
    "Burst capacity: an option on further nodes at the prices of the lot, with the time from call to service.",
    "Price protection: prices hold for later lots, and a lower price of the market or of the list is passed on.",
    "Software updates: drivers, firmware, compilers and serving software for all the time in service.",
    "Training and support: named engineers, response times by severity, training of operators.",
    "Early exit: when and for what share of the remaining payments capacity may be given back.",
    "Buy-out: at which price leased capacity may be bought at the end of its term.",
    "End of support: the shortest notice, and for how long after it spare parts and security updates are delivered.",
    "Substitution: units not delivered yet may be replaced by the next generation at equal price or better.",
)
"""Terms that are always asked for."""
ACCEPTANCE = (
    "First step: capacity carries the first 10 % of traffic, with observability, retries and safety checks.",
    "It is passed when all service levels hold, over the days that the contract names.",
    "It also asks that throughput, memory and power stay within 5 % of the measured values in the response.",
    "Second step: the other 90 % of traffic follow. Capacity that fails is repaired or replaced and measured again.",
    "Payments for capacity start when it has passed.",
)


class Asked(NamedTuple):
    """A measurement, and of which workloads it is asked."""

    what: str
    unit: str
    how: str
    of: Callable[[Workload], bool]


def lengths(work: Workload, requests: Requests | None) -> list[str]:
    """Lengths and concurrency as far as they are stated, a sentence each."""
    if requests is None:
        return [UNSTATED] if _infers(work) else []
    measured = (
        ("Prompts", "tokens", requests.input_tokens, requests.input_tokens_p95),
        ("Answers", "tokens", requests.output_tokens, requests.output_tokens_p95),
        ("Requests in progress at once", "requests", requests.concurrency, requests.concurrency_p95),
    )
    return [_spread(*each) for each in measured if each[2] is not None or each[3] is not None]


def _spread(what: str, unit: str, middle: float | None, tail: float | None) -> str:
    mean = "mean of the busiest hour" if unit == "requests" else "median"
    said = [f"{plain(middle)} {unit} ({mean})"] if middle is not None else []
    said += [f"{plain(tail)} {unit} (95 % stay at or below it)"] if tail is not None else []
    return f"{what}: {', '.join(said)}."


def measurements(scenario: Scenario, works: Sequence[tuple[str, Workload]]) -> Iterator[Measurement]:
    """Every measurement that some workload asks for, in the order of the request."""
    n = 0
    for asked in _asked(scenario):
        some = [(known, work) for known, work in works if asked.of(work)]
        if some:
            n += 1
            ids = ", ".join(known for known, _ in some)
            unit = _unit(work for _, work in some) if asked.unit == AS_ASKED else asked.unit
            yield Measurement(id=f"M{n}", what=asked.what, unit=unit, how=asked.how, works=ids)


def _unit(works: Iterable[Workload]) -> str:
    units = list(dict.fromkeys(work.service_unit for work in works))
    return ", ".join(units) if len(units) <= MANY else AS_ASKED


def _asked(scenario: Scenario) -> Iterator[Asked]:
    at = "at the load, lengths and concurrency of section 2"
    yield Asked("Throughput at the service level", AS_ASKED, f"Sustained for 60 minutes {at}.", _any)
    for metric, name in METRICS.items():
        yield from _percentiles(metric, name, at)
    curve = f"Throughput and latency at rising batch size and concurrency, until a service level is missed, {at}."
    yield Asked("Batch-size curve", AS_ASKED, curve, _infers)
    yield Asked("Warm start of a replica", "minutes", _warm(scenario), _infers)
    yield Asked("Memory footprint and pressure", "GB", "Highest use at the largest inputs and most work at once.", _any)
    yield Asked(
        "Quantization behaviour",
        "% of reference",
        "Throughput and quality of answers at every precision offered, against 16-bit weights on the same prompts.",
        _infers,
    )
    yield Asked("Failed and repeated requests", "% of requests", f"Over 24 hours of sustained load {at}.", _infers)
    yield Asked(
        "Failure modes", "minutes", "A card, a node and a link are taken away under load: time until it holds.", _any
    )
    yield Asked(
        "Model swap", "minutes", "Another model of the same size is loaded under load: time and work lost.", _infers
    )
    yield Asked("Growth of prompts", AS_ASKED, _growth(scenario), _infers)
    slow = "Every tool answers 10 seconds later than usual: slots and memory held, tasks done."
    yield Asked("Slow tool", AS_ASKED, slow, lambda w: w.workload_class == "agent_orchestration")
    yield Asked(
        "Scaling of a run",
        "% of linear",
        "Work per hour on every size of run offered, against the smallest, checkpoints and restarts included.",
        lambda w: w.workload_class in TRAINING_CLASSES,
    )
    yield Asked(
        "Repeated runs",
        "equal results, % of runs",
        "The same input 100 times: equal to the last bit.",
        lambda w: w.deterministic == "required",
    )
    yield Asked("Power", "kW per node", "At the rack, idle and under the load of the throughput measurement.", _any)


def _percentiles(metric: str, name: str, at: str) -> Iterator[Asked]:
    """Percentiles of a metric for workloads with a target on it, and for all others whose users wait."""

    def has(work: Workload) -> bool:
        return any(target.metric == metric for target in work.targets) or work.workload_class in SERVED

    yield Asked(name, "ms", f"50th, 90th, 95th and 99th percentile {at}, network of the vendor included.", has)


def _any(_work: Workload) -> bool:
    return True


def _infers(work: Workload) -> bool:
    return work.workload_class in INFERS


def _warm(scenario: Scenario) -> str:
    within = [work.ramp_minutes for work in scenario.streams if work.ramp_minutes is not None]
    asked = f" Peaks build up within {plain(min(within))} minutes." if within else ""
    return f"From the call for a replica to its first answer: machine, weights, warm-up.{asked}"


def _growth(scenario: Scenario) -> str:
    """Prompts twice and four times as long; with lengths where they are stated."""
    known = [each.input_tokens for each in scenario.procurement.requests if each.input_tokens]
    ends = f", up to {plain(4 * max(known))} tokens" if known else ""
    return f"Throughput, latency and memory at prompts twice and four times as long as in section 2{ends}."


def security(scenario: Scenario, works: Sequence[tuple[str, Workload]]) -> Iterator[str]:
    """What the workloads ask for, what is always asked for, and what the scenario adds."""
    for places in dict.fromkeys(work.jurisdictions for _, work in works if work.jurisdictions):
        ids = ", ".join(known for known, work in works if work.jurisdictions == places)
        yield f"Residency ({ids}): data and copies of them stay under the law of {_either(places)}."
    isolated = ", ".join(known for known, work in works if "isolated" in work.data_rights)
    if isolated:
        yield f"Isolation ({isolated}): hardware, network and operators are shared with no other customer."
    kept = ", ".join(known for known, work in works if "train" not in work.data_rights)
    if kept:
        yield f"Data rights ({kept}): prompts, answers and documents train no model, neither the vendor's nor others'."
    yield "Firmware validation: signed firmware, measured boot, a list of versions at delivery, notice before updates."
    yield "Logging: access by the vendor's operators, changes and security events, exported to the buyer."
    yield "Media: storage is erased or destroyed when units leave, with a record for every unit."
    yield "Subcontractors: everyone who can reach data or hardware is named in the response."
    yield from scenario.procurement.security


def law(jurisdiction: str) -> str:
    """A jurisdiction as it is written: `EU`."""
    return jurisdiction.upper() if len(jurisdiction) <= SHORT else jurisdiction


def _either(places: Sequence[str]) -> str:
    return " or ".join(map(law, places))


def certifications(scenario: Scenario, works: Sequence[tuple[str, Workload]]) -> tuple[str, ...]:
    """Tags that sites must hold for the work, then what the scenario names; a tag that it names too is not repeated."""
    by_sensitivity = scenario.policy.placement.required_tags
    tags = {tag for _, work in works for tag in (*by_sensitivity.get(work.sensitivity, ()), *work.required_tags)}
    named = scenario.procurement.certifications
    known = set(map(_bare, named))
    return (*sorted(tag for tag in tags if _bare(tag) not in known), *named)


def _bare(name: str) -> str:
    return "".join(filter(str.isalnum, name)).casefold()
