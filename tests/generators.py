"""Random scenarios: `tiny` ones that can be enumerated, `larger` ones with every feature of the contract.

A seed gives the same scenario everywhere: `random.Random` alone decides, and no set is iterated.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from random import Random
from typing import Any

from models.calendar import Horizon
from models.scenario import Scenario
from tests.deferring import deferrable, waiting
from tests.edge_sites import edge_site
from tests.ganging import mildly_ganged
from tests.lane_draws import with_lanes
from tests.moving_draws import with_moving
from tests.porting_draws import with_porting
from tests.queue_draws import with_many_queues, with_queues
from tests.redundant import mildly_redundant
from tests.replicated import replicated
from tests.simple_draws import with_simplicity
from tests.waiting import queueing
from tests.wary import wary

Document = dict[str, Any]

CHIPS: list[Document] = [
    {"id": "gpu", "class": "gpu", "vendor": "acme", "stack": "cuda"},
    {"id": "tpu", "class": "tpu", "vendor": "volt", "stack": "xla"},
    {"id": "chip", "class": "asic", "vendor": "acme", "stack": "own"},
]
MODES = ("buy", "lease", "reserve", "on_demand", "spot")
FIRM = ("buy", "lease", "reserve")


def dice(seed: str) -> Random:
    """The same numbers for the same seed."""
    return Random(seed)  # noqa: S311  # draws test data, no secrets


def tiny(seed: int) -> Scenario:
    """Single pools, whole units, up to three periods, two blocks: all that is decided is a small whole number.

    Two of three are plain, the others get a family of `APART`.
    """
    return _enriched(
        plain_tiny(seed), f"tiny {seed}", APART | {"deferrable": waiting, "queues": with_queues}, (0, 0, 1)
    )


def plain_tiny(seed: int) -> Scenario:
    """The same without the families that are drawn apart."""
    return _Tiny(dice(f"pocket {seed}")).scenario()


def larger(seed: int) -> Scenario:
    """2-4 workloads, 3-6 pools, 3-8 periods, 2-3 blocks, any mix of features, and up to two families of `APART`."""
    return _enriched(plain_larger(seed), f"large {seed}", APART, (0, 1, 1, 2))


def plain_larger(seed: int) -> Scenario:
    """The same without the families that are drawn apart."""
    return _Larger(dice(f"larger {seed}")).scenario()


Draw = Callable[[Scenario, Random], Scenario]
"""Writes a family into a scenario."""

APART: dict[str, Draw] = {
    "deferrable": deferrable,
    "gang": mildly_ganged,
    "redundancy": mildly_redundant,
    "queueing": queueing,
    "maturity": wary,
    "edge": edge_site,
    "replicas": replicated,
    "porting": with_porting,
    "moving": with_moving,
    "lanes": with_lanes,
    "simplicity": with_simplicity,
    "queues": with_many_queues,
}
"""Families that have scenarios of their own in which they bind; a further one may change which are drawn here."""


def _enriched(given: Scenario, seed: str, families: dict[str, Draw], numbers: tuple[int, ...]) -> Scenario:
    """With so many of the families as the dice say, each drawn by dice of its own."""
    rng = dice(seed)
    chosen = rng.sample(list(families), rng.choice(numbers))
    for name in (name for name in families if name in chosen):  # in their order: no rule about peaks of work that waits
        given = families[name](given, dice(f"{seed} {name}"))
    return given


class _Maker:
    """Draws the parts of a scenario; sizes and odds are set by its two kinds."""

    periods: tuple[int, ...]
    most_blocks: int
    units: tuple[int, int]
    """Accelerators that a workload keeps busy, from and to."""
    odds: float
    """How likely a feature is that a plain scenario lacks."""
    tightness: tuple[float, float]
    """Limits, as a share of what the largest workload could use, from and to."""

    may_pay_for_use = True
    may_run = True

    def __init__(self, rng: Random) -> None:
        self.rng = rng
        self.limits = self._limits()
        self.horizon = self._horizon()
        time = Horizon.model_validate_json(json.dumps(self.horizon))
        self.time = time
        self.hours = sum(time.period_hours(t) for t in range(time.periods))

    def _limits(self) -> list[str]:
        """Families of limits in the scenario."""
        raise NotImplementedError

    def most(self, each: float) -> float:
        """A limit, where a unit takes `each` of it."""
        return round(self.rng.uniform(*self.tightness) * self.units[1] * each, 2)

    def has(self, odds: float | None = None) -> bool:
        """Whether a feature is in."""
        return self.rng.random() < (self.odds if odds is None else odds)

    def amount(self, low: float, high: float) -> float:
        """A price or size with few digits."""
        return round(self.rng.uniform(low, high), 2)

    def month(self, first: int = 0, last: int = 0) -> str:
        """A month between two numbers of months from the start."""
        number = self.time.first + self.rng.randint(first, max(first, last))
        return f"{number // 12:04d}-{number % 12 + 1:02d}"

    def scenario(self) -> Scenario:
        """The scenario drawn."""
        chips, sites, offers = self.chips(), self.sites(), self.offers()
        document = {
            "name": "random",
            "horizon": self.horizon,
            "geographies": [{"id": "eu"}, {"id": "us"}],
            "vendors": [{"id": "acme"}, {"id": "volt"}],
            "stacks": self.stacks(),
            "accelerators": chips,
            "sites": sites,
            "offers": offers,
            "holdings": self.holdings(),
            "benchmarks": self.benchmarks(),
            "shapes": self.shapes(),
            "workloads": self.workloads(),
            "policy": self.policy(offers),
        }
        return Scenario.model_validate_json(json.dumps(document))

    # ---- world ------------------------------------------------------------------------------------------------------

    def _horizon(self) -> Document:
        periods = self.rng.choice(self.periods)
        count = self.rng.randint(1, self.most_blocks if periods < max(self.periods) or self.most_blocks > 2 else 1)
        names = ("day", "night", "rush")[:count]
        if self.rng.random() < 0.6:
            blocks = [{"id": name, "hours": float(self.rng.randint(5, 40))} for name in names]
        else:
            shares = {1: (1.0,), 2: (0.375, 0.625), 3: (0.375, 0.5, 0.125)}[count]
            blocks = [{"id": name, "share": share} for name, share in zip(names, shares, strict=True)]
        for n, block in enumerate(blocks):
            block["is_peak"] = n == 0 or self.rng.random() < 0.3
        start = self.rng.choice(("2027-01", "2027-05", "2027-11"))
        step = self.rng.choice((1, 1, 3, 6, 12))
        return {"start": start, "periods": periods, "months_per_period": step, "blocks": blocks}

    def chips(self) -> list[Document]:
        found = []
        for chip in self.kinds():
            idle = self.rng.choice((0.0, 0.5))
            power = {"idle_kw": idle, "busy_kw": idle + self.rng.choice((0.5, 1.0, 2.0)), "racks": 0.25}
            if self.has(0.2):
                power["rack_kw"] = 3.0
            if self.has(0.06):
                power["end_of_support"] = self.month(1, self.time.months + 6)
            if self.has(0.1) and chip["id"] != "gpu":
                power["available_from"] = self.month(-2, self.time.months // 2)
            found.append({**chip, **power})
        return found

    def kinds(self) -> list[Document]:
        """Accelerators of the scenario."""
        raise NotImplementedError

    def stacks(self) -> list[Document]:
        costly = {
            "port_usd": self.amount(5, 80),
            "port_months": self.rng.choice((0, 0, 0, 0, self.time.months_per_period)),
            "change_usd": self.rng.choice((0.0, round(30 / self.time.months, 2))),
        }
        return [{"id": "cuda"}, {"id": "xla", **costly}, {"id": "own", "port_usd": self.amount(5, 40)}]

    def sites(self) -> list[Document]:
        hall: Document = {"id": "hall", "kind": "on_prem", "jurisdiction": "eu", "pue": self.rng.choice((1.0, 1.25))}
        cloud: Document = {"id": "cloud", "kind": "cloud", "jurisdiction": self.rng.choice(("eu", "eu", "us"))}
        if "site" in self.limits:
            limit, each = self.rng.choice((("power_cap_kw", 1.5), ("power_cap_kw", 1.5), ("rack_cap", 0.25)))
            hall[limit] = self.most(each)
        if self.may_pay_for_use and self.has(0.5):
            hall["electricity_usd_per_kwh"] = round(self.amount(2, 20) / self.hours, 6)
            cloud["egress_usd_per_gb"] = round(self.amount(50, 500) / self.hours, 3)
        if self.has(0.3):
            hall |= {
                "space_usd_per_kw_month": round(self.amount(2, 10) / self.time.months, 3),
                "fixed_usd_per_month": 7.0,
            }
        return [hall, cloud]

    # ---- supply -----------------------------------------------------------------------------------------------------

    def offers(self) -> list[Document]:
        raise NotImplementedError

    def offer(self, name: str, chip: str, site: str, mode: str) -> Document:
        """An offer at 30 to 120 USD per accelerator over the whole horizon if firm, at 40 to 280 USD if not."""
        rng, pack = self.rng, self.rng.choice((1, 1, 2))
        whole = pack * (self.amount(30, 120) if mode in FIRM else self.amount(80, 180))
        found: Document = {
            "id": name,
            "accelerator": chip,
            "site": site,
            "vendor": rng.choice(("acme", "volt")),
            "mode": mode,
            "pack": pack,
            "availability": rng.choice((1.0, 1.0, 0.9, 0.8)),
            "is_dedicated": self.has(0.2),
        }
        if self.has(0.2):
            found["software_usd_per_year"] = round(60 / self.time.months, 2)
        if self.has(0.15):
            found["capacity_credit"] = rng.choice((0.0, 0.5, 1.0))
        if self.has(0.15):
            found["order_until"] = self.month(1, self.time.months)
        if mode in FIRM:
            return {**found, **self._firm_terms(mode, whole)}
        return {**found, **self._rental_terms(mode, whole)}

    def _firm_terms(self, mode: str, whole: float) -> Document:
        rng, step = self.rng, self.time.months_per_period
        terms: Document = {"lead_months": rng.choice((0, 0, 0, 0, 0, step))}
        parts = [rng.random() for _ in range(3)]
        split = [part / sum(parts) for part in parts]
        terms["upfront_usd"] = round(whole * (1.0 if mode == "buy" else split[0]), 2)
        if mode == "buy":
            terms["life_months"] = rng.choice((self.time.months, 2 * self.time.months, 36))
            terms["support_share_per_year"] = rng.choice((0.0, 0.1))
        else:
            periods = rng.choice((1, 2, self.time.periods, 2 * self.time.periods, 2 * self.time.periods))
            terms["term_months"] = periods * step
            terms["monthly_usd"] = round(whole * split[1] / self.time.months, 3)
            terms["committed_usd_per_hour"] = round(whole * split[2] / self.hours, 4)
        if self.has(0.15) and self.may_run:
            terms["usd_per_hour"] = round(0.3 * whole / self.hours, 4)
        if "supply" in self.limits:
            terms[rng.choice(("max_packs_per_period", "max_packs"))] = float(rng.randint(1, max(1, self.units[1] // 3)))
        return terms

    def _rental_terms(self, mode: str, whole: float) -> Document:
        price = whole * (1.6 if mode == "on_demand" else 0.5)
        terms: Document = {"usd_per_hour": round(price / self.hours, 4)}
        if "supply" in self.limits or self.has(0.5):
            terms["quota_packs"] = float(self.rng.randint(1, max(1, self.units[1] // 2)))
        return terms

    def spare(self, chip: str) -> Document:
        """A dear way to serve nearly everything: on demand in the cloud, without limit."""
        made = self.offer("spare", chip, "cloud", "on_demand")
        made |= {"is_dedicated": False, "order_until": None, "quota_packs": None, "capacity_credit": None}
        return {**made, "usd_per_hour": 1.5 * made["usd_per_hour"]}

    def holdings(self) -> list[Document]:
        if not self.has(0.35):
            return []
        held: Document = {"id": "old", "accelerator": "gpu", "site": "hall", "vendor": "acme", "monthly_usd": 2.5}
        held |= {"accelerators": float(self.rng.randint(1, max(1, self.units[1] // 3))), "availability": 0.9}
        if self.has(0.5):
            held["until"] = self.month(1, self.time.months + 3)
        return [held]

    def benchmarks(self) -> list[Document]:
        found = []
        for chip in self.kinds():
            speed = float(self.rng.randint(3, 6))
            points = [
                {"load": 1.0, "throughput": speed / 2, "latency_ms": {"ttft_p95": 100.0}},
                {"load": 2.0, "throughput": speed, "latency_ms": {"ttft_p95": 300.0}},
            ]
            name = chip["id"]
            found.append(
                {"id": f"b-{name}", "profile": "work", "accelerator": name, "unit": "requests/h", "points": points}
            )
        return found

    # ---- demand -----------------------------------------------------------------------------------------------------

    def shapes(self) -> list[Document]:
        factors = {}
        for block in self.horizon["blocks"]:
            mean = self.rng.choice((0.5, 1.0, 1.5))
            factors[block["id"]] = {"mean": mean, "peak": mean * self.rng.choice((1.0, 1.2))}
        return [{"id": "bursty", "blocks": factors}]

    def workloads(self) -> list[Document]:
        raise NotImplementedError

    def workload(self, name: str, places: tuple[str, ...]) -> Document:
        rng = self.rng
        job: Document = {
            "id": name,
            "class": rng.choice(("realtime_inference", "realtime_inference", "agent_orchestration", "batch_scoring")),
            "profile": "work",
            "service_unit": "requests/h",
            "demand": [self._demand(place) for place in places],
            "traffic": rng.choice(("steady", "bursty")),
            "criticality": rng.choice(("internal", "customer_facing", "mission_critical")),
            "incumbent_stacks": rng.choice((["cuda"], ["cuda"], [], ["xla"])),
            "changes_per_quarter": rng.choice((0.0, 1.0)),
            "is_interruptible": self.has(0.25),
            "gb_per_unit": rng.choice((0.0, 0.01)),
            "funding": "",
        }
        if self.has(0.15):
            job["launch_windows"] = [{"first": self.month(), "until": self.month(1, 6), "headroom": 1.0}]
        if self.has(0.05):
            job["jurisdictions"] = ["eu"]
        return job

    def _demand(self, place: str) -> Document:
        level = float(self.rng.randint(self.units[0] * 4, self.units[1] * 4))
        if self.has(0.25):
            path = {self.month(): 0.0 if self.has(0.5) else level / 2, self.month(1, self.time.months): level}
            return {"geography": place, "path": path}
        return {"geography": place, "level": level, "growth_per_year": self.rng.choice((0.0, 0.3, -0.3))}

    # ---- rules ------------------------------------------------------------------------------------------------------

    def policy(self, offers: list[Document]) -> Document:
        rng = self.rng
        finance = {
            "discount_rate": rng.choice((0.0, 0.08)),
            "fiscal_year_start": rng.choice((1, 4)),
            "end_value": rng.choice(("none", "straight_line")),
            "payment_tail": rng.choice(("prorate", "inside", "charge_in_full")),
        }
        found: Document = {"finance": finance, "porting_every_months": rng.choice((1, 12))}
        if self.has(0.15):
            found["max_stacks_per_workload"] = rng.choice((1, 2))
        if "budget" in self.limits:
            year = rng.choice((None, None, None, 2027, 2028))
            kind = rng.choice(("capex", "capex", "capex", "capex", "opex", "total"))
            each = 40.0 if kind == "capex" else 250.0
            found["budgets"] = [{"id": "cap", "kind": kind, "fiscal_year": year, "max_usd": self.most(each)}]
        if "vendor_share" in self.limits:
            role, spare = rng.choice(("payee", "silicon")), offers[-1]
            maker = {"gpu": "acme", "tpu": "volt", "chip": "acme"}[spare["accelerator"]]
            other = "volt" if (spare["vendor"] if role == "payee" else maker) == "acme" else "acme"
            vendor = other if rng.random() < 0.9 else "acme"
            measure = rng.choice(("spend", "capacity"))
            rule = {"vendor": vendor, "role": role, "measure": measure, "max_share": self.amount(0.05, 0.5)}
            found["vendor_shares"] = [{"id": "mix", **rule}]
        if "exposure" in self.limits:
            found["exposure"] = {"id": "owed", "max_usd": self.most(18.0)}
        if "group" in self.limits:
            found["groups"] = [self._group(offers)]
        return found

    def _group(self, offers: list[Document]) -> Document:
        """Most accelerators of some offers, or least of some firm ones, or both."""
        rng = self.rng
        firm = [o["id"] for o in offers if o["mode"] in FIRM]
        some = [o["id"] for o in offers[:-1] if rng.random() < 0.8] or [offers[0]["id"]]
        group: Document = {"id": "some", "offers": some, "max_accelerators": float(round(self.most(1.0)))}
        if firm and rng.random() < 0.3:
            del group["max_accelerators"]
            group |= {"offers": firm, "min_accelerators": float(rng.randint(1, max(1, self.units[1] // 2)))}
        return group


class _Tiny(_Maker):
    periods = (1, 1, 2, 2, 3)
    most_blocks = 2
    units = (1, 3)
    odds = 0.35
    tightness = (0.3, 0.7)

    def _limits(self) -> list[str]:
        self.has_miss = self.rng.random() < 0.12
        kinds = [*["site"] * 3, *["budget"] * 3, *["exposure"] * 3, *["group"] * 3, *["supply"] * 2]
        kinds += ["vendor_share"] * 6 * (not self.has_miss)
        found = self.rng.sample(kinds, self.rng.choice((1, 1, 1, 2)))
        self.may_pay_for_use = not self.has_miss
        self.may_run = not self.has_miss and "vendor_share" not in found
        return found

    def kinds(self) -> list[Document]:
        return CHIPS[:2]

    def offers(self) -> list[Document]:
        """One or two firm offers, perhaps a rental; demand can nearly always be met on demand in the cloud."""
        rng = self.rng
        first = "buy" if "budget" in self.limits else rng.choice(FIRM[1:] if "exposure" in self.limits else FIRM)
        modes = [first, *rng.choice(([rng.choice(FIRM)], [rng.choice(("on_demand", "spot"))], []))]
        places = [("gpu", "hall"), rng.choice((("tpu", "hall"), ("tpu", "cloud")))]
        rng.shuffle(places)
        places = [(chip, "hall") for chip, _ in places] if "site" in self.limits else places
        found = [self.offer(f"o{n}", *places[n], mode) for n, mode in enumerate(modes)]
        for made in found[1:]:
            if made["mode"] in FIRM and any(o["mode"] in FIRM and o.get("usd_per_hour") for o in found[:1]):
                made.pop("usd_per_hour", None)
        if rng.random() < 0.95:
            found.append(self.spare(rng.choice(("gpu", "gpu", "gpu", "gpu", "tpu"))))
        return [made | ({} if made["mode"] in FIRM else {"rent": "whole_units"}) for made in found]

    def workloads(self) -> list[Document]:
        rng = self.rng
        if self.has_miss:
            lost = {"max_miss": 0.4, "miss_penalty_usd_per_unit": self.amount(0.0, 0.2)}
            jobs = [{**self.workload("w0", ("eu",)), **lost}]
        elif rng.random() < 0.4:
            jobs = [self.workload("w0", ("eu",)), self.workload("w1", ("eu",))]
        else:
            jobs = [self.workload("w0", rng.choice((("eu",), ("eu", "us"))))]
        return [{**job, "assignment": "single_pool"} for job in jobs]


class _Larger(_Maker):
    periods = (3, 3, 3, 4, 4, 5, 6, 8)
    most_blocks = 3
    units = (2, 8)
    odds = 0.4
    tightness = (0.3, 1.5)

    def _limits(self) -> list[str]:
        kinds = ("site", "budget", "exposure", "group", "supply", "vendor_share")
        return [kind for kind in kinds if self.rng.random() < self.odds]

    def kinds(self) -> list[Document]:
        return CHIPS

    def offers(self) -> list[Document]:
        rng = self.rng
        places = [(chip["id"], site) for chip in CHIPS for site in ("hall", "cloud")]
        rng.shuffle(places)
        pools = places[: rng.randint(3, 6)]
        found = []
        for n in range(rng.randint(len(pools), len(pools) + 2)):
            mode = rng.choice(MODES)
            made = self.offer(f"o{n}", *pools[n % len(pools)], mode)
            if mode in FIRM and self.has(0.15):
                made["orders"] = "fractional"
            if mode not in FIRM and self.has(0.12):
                made["rent"] = "whole_units"
            found.append(made)
        return [*found, self.spare("gpu")]

    def workloads(self) -> list[Document]:
        rng = self.rng
        jobs = []
        for n in range(rng.randint(2, 4)):
            job = self.workload(f"w{n}", rng.choice((("eu",), ("us",), ("eu", "us"))))
            if self.has(0.3):
                job |= {"max_miss": self.amount(0.05, 0.5), "miss_penalty_usd_per_unit": self.amount(0.01, 0.5)}
            if self.has(0.2):
                job["assignment"] = "single_pool"
            jobs.append(job)
        return jobs
