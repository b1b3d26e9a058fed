"""The vendor scorecard: points of each vendor, computed or judged, its place, and what it rests on."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from models.scorecard import BEST, CRITERIA, ROLES, Criterion, Role, ScorecardRules
from models.vendor_scores import COMPUTED, CriterionScore, VendorScore, WeightRange
from solver.answers.bids import Bids, Contest, bids_of, counts, fte
from solver.answers.placements import Book
from solver.answers.ranking import Points, Standing, standings, weight_ranges
from solver.answers.ways import Way
from solver.program.instance import Instance


def scorecard(book: Book, ways: Sequence[Sequence[Way]]) -> dict[str, Any]:
    """Fields of the plan by name.

    Parameters
    ----------
    ways: all ways by i, the cheapest first.
    """
    rules, scores, ranges = book.x.scenario.scorecard, list[VendorScore](), list[WeightRange]()
    for role in ROLES:
        contest = Contest(book.x, bids_of(book, role, ways))
        cards = {vendor: _judged(rules, role, vendor, _points(contest, vendor)) for vendor in contest.bids}
        points: Points = {vendor: {s.criterion: s.score for s in card} for vendor, card in cards.items()}
        found = standings(points, rules.weights)
        rows = [_row(book.x, role, vendor, contest, found[vendor], cards[vendor]) for vendor in points]
        scores += sorted(rows, key=lambda row: (row.rank or 0, row.vendor))
        ranges += weight_ranges(role, points, rules.weights) if points else ()
    return {"scorecard": tuple(scores), "scorecard_weights": tuple(ranges)}


def _points(contest: Contest, vendor: str) -> dict[Criterion, float | None]:
    """Points that figures tell; `COMPUTED` says how."""
    shares, own, mine = contest.shares, contest.bids[vendor], contest.work[vendor]
    cheap = (shares[i] * (contest.least_usd[i] / bid.whole_usd if bid.whole_usd else 1.0) for i, bid in own.items())
    told: dict[Criterion, float | None] = {
        "performance_per_usd": sum(cheap),
        "performance_per_watt": _per_watt(contest, own),
        "software_compatibility": sum(shares[i] for i, bid in own.items() if not bid.needs_port),
        "supply": sum(shares[i] * bid.carried for i, bid in own.items()),
        "lock_in": sum(shares[i] for i, bid in own.items() if bid.has_exit) / mine if mine else None,
        "operational_complexity": min(contest.load.values()) / contest.load[vendor] if mine else None,
    }
    return {name: None if share is None else BEST * min(1.0, share) for name, share in told.items()}


def _per_watt(contest: Contest, own: Bids) -> float | None:
    """Least energy over the vendor's, of all work whose energy any vendor states; None where the vendor's is not."""
    if any(bid.kwh is None for bid in own.values()):
        return None
    known = sum(contest.shares[i] for i in contest.least_kwh)
    done = sum(contest.shares[i] * contest.least_kwh[i] / bid.kwh for i, bid in own.items() if bid.kwh)
    return done / known if known else None


def _judged(
    rules: ScorecardRules, role: Role, vendor: str, computed: Mapping[Criterion, float | None]
) -> tuple[CriterionScore, ...]:
    """Points on every criterion: a review's, else what figures tell, else none."""
    found: list[CriterionScore] = []
    how: dict[str, Any]
    for name in CRITERIA:
        told, review = computed.get(name), rules.review(role, vendor, name)
        if review:
            how = {"basis": "review", "reviewer": review.reviewer, "date": review.date, "evidence": review.note}
            found.append(CriterionScore(criterion=name, score=review.score, computed=told, **how))
        elif told is None:
            found.append(CriterionScore(criterion=name, score=None, basis="blank", computed=None, evidence=""))
        else:
            how = {"basis": "computed", "evidence": COMPUTED[name]}
            found.append(CriterionScore(criterion=name, score=told, computed=told, **how))
    return tuple(found)


def _row(
    x: Instance,
    role: Role,
    vendor: str,
    contest: Contest,
    standing: Standing,
    card: tuple[CriterionScore, ...],
) -> VendorScore:
    own = contest.bids[vendor]
    stacks, sites, contracts = counts(own)
    energy = [bid.kwh for bid in own.values()]
    return VendorScore(
        role=role,
        vendor=vendor,
        **standing._asdict(),
        work_share=min(1.0, contest.work[vendor]),
        cost_usd=sum(bid.usd for bid in own.values()),
        missed_usd=sum(bid.missed_usd for bid in own.values()),
        delay_usd=sum(bid.delay_usd for bid in own.values()),
        porting_usd=sum(bid.porting_usd for bid in own.values()),
        kwh=None if None in energy else sum(kwh for kwh in energy if kwh is not None),
        stacks=stacks,
        sites=sites,
        contracts=contracts,
        fte=fte(x, own),
        scores=card,
    )
