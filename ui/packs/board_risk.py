"""The board paper on risk: what being wrong costs, what prices rest on, alternatives, findings, what changes it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from models.guidance import Finding
from models.hedge import Hedge
from models.packs.board import Approvals
from models.packs.paper import Section, Table
from models.plan import Plan
from models.roi import Weighed
from ui.band_report import trigger_words
from ui.figures import percent, usd, whole_usd
from ui.hedge_report import case_rows, hedge_sentences
from ui.packs.setting import first_names, most, section, table
from ui.packs.source import Source
from ui.rules_report import NO_FINDINGS, about, figure
from ui.why_report import mix_words

MOST_CASES = 6
MOST_FINDINGS = 4
MOST_ALTERNATIVES = 8
MOST_CONDITIONS = 3
MOST_LETTERS = 420
CASES = (
    "Case",
    ">Probability",
    ">Cost in this plan [USD]",
    ">Best plan alone [USD]",
    ">Price of not knowing [USD]",
)
OTHERS = ("Alternative", ">Cost, discounted [USD]", ">The plan saves [USD]", ">Shortage at its price [USD]")
UNSTRESSED = (
    "What becomes of the plan when a vendor, a site, a price or a launch fails is not part of it: "
    "the command steelyard stress plays that through."
)
UNWEIGHED = (
    "The plan was not held against buying, renting or reserving everything, or one vendor: planning with --with roi "
    "adds that."
)
UNVARIED = "Plans that cost nearly the same were not looked for: planning with --with why adds them."
UNPRICED = "Prices at which rejected offers would enter were not computed: planning with --with why adds them."


def risk(source: Source) -> Iterator[Section]:
    """What being wrong costs, what is bound, what prices rest on."""
    plan, hedge = source.plan, source.plan.hedge
    said = list(hedge_sentences(hedge)) if hedge else [_one_case(source)]
    if hedge and hedge.objective != "minimax_regret":
        said.append(_regret(hedge))
    yield section("Risk", [*said, *_short(plan, hedge), *_bound(plan), UNSTRESSED], _cases(hedge))
    yield section("What the figures rest on", _evidence(source), is_part=True)


def _regret(hedge: Hedge) -> str:
    worst = max(hedge.cases, key=lambda row: row.cost_usd - row.alone_usd).case
    return (
        f"Largest regret: in case {worst} it costs {usd(hedge.regret_usd)} more than the best plan known for that case "
        f"alone; {usd(hedge.regret_most_usd)} at most, should there be a still better one."
    )


def _one_case(source: Source) -> str:
    own = next((case for case in source.scenario.cases if case.id == source.plan.provenance.case), None)
    others = len(source.scenario.cases) - 1
    if own is None or not others:
        return "The scenario has one demand case: what being wrong costs is not known; give it a low and a high one."
    return (
        f"The plan is made for case {own.id} alone, of probability {percent(own.probability)}; {others} other demand "
        "cases are not hedged: the command steelyard hedge makes one plan for all and tells what being wrong costs."
    )


def _cases(hedge: Hedge | None) -> Table | None:
    if hedge is None:
        return None
    rows = case_rows(hedge)
    shown, _ = most(rows[:-1], MOST_CASES)
    return table(CASES, shown, rows[-1])


def _short(plan: Plan, hedge: Hedge | None) -> Iterator[str]:
    """What goes unserved, and by when firm orders alone fall short."""
    missed = sorted({plan.names.workload(row.workload) for row in plan.misses})
    if missed:
        yield f"Some demand goes unserved within what service levels allow: {first_names(missed)}."
    for row in (hedge.outlooks if hedge else ())[:MOST_CASES]:
        if row.first_short:
            hours = f"{row.short_accelerator_hours:,.0f} accelerator-hours"
            yield f"With firm orders alone case {row.case} is short from {row.first_short} on, of {hours} in all."


def _bound(plan: Plan) -> Iterator[str]:
    """The most that is owed at once, and to whom."""
    at: dict[str, float] = defaultdict(float)
    for row in plan.exposure:
        at[row.period] += row.usd
    if not at:
        return
    period = max(at, key=lambda each: (at[each], each))
    first = max((row for row in plan.exposure if row.period == period), key=lambda row: row.usd)
    payee = plan.names.vendor(first.payee) if first.payee else "builders of sites"
    yield (
        f"Most that is bound at once: {usd(at[period])} of future payments after {period}, {usd(first.usd)} of it to "
        f"{payee}."
    )


def _evidence(source: Source) -> Iterator[str]:
    """Grades of prices, old ones, and quotes that end."""
    plan = source.plan
    yield plan.evidence.sentence
    weak = sum(row.share for row in plan.evidence.by_grade if row.grade in ("assumption", "estimate"))
    old = sum(row.share * row.older_than_90_days_share for row in plan.evidence.by_grade)
    yield f"{percent(weak)} of the money rests on assumptions and estimates; {percent(old)} on prices over 90 days old."
    capacity = plan.evidence.capacity_by_grade
    own = capacity.get("own_measurement", 0.0)
    yield f"{percent(own)} of the accelerator-hours rest on own measurements of throughput."
    used = {row.offer for rows in (plan.orders, plan.rent) for row in rows}
    offers = [offer for offer in source.scenario.offers if offer.id in used]
    dated = sorted((offer.evidence.date, plan.names.offer(offer.id)) for offer in offers if offer.evidence.date)
    if dated:
        yield f"The oldest price in use is of {dated[0][0]}: {dated[0][1]}."
    ends = sorted((offer.evidence.expires, plan.names.offer(offer.id)) for offer in offers if offer.evidence.expires)
    if ends:
        yield f"Quotes in use that end: {first_names([f'{name} on {day}' for day, name in ends], MOST_CONDITIONS)}."


def alternatives(plan: Plan) -> Iterator[Section]:
    """The plan beside what others would do, and beside plans that cost nearly the same."""
    said = list(_near(plan))
    if plan.roi is None:
        yield section("Alternatives", [UNWEIGHED, *said])
        return
    found = sorted((row for row in plan.roi.alternatives[1:] if row.money), key=_likeness)
    shown, more = most(found, MOST_ALTERNATIVES)
    without = [f"{row.name}: {row.why_not}" for row in plan.roi.alternatives[1:] if not row.money and row.why_not]
    notes = [f"{more} dearer alternatives are not shown."] if more else []
    apart = (
        f"Differences up to {usd(plan.roi.within_usd)} say nothing. What an alternative does not carry is priced "
        "apart: one with a shortage costs less as it does less."
    )
    yield section("Alternatives", [apart, *notes, *without[:MOST_CONDITIONS], *said], table(OTHERS, map(_other, shown)))


def _likeness(row: Weighed) -> tuple[bool, float, str]:
    """Those that carry everything first, then the cheapest."""
    return row.shortage_usd > 0, _paid(row), row.id


def _paid(row: Weighed) -> float:
    return row.money.paid_usd if row.money else 0.0


def _other(row: Weighed) -> tuple[str, ...]:
    saving = row.against.saving_usd if row.against else 0.0
    name = f"{row.name} (the plan itself)" if row.is_plan else row.name
    return name, whole_usd(_paid(row)), whole_usd(saving), whole_usd(row.shortage_usd)


def _near(plan: Plan) -> Iterator[str]:
    if plan.why is None:
        yield UNVARIED
    for row in plan.alternatives[:MOST_CONDITIONS]:
        if row.extra_usd is not None:
            yield f"For {usd(row.extra_usd)} more, discounted, one can pay for: {cut(mix_words(row.mix))}."


def cut(text: str) -> str:
    """A text of a paragraph at most."""
    return text if len(text) <= MOST_LETTERS else f"{text[:MOST_LETTERS].rsplit(' ', 1)[0]} ..."


def findings(plan: Plan) -> Section:
    """Common mistakes that the plan or its scenario makes, the dearest first."""
    if plan.rules is None:
        said = ["Common mistakes were not looked for in this plan, which is older than that: plan again."]
    elif not plan.findings:
        said = [NO_FINDINGS]
    else:
        shown, more = most([_finding(plan, each) for each in plan.findings], MOST_FINDINGS)
        said = [*shown, *([f"And {more} findings more, which the command steelyard explain tells."] if more else [])]
    return section("Findings: common mistakes", said)


def _finding(plan: Plan, found: Finding) -> str:
    """A finding with its figure and what to do."""
    said = f"{found.what}{about(plan, found)}: {figure(found.value, found.unit)}. What to do: {found.advice}."
    return f"{said[:1].upper()}{said[1:]}".replace("`", "")


def conditions(source: Source, due: Approvals) -> Section:
    """What would change the decision: limits, prices, signals, what is to be settled."""
    plan = source.plan
    said = [*_limits(plan), *_prices(plan), *(_signals(plan.hedge) if plan.hedge else [])]
    said.append(f"The decision is looked at again in the review of {due.review}.")
    return section("What would change the decision", said)


def _limits(plan: Plan) -> Iterator[str]:
    """Limits that stand in the way, but those that follow from the fleet itself."""
    found = [row for row in plan.limits if row.is_binding and row.kind not in ("adequacy", "budget")]
    if found:
        names = first_names(list(dict.fromkeys(row.limit for row in found)), MOST_CONDITIONS)
        yield f"More room under limits that the plan uses up: {names}."
    for row in [price for price in plan.shadow_prices if not price.is_service][:MOST_CONDITIONS]:
        yield row.reading


def _prices(plan: Plan) -> Iterator[str]:
    if plan.why is None:
        yield UNPRICED
    priced = [row for row in plan.break_even if row.factor is not None and row.method == "re_solved"]
    for row in sorted(priced, key=lambda each: -(each.factor or 0.0))[:MOST_CONDITIONS]:
        yield f"{row.name} at {percent(row.factor or 0.0)} of its price: below that it is used."


def _signals(hedge: Hedge) -> Iterator[str]:
    """The signals that release most money, and what is to be settled before any can be released."""
    released: dict[str, float] = defaultdict(float)
    for tranche in hedge.tranches:
        for trigger in tranche.triggers:
            released[trigger] += tranche.cost_usd
    rows = sorted((row for row in hedge.triggers if row.id in released), key=lambda row: -released[row.id])
    shown, more = most(rows, MOST_CONDITIONS)
    for row in shown:
        said = f"{row.metric} {trigger_words(row)} in {row.month}"
        paid = usd(released[row.id])
        yield f"Signal {row.id}, read in {row.review}: {said} releases tranches of up to {paid} discounted."
    if more:
        yield f"{more} more signals release less; hedge.json has them all."
    yield from open_points(hedge)


def open_points(hedge: Hedge) -> Iterator[str]:
    """What tranches lack before they can be released, in numbers."""
    number = f"of {len(hedge.tranches)} tranches"
    if lack := sum(1 for row in hedge.tranches if not row.owner):
        yield f"{lack} {number} have no owner: name who releases them."
    if lack := sum(1 for row in hedge.tranches if row.band != "baseline" and not row.milestone):
        yield f"{lack} {number} are above the baseline and hang on no milestone of the business: name one for each."
    if lack := sum(1 for row in hedge.tranches if row.quote_expires and row.quote_expires < row.order_by):
        yield f"{lack} {number} rest on a quote that ends before their order: ask for it to hold until then."
