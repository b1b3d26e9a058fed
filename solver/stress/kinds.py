"""The suite of stresses: their numbers, and what each makes of a scenario, or why it does not apply."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from models.calendar import month_text, so_many_months
from models.names import Names
from models.scenario import Scenario
from models.stress_rules import FACTORS, MONTHS, TAKES, StressKind, StressRule, default_month
from models.units import counted_thing
from models.vocabulary import TRAINING_CLASSES
from models.workload import Workload
from solver.stress import changes as change
from solver.stress import work

TEXTS = frozenset(("tokens", "requests", "sequences", "prompts", "agent tasks", "tasks", "queries"))
"""What service units count where work is prompts and answers."""
KEEPS = "what is in service or signed by then stays"
COUNTS_WORK = "written as more demand of the same work: endpoints, egress and values per unit count it too"


@dataclass(frozen=True)
class Targets:
    """Whom a stress strikes where no name is given: what matters most to the plan."""

    vendor: str | None
    """Paid most."""
    ban: tuple[str, str] | None
    """Maker and jurisdiction with most spent on ordered silicon."""
    site: str | None
    """Most accelerator-hours busy."""
    workload: str | None
    """Dearest."""


@dataclass(frozen=True)
class Stressed:
    """A stress with its numbers, and the scenario under it."""

    rule: StressRule
    title: str
    month: str | None = None
    """Month from which it shows; None: it holds over the whole horizon."""
    scenario: Scenario | None = None
    """None where it does not apply."""
    notes: tuple[str, ...] = ()
    why_not: str = ""


@dataclass(frozen=True)
class Setting:
    """What stresses are written into."""

    scenario: Scenario
    targets: Targets
    names: Names

    def month(self, rule: StressRule) -> str:
        """Month from which a stress shows."""
        horizon = self.scenario.horizon
        starts = [horizon.period_start(t) for t in range(horizon.periods)]
        return rule.month or month_text(default_month(horizon.first, starts))

    def works(self, rule: StressRule, fits: Callable[[Workload], bool]) -> list[Workload]:
        """The workloads that a stress strikes: those it names, else all that it fits."""
        return [w for w in self.scenario.workloads if (w.id in rule.workloads if rule.workloads else fits(w))]

    def called(self, works: Iterable[Workload]) -> str:
        """Workloads by their names."""
        return ", ".join(self.names.workload(w.id) for w in works)


def suite(rules: Iterable[StressRule]) -> list[StressRule]:
    """The usual stresses, one of each kind, and those of a user: in place of the usual one of a name, or beside it."""
    own = {rule.name: rule for rule in rules}
    usual = {rule.name: rule for rule in (StressRule(kind=kind) for kind in TAKES)}
    order = {kind: n for n, kind in enumerate(TAKES)}
    return sorted({**usual, **own}.values(), key=lambda rule: order[rule.kind])


def stressed(setting: Setting, rule: StressRule) -> Stressed:
    """A scenario under a stress, or why it does not apply."""
    return _KINDS[rule.kind](setting, rule)


def _factor(rule: StressRule) -> float:
    return rule.factor or FACTORS[rule.kind]


def _prices(at: Setting, rule: StressRule) -> Stressed:
    month, factor = at.month(rule), _factor(rule)
    title = f"Prices of offers x {factor:g} ({factor - 1:+.0%}) for what is ordered, rented or called from {month} on"
    if not (at.scenario.offers or at.scenario.endpoints):
        return Stressed(rule, title, why_not="there are no offers")
    notes = ["contracts signed by then, power, network and software keep their prices"]
    if factor < 1 and at.scenario.commitments:
        notes.append("rates of spend commitments are at most the lowest price on demand, over the whole horizon")
    return Stressed(rule, title, month, change.with_prices(at.scenario, factor, month), tuple(notes))


def _vendor_gone(at: Setting, rule: StressRule) -> Stressed:
    month, vendor = at.month(rule), rule.vendor or at.targets.vendor
    if vendor is None:
        return Stressed(rule, "The vendor paid most is gone", why_not="the plan pays no vendor for anything new")
    title = f"{at.names.vendor(vendor)} is gone: nothing more of it can be ordered, rented or signed from {month} on"
    return Stressed(rule, title, month, change.without_vendor(at.scenario, vendor, month), (KEEPS,))


def _export_ban(at: Setting, rule: StressRule) -> Stressed:
    month, (maker, law) = at.month(rule), at.targets.ban or (None, None)
    maker, law = rule.vendor or maker, rule.jurisdiction or law
    if maker is None or law is None:
        return Stressed(rule, "Export ban on the maker paid most", why_not="the plan orders no accelerators")
    title = f"Export ban: no silicon of {at.names.vendor(maker)} can be ordered for sites under {law} from {month} on"
    chips = {a.id for a in at.scenario.accelerators if a.vendor == maker}
    there = {site.id for site in at.scenario.sites if site.jurisdiction == law}
    if not any(o.is_firm and o.accelerator in chips and o.site in there for o in at.scenario.offers):
        return Stressed(rule, title, why_not="none is on offer there")
    banned = change.closed(at.scenario, lambda o: o.is_firm and o.accelerator in chips and o.site in there, month)
    return Stressed(rule, title, month, banned, (KEEPS, "clouds rent out what they have"))


def _late_generation(at: Setting, rule: StressRule) -> Stressed:
    month, months = at.month(rule), rule.months or MONTHS[rule.kind]
    coming = change.coming(at.scenario, month)
    chips = ", ".join(f"{at.names.accelerator(a)} (due {first})" for a, first in coming.items())
    title = f"Next generation {so_many_months(months)} late: {chips}" if chips else "Next generation late"
    if not coming:
        return Stressed(rule, title, why_not=f"no accelerator on offer is still to come after {month}")
    late = change.with_late_generation(at.scenario, months, month)
    return Stressed(rule, title, month, late, ("what is on order of it comes when it does",))


def _lead_times(at: Setting, rule: StressRule) -> Stressed:
    month, factor = at.month(rule), _factor(rule)
    title = f"Lead times of offers x {factor:g} for what is ordered from {month} on"
    if not any(o.is_firm and (o.lead_months or o.lead_path) for o in at.scenario.offers):
        return Stressed(rule, title, why_not="nothing on offer has a lead time")
    notes = ("lead times of spend commitments and of modules of sites stay",)
    return Stressed(rule, title, month, change.with_lead_times(at.scenario, factor, month), notes)


def _surge(at: Setting, rule: StressRule) -> Stressed:
    month, factor, months = at.month(rule), _factor(rule), rule.months or MONTHS[rule.kind]
    works = at.works(rule, lambda w: w.gang is None)
    who = (
        at.called(works)
        if rule.workloads
        else "all work"
        if len(works) == len(at.scenario.workloads)
        else "all but gangs"
    )
    title = f"Demand x {factor:g} for {so_many_months(months)} from {month} on: {who}"
    if not works:
        return Stressed(rule, title, why_not="all work comes in whole runs, none of which may be left out")
    return Stressed(rule, title, month, work.with_demand(at.scenario, {w.id: factor for w in works}, month, months))


def _spot(at: Setting, rule: StressRule) -> Stressed:
    month = at.month(rule)
    title = f"Spot drought: nothing can be rented on spot from {month} on"
    if not any(o.mode == "spot" for o in at.scenario.offers):
        return Stressed(rule, title, why_not="there is no spot offer")
    return Stressed(rule, title, month, change.closed(at.scenario, lambda o: o.mode == "spot", month))


def _site_lost(at: Setting, rule: StressRule) -> Stressed:
    month, site = at.month(rule), rule.site or at.targets.site
    if site is None:
        return Stressed(rule, "The site with most load is lost", why_not="the plan keeps no accelerators busy")
    title = f"{at.names.site(site)} is lost: nothing is served there from {month} on"
    notes = ["what stands there is paid on, and bought units keep their end value"]
    if any(rule.lose == "site" for rule in at.scenario.policy.redundancy):
        notes.append("rules of redundancy about sites hold until then: they are for this loss")
    if any(w.deferral for w in at.scenario.workloads):
        notes.append("work that arrived before may still be done there")
    if any(h.dedicated_to and "@" in h.dedicated_to for h in at.scenario.holdings) or any(
        o.is_dedicated for o in at.scenario.offers
    ):
        notes.append("dedicated units of other sites serve their work up to then only")
    return Stressed(rule, title, month, work.without_site(at.scenario, site, month), tuple(notes))


def _model_shift(at: Setting, rule: StressRule) -> Stressed:
    month, factor = at.month(rule), _factor(rule)
    works = at.works(rule, lambda w: w.id == at.targets.workload)
    who = at.called(works) or "the dearest work"
    title = f"Next model family of {who}: x {factor:g} compute per unit from {month} on, and one change on every stack"
    if not works:
        return Stressed(rule, title, why_not="the plan serves no model to users")
    shifted = work.with_demand(at.scenario, {w.id: factor for w in works}, month)
    for w in works:
        shifted = work.with_changes(shifted, w.id, month)
    return Stressed(rule, title, month, shifted, (COUNTS_WORK,))


def _egress(at: Setting, rule: StressRule) -> Stressed:
    factor = _factor(rule)
    title = f"Egress prices x {factor:g} over the whole horizon"
    if not any(w.gb_per_unit for w in at.scenario.workloads):
        return Stressed(rule, title, why_not="no workload states `gb_per_unit`, the data it sends to users")
    if not any(site.egress_usd_per_gb for site in at.scenario.sites):
        return Stressed(rule, title, why_not="no site has a price of egress")
    return Stressed(rule, title, None, work.with_egress(at.scenario, factor), ("the price has no dates of its own",))


def _texts(at: Setting, rule: StressRule) -> Stressed:
    def reads(w: Workload) -> bool:
        is_text = counted_thing(w.service_unit) in TEXTS or w.workload_class == "agent_orchestration"
        return is_text and w.workload_class not in TRAINING_CLASSES

    month, factor, works = at.month(rule), _factor(rule), at.works(rule, reads)
    title = f"Prompts and answers x {factor:g} as long from {month} on: {at.called(works) or 'all work in texts'}"
    if not works:
        return Stressed(rule, title, why_not="no workload is counted in tokens, requests, sequences or agent tasks")
    grown = work.with_demand(at.scenario, {w.id: factor for w in works}, month)
    return Stressed(rule, title, month, grown, (COUNTS_WORK, "latencies stay as measured at today's lengths"))


def _tools(at: Setting, rule: StressRule) -> Stressed:
    month, factor = at.month(rule), _factor(rule)
    works = at.works(rule, lambda w: w.workload_class == "agent_orchestration")
    title = (
        f"Slow tools: tasks keep a replica busy x {factor:g} as long from {month} on: {at.called(works) or 'agents'}"
    )
    if not works:
        return Stressed(rule, title, why_not="no workload is of the class `agent_orchestration`")
    slow = work.with_demand(at.scenario, {w.id: factor for w in works}, month)
    return Stressed(rule, title, month, slow, (COUNTS_WORK,))


def _retries(at: Setting, rule: StressRule) -> Stressed:
    month, factor = at.month(rule), _factor(rule)
    works = at.works(rule, lambda w: w.gang is None and (rule.rate_today is not None or _failed(at.scenario, w) > 0))
    rates = {w.id: rule.rate_today if rule.rate_today is not None else _failed(at.scenario, w) for w in works}
    title = f"Retries x {factor:g} from {month} on"
    if not any(rates.values()):
        why = "no benchmark states a `failed_share`; give today's as `rate_today` of the stress"
        return Stressed(rule, title, why_not=why)
    told = ", ".join(f"{at.names.workload(w)} {rate:.1%} to {rate * factor:.1%}" for w, rate in rates.items() if rate)
    title = f"{title}: {told} of the work fails and is repeated"
    if any(rate * factor >= 1 for rate in rates.values()):
        return Stressed(rule, title, why_not="all of the work would fail")
    factors = {w: (1 - rate) / (1 - rate * factor) for w, rate in rates.items()}
    notes = (
        (COUNTS_WORK, "by the highest failed share of the workload's benchmarks")
        if rule.rate_today is None
        else (COUNTS_WORK,)
    )
    return Stressed(rule, title, month, work.with_demand(at.scenario, factors, month), notes)


def _failed(s: Scenario, w: Workload) -> float:
    """Highest share of the work that fails by the benchmarks of a workload's profile."""
    return max((b.failed_share for b in s.benchmarks if b.profile == w.profile), default=0.0)


def _cache(at: Setting, rule: StressRule) -> Stressed:
    month = at.month(rule)
    works = at.works(rule, lambda w: counted_thing(w.service_unit) in TEXTS)
    title = f"Hit rate of caches falls to 0 from {month} on"
    if not rule.rate_today:
        why = "benchmarks state no hit rate; give the share of work that hits spare today as `rate_today` of the stress"
        return Stressed(rule, title, why_not=why)
    title = f"{title}: the {rule.rate_today:.0%} of the work that hits spare is done, too: {at.called(works)}"
    if not works:
        return Stressed(rule, title, why_not="no workload is counted in tokens, requests, sequences or agent tasks")
    factors = {w.id: 1 / (1 - rule.rate_today) for w in works}
    return Stressed(rule, title, month, work.with_demand(at.scenario, factors, month), (COUNTS_WORK,))


_KINDS: dict[StressKind, Callable[[Setting, StressRule], Stressed]] = {
    "price_up": _prices,
    "price_down": _prices,
    "vendor_gone": _vendor_gone,
    "export_ban": _export_ban,
    "late_generation": _late_generation,
    "long_lead_times": _lead_times,
    "demand_surge": _surge,
    "spot_drought": _spot,
    "site_lost": _site_lost,
    "model_shift": _model_shift,
    "egress_price_up": _egress,
    "longer_texts": _texts,
    "slow_tools": _tools,
    "more_retries": _retries,
    "cold_cache": _cache,
}
