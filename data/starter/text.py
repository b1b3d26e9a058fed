"""The answers as a commented scenario file: records of the catalog by id, and where own figures go."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby

from data.catalog import Record, read_catalog
from data.starter.answers import Answers, FleetAnswer, SiteAnswer
from data.starter.choice import Choice
from data.starter.findings import findings
from data.starter.places import geographies, is_own, sites
from data.starter.usage import RateOf, amounts
from data.starter.work import workload_lines
from data.starter.yaml_lines import flow, note, remark, scalar

BLOCKS = {
    "night": (0.33333333, False),
    "shoulder": (0.25, False),
    "day": (0.33333334, True),
    "peak": (0.08333333, True),
}
"""The day as the catalog's load shapes cut it: share of the hours, and whether headroom is held."""
DEAR = 2.0
"""Factor on the price of electricity in the variant `dear-power`."""


def scenario_text(answers: Answers, rate_of: RateOf | None = None) -> str:
    """A scenario file (YAML) that plans as it stands and says where to put own figures.

    Parameters
    ----------
    answers : of the guided start; a suggested quota is a number by now.
    rate_of : finds what an accelerator serves, for workloads that tell their demand by usage.

    Raises
    ------
    ValueError
        where a finding stops a scenario (see `findings`), with their words, one a line; or where demand is told by
        usage and no rate is known.
    """
    if answers.quota == "suggested":
        raise ValueError("quota: sizing has to put in the suggested number first")
    stops = [finding.words for finding in findings(answers) if finding.stops]
    if stops:
        raise ValueError("\n".join(stops))
    choice = Choice(answers)
    parts = (
        _head(answers),
        _time(answers),
        _places(choice),
        _fleet(choice),
        _offers(choice),
        _benchmarks(choice),
        workload_lines(choice, amounts(answers, rate_of)),
        _cases(),
        _policy(answers),
        _variants(choice),
    )
    return "\n".join("\n".join(lines).rstrip("\n") + "\n" for part in parts if (lines := list(part)))


def _head(answers: Answers) -> Iterator[str]:
    titles = ", ".join(dict.fromkeys(workload.kind.title for workload in answers.workloads))
    yield from note(f"{titles}: a first scenario, made from answers.")
    yield from note(
        "\nIt plans as it stands: steelyard plan FILE. Then put in your own figures, in this order, and plan after each"
        " step: your demand (`workloads`), the prices you can get (`offers`), your limits (`sites`, `policy`), your"
        " measurements (`benchmarks`). `steelyard check FILE` says what is wrong and what has no effect, `steelyard"
        " schema` lists every field with its unit.\n\n"
        "A line such as `- aws-us-east-1-h100-reserve-1y` draws a record of the shipped catalog, with source, date and"
        " grade of evidence. Your own price replaces the catalog's like this:\n"
        "  - {from: aws-us-east-1-h100-reserve-1y, committed_usd_per_hour: 31}"
    )
    yield ""
    yield f"name: {scalar(answers.name)}"
    if answers.as_of:
        yield from remark(f"as_of: {answers.as_of}", "date at which prices are read; their age counts from here")


def _time(answers: Answers) -> Iterator[str]:
    step = answers.months_per_period
    yield "horizon:"
    yield from remark(f"  start: {answers.start}", "first month planned")
    yield from remark(f"  periods: {answers.periods}", "quarters" if step == 3 else "months")
    yield f"  months_per_period: {step}"
    yield from remark("  blocks:", "the day as the catalog's load shapes cut it: 8, 6, 8 and 2 hours")
    for name, (share, is_peak) in BLOCKS.items():
        line = f"    - {flow({'id': name, 'share': share, 'is_peak': is_peak or None})}"
        yield from remark(line, "headroom is held here" if is_peak else "", 58)
    yield ""
    names = ", ".join(answers.geographies)
    yield from remark(
        f"geographies: [{names}]",
        "where users are: " + "; ".join(geographies()[place] for place in answers.geographies),
    )


def _places(choice: Choice) -> Iterator[str]:
    words = "where accelerators may stand; own sites take a limit on power and a price of electricity"
    yield from remark("sites:", words)
    for answer in choice.places:
        users = choice.users.get(answer.site, ())
        name = sites()[answer.site]["name"] + ("; it serves its own users alone" if users else "")
        yield from remark(f"  - {_site(answer, users)}", name, 47)


def _site(answer: SiteAnswer, users: tuple[str, ...]) -> str:
    own = answer.model_dump(exclude={"site", "price_date"}, exclude_none=True)
    own = {"serves": users, **own} if users else own
    if not own:
        return answer.site
    record = flow({"from": answer.site, **own})
    return f"{record[:-1]}, evidence: {_evidence(answer.price_date)}}}" if answer.price_date else record


def _evidence(price_date: str | None) -> str:
    """Where a price that was answered is from: with a date it counts as a quote, without as an assumption."""
    return flow({"grade": "quote" if price_date else "assumption", "source": "scenario author", "date": price_date})


def _fleet(choice: Choice) -> Iterator[str]:
    fleet = choice.answers.fleet
    if not fleet:
        return
    yield from remark("holdings:", "today's fleet")
    for n, part in enumerate(fleet, start=1):
        yield f"  - id: {part.accelerator}-today{'' if len(fleet) == 1 else f'-{n}'}"
        yield f"    accelerator: {part.accelerator}"
        yield f"    site: {part.site}"
        yield f"    vendor: {_vendor(part)}"
        yield f"    accelerators: {scalar(part.accelerators)}"
        if part.until:
            yield from remark(f"    until: {part.until}", "first month in which they are gone")
        yield from remark(f"    monthly_usd: {scalar(part.monthly_usd)}", "payment per accelerator and month")
        yield f"    evidence: {_evidence(part.price_date)}"
    yield ""
    yield from note(
        "Records of your own refer to these, so they are listed; records drawn from the catalog bring theirs."
    )
    yield f"vendors: [{', '.join(dict.fromkeys(map(_vendor, fleet)))}]"
    yield f"accelerators: [{', '.join(dict.fromkeys(part.accelerator for part in fleet))}]"


def _vendor(part: FleetAnswer) -> str:
    """Who is paid for today's fleet: the cloud's operator, else a hardware dealer."""
    if is_own(part.site):
        return "server-oem"
    return next(str(o["vendor"]) for o in read_catalog()["offers"].values() if o["site"] == part.site)


def _offers(choice: Choice) -> Iterator[str]:
    if not choice.offers:
        yield from remark("offers: []", "nothing chosen offers capacity for this work: only today's fleet serves it")
        return
    yield from remark("offers:", "ways to get capacity; delete what you cannot get, put in the prices you can")
    for site, group in groupby(choice.offers, key=lambda offer: offer["site"]):
        yield from note(sites()[site]["name"], "  ")
        yield from (f"  - {_offer(offer, choice.answers.quota)}" for offer in group)


def _offer(offer: Record, quota: int | str | None) -> str:
    if not isinstance(quota, int) or offer["mode"] not in ("on_demand", "spot"):
        return str(offer["id"])
    return flow({"from": offer["id"], "quota_packs": max(1, quota // offer.get("pack", 1))})


def _benchmarks(choice: Choice) -> Iterator[str]:
    yield from note(
        "Measured or estimated throughput and latency (see their evidence) that meet the service targets below. Your"
        " own measurements go here; for other targets or models: steelyard catalog benchmarks --profile NAME"
    )
    yield "benchmarks:"
    yield from (f"  - {record['id']}" for record in sorted(choice.benchmarks, key=lambda record: record["profile"]))


def _cases() -> Iterator[str]:
    yield from remark("cases:", "what if demand is lower or higher; probabilities sum to 1")
    yield "  - {id: conservative, probability: 0.25, demand: [{scale: 0.8}]}"
    yield "  - {id: expected, probability: 0.5}"
    yield "  - {id: aggressive, probability: 0.25, demand: [{growth_per_year: 0.3}]}"


def _policy(answers: Answers) -> Iterator[str]:
    yield "policy:"
    finance: dict[str, float] = {"discount_rate": 0.08}
    if answers.fiscal_year_start != 1:
        finance["fiscal_year_start"] = answers.fiscal_year_start
    yield from remark(f"  finance: {flow(finance)}", "discount rate per year", 47)
    if any(workload.kind.holds_headroom for workload in answers.workloads):
        words = "above the peak, by criticality"
        yield from remark("  headroom: {internal: 0.2, customer_facing: 0.4, mission_critical: 0.5}", words)
    yield from _budgets(answers)


def _budgets(answers: Answers) -> Iterator[str]:
    words = "USD; capex: hardware bought, opex: every other payment, total: both"
    if not answers.budgets:
        example = f"{{id: capex-first-year, kind: capex, fiscal_year: {answers.fiscal_years[0]}, max_usd: 3000000}}"
        yield from note(f"No budget limit. One is given like this, in {words}:\nbudgets: [{example}]", "  ")
        return
    yield from remark("  budgets:", f"{words}; without `fiscal_year`: over the whole plan")
    for budget in answers.budgets:
        name = f"{budget.kind}-{budget.fiscal_year or 'plan'}"
        yield f"    - {flow({'id': name, **budget.model_dump()})}"


def _variants(choice: Choice) -> Iterator[str]:
    own = [answer for answer in choice.places if is_own(answer.site)]
    if not own:
        return
    yield from remark("variants:", "changes of this document, chosen by name: --variant dear-power")
    yield "  dear-power:"
    yield "    sites:"
    for answer in own:
        price = answer.electricity_usd_per_kwh
        today = sites()[answer.site].get("electricity_usd_per_kwh", 0.0) if price is None else price
        line = f"      - {{id: {answer.site}, electricity_usd_per_kwh: {scalar(round(DEAR * today, 6))}}}"
        yield from remark(line, "twice today's price", 58)
