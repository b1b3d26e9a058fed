"""The vendor scorecard: every point, count, cost, penalty and place, computed again from the scenario."""

from __future__ import annotations

from models.plan import Plan
from models.scorecard import BEST, CRITERIA, ROLES, Criterion, Role
from models.vendor_scores import COMPUTED, CriterionScore, VendorScore
from solver.proof.audit.notes import Notes
from solver.proof.audit.offerings import Offerings, offerings_of, things, work_shares
from solver.proof.audit.pair_figures import Book
from solver.proof.audit.placement import Key
from solver.proof.audit.ranks import check_ranges, check_ranks
from solver.proof.audit.rivals import Rivals


def check_scorecard(plan: Plan, book: Book, rivals: Rivals, notes: Notes) -> None:
    """Both roles; plans made before it was stated have none."""
    if not plan.scorecard and not plan.scorecard_weights:
        return
    of_demand = {key: some for key, some in rivals.items() if book.asked[key]}
    notes.once("scorecard", ((row.role, row.vendor) for row in plan.scorecard))
    for role in ROLES:
        own = offerings_of(book, role, of_demand)
        rows = [row for row in plan.scorecard if row.role == role]
        notes.same(f"scorecard ({role})", "vendors", sorted(row.vendor for row in rows), sorted(own))
        if {row.vendor for row in rows} != set(own) or not all(map(_is_whole, rows)):
            notes.same(f"scorecard ({role})", "criteria of a vendor", tuple(map(_is_whole, rows)), (True,) * len(own))
            continue
        for row in rows:
            _check_row(row, book, own, notes)
            _check_points(row, book, own, notes)
        check_ranks(rows, book.facts.scenario.scorecard.weights, f"scorecard ({role})", notes)
        ranges = [each for each in plan.scorecard_weights if each.role == role]
        check_ranges(ranges, rows, book.facts.scenario.scorecard.weights, f"scorecard_weights ({role})", notes)


def _is_whole(row: VendorScore) -> bool:
    """Whether it has every criterion once, in order."""
    return tuple(score.criterion for score in row.scores) == CRITERIA


def _check_row(row: VendorScore, book: Book, own: Offerings, notes: Notes) -> None:
    """Counts, cost and penalties."""
    works, shares = own[row.vendor], work_shares(own)
    where = f"scorecard ({row.role} {row.vendor})"
    stacks, sites, contracts, people = things(book, works)
    notes.same(where, "stacks, sites, contracts", (row.stacks, row.sites, row.contracts), (stacks, sites, contracts))
    has_power = all(each.kwh for each in works.values())
    figures: dict[str, float | None] = {
        "fte": people,
        "work_share": sum(shares[key] for key in works),
        "cost_usd": sum(each.usd for each in works.values()),
        "missed_usd": sum(each.missed for each in works.values()),
        "delay_usd": sum(each.delay for each in works.values()),
        "porting_usd": sum(each.porting for each in works.values()),
        "kwh": sum(each.kwh for each in works.values()) if has_power else None,
    }
    for name, figure in figures.items():
        stated = getattr(row, name)
        if figure is None or stated is None:
            notes.same(where, name, stated, figure)
        else:
            notes.near(where, name, stated, figure, 1e-6 * abs(figure) + 1e-6 * (name != "kwh"))


def _points(book: Book, own: Offerings, vendor: str) -> dict[Criterion, float | None]:
    """What figures tell of a vendor, as a share of the best."""
    shares, works = work_shares(own), own[vendor]
    mine = sum(shares[key] for key in works)
    told: dict[Criterion, float | None] = dict.fromkeys(CRITERIA)
    told["performance_per_usd"] = _against_least(own, vendor, "whole")
    if all(each.kwh for each in works.values()):
        told["performance_per_watt"] = _against_least(own, vendor, "kwh")
    told["software_compatibility"] = sum(shares[key] for key, each in works.items() if not each.is_ported)
    told["supply"] = sum(shares[key] * each.in_time for key, each in works.items())
    told["lock_in"] = sum(shares[key] for key, each in works.items() if each.has_exit) / mine if mine else None
    load = {
        name: sum(things(book, those)) / sum(shares[key] for key in those)
        for name, those in own.items()
        if sum(shares[key] for key in those)
    }
    told["operational_complexity"] = min(load.values()) / load[vendor] if vendor in load else None
    return told


def _against_least(own: Offerings, vendor: str, field: str) -> float | None:
    """Least of any vendor over this one's, each work by its share, of all works of which any vendor states it."""
    shares, done = work_shares(own), 0.0
    least: dict[Key, float] = {}
    for key in shares:
        stated = [getattr(works[key], field) for works in own.values() if key in works]
        known = stated if field == "whole" else [figure for figure in stated if figure]
        if known:
            least[key] = min(known)
    for key, each in own[vendor].items():
        figure = getattr(each, field)
        done += shares[key] * (least[key] / figure if figure else 1.0)
    known_share = sum(shares[key] for key in least)
    return done / known_share if known_share else None


def _check_points(row: VendorScore, book: Book, own: Offerings, notes: Notes) -> None:
    """Every criterion once: a review's score where there is one, else what figures tell, else blank."""
    told = _points(book, own, row.vendor)
    where = f"scorecard ({row.role} {row.vendor})"
    for score in row.scores:
        share = told[score.criterion]
        points = None if share is None else BEST * share
        at = f"{where} {score.criterion}"
        _near(at, "computed", score.computed, points, notes)
        _check_basis(score, book, row.role, row.vendor, points, at, notes)


def _check_basis(
    score: CriterionScore, book: Book, role: Role, vendor: str, points: float | None, at: str, notes: Notes
) -> None:
    stated = (score.basis, score.reviewer, score.date, score.evidence)
    by = [r for r in book.facts.scenario.scorecard.reviews if r.criterion == score.criterion and r.vendor == vendor]
    own = [r for r in by if r.role == role] or [r for r in by if r.role is None]
    if own:
        notes.same(at, "review", stated, ("review", own[0].reviewer, own[0].date, own[0].note))
        notes.same(at, "score", score.score, own[0].score)
        return
    basis = ("blank", None, None, "") if points is None else ("computed", None, None, COMPUTED.get(score.criterion))
    notes.same(at, "basis", stated, basis)
    _near(at, "score", score.score, points, notes)


def _near(where: str, field: str, stated: float | None, own: float | None, notes: Notes) -> None:
    if stated is None or own is None:
        notes.same(where, field, stated, own)
    else:
        notes.near(where, f"{field} [points]", stated, own, 1e-6)
