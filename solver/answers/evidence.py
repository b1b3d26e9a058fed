"""On what evidence the plan's money and capacity rest."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import date

from models.decisions import Dispatch
from models.evidence import Evidence, EvidenceReport, EvidenceShare
from solver.program.build import Program

INCOME = ("resale", "end_value", "agreement_rebate")
"""Cost terms that are no payments."""
DUST = 1e-9
"""USD up to this are rounding, where all that a grade is paid for is covered by commitments."""
STALE_DAYS = 90
"""Prices older than this at the pricing date are called old."""

WORDS = {
    "own_measurement": "own measurements",
    "third_party_measurement": "third-party measurements",
    "vendor_claim": "vendor claims",
    "quote": "your quotes",
    "list_price": "list prices",
    "estimate": "estimates",
    "assumption": "your own assumptions",
}


def evidence_report(
    program: Program, dispatch: Sequence[Dispatch], as_of: date, replaced: tuple[str, ...]
) -> EvidenceReport:
    """Shares of the nominal payments by grade and age of their price, and of the served accelerator-hours by benchmark.

    `INCOME` and departure are no payments and left out; what falls away where packs end otherwise is taken off.
    `load_values` comes first.
    """
    usd: dict[str, float] = defaultdict(float)
    old: dict[str, float] = defaultdict(float)
    for entry in (*program.entries, *program.constants):
        paid = entry.usd * (1.0 if entry.decision is None else entry.decision.value)
        if paid and entry.term not in (*INCOME, "holdings_end_value", "departure", "forgone_value"):
            usd[entry.basis.grade] += paid
            old[entry.basis.grade] += paid * is_stale(entry.basis, as_of)
    usd = {grade: paid for grade, paid in usd.items() if paid > DUST}
    total = sum(usd.values())
    shares = [
        EvidenceShare(grade=g, usd=v, share=v / total, older_than_90_days_share=old[g] / v)
        for g, v in sorted(usd.items(), key=lambda item: -item[1])
    ]
    return EvidenceReport(
        sentence=_sentence(shares),
        by_grade=tuple(shares),
        capacity_by_grade=_capacity(program, dispatch),
        replaced=replaced,
    )


def is_stale(basis: Evidence, as_of: date) -> bool:
    """Whether a price is undated or over `STALE_DAYS` old at the pricing date (a month counts from its first day)."""
    if basis.date is None:
        return True
    parts = [int(part) for part in basis.date.split("-")]
    return (as_of - date(*[*parts, 1, 1][:3])).days > STALE_DAYS


def _sentence(shares: Sequence[EvidenceShare]) -> str:
    """E.g. `62 % on your quotes, 25 % on list prices older than 90 days, 13 % on estimates`."""
    parts: list[tuple[float, str]] = []
    for row in shares:
        stale = row.share * row.older_than_90_days_share
        words = WORDS[row.grade]
        dated = row.grade in ("list_price", "quote")
        parts += (
            [(row.share - stale, words), (stale, f"{words} older than {STALE_DAYS} days or undated")]
            if dated
            else [(row.share, words)]
        )
    said = [f"{100 * share:.0f} % on {words}" for share, words in sorted(parts, reverse=True) if share >= 0.005]
    return "Of the money: " + (", ".join(said) if said else "nothing is paid") + "."


def _capacity(program: Program, dispatch: Sequence[Dispatch]) -> dict[str, float]:
    x = program.instance
    grades = {
        (a.workload.id, a.geography, a.accelerator.id, a.site.id): a.benchmark.evidence.grade for _, _, a in x.arcs
    }
    hours = {(x.scenario.horizon.label(t), b.id): x.hours[t][n] for t in range(x.T) for n, b in enumerate(x.blocks)}
    sums: dict[str, float] = defaultdict(float)
    for row in (row for row in dispatch if row.accelerators):
        grade = grades[row.workload, row.geography, row.accelerator, row.site]
        sums[grade] += row.accelerators * hours[row.period, row.block]
    total = sum(sums.values())
    return {grade: value / total for grade, value in sorted(sums.items())} if total else {}
