"""What the words of plans mean, in plain language: help of metrics and of table columns."""

from __future__ import annotations

DISCOUNTED = (
    "All payments of the plan over the horizon, in money of its first day: what is paid later counts for less, by the "
    "scenario's discount rate. This is what the search makes as small as it can."
)
NOMINAL = (
    "All payments as they will be on the invoices, less the value that bought hardware still has at the end of the "
    "horizon (by the accounting rule of the scenario)."
)
BOUND = (
    "The search has proven that no plan for this scenario and case can cost less than this (its lower bound). The best "
    "possible plan lies between this and the plan shown."
)
GAP = (
    "How much could still be saved at most: the distance from this plan to what no plan can undercut, as a share of "
    "the cost that decisions change. 0 % means proven optimal. Costs that are the same in every plan, such as today's "
    "contracts, are left out, so that they do not make the gap look smaller than it is."
)
EXPECTED = (
    "The plan's cost in every case, each counted by the probability of the case. The orders that come first are the "
    "same in all of them, so this plan costs more in a case than one that was made for it alone."
)
WALL_CLOCK = "Time since the search began."
BEST = "Cost of the cheapest plan found so far. A plan is shown as the answer only after the independent audit passed."
BUSY = (
    "Accelerator-hours that do work, of those paid for. Rented hours are paid for only while they run, so a pool that "
    "is only rented is near 100 %."
)
CREDIT = (
    "How many accelerators may count towards headroom: those in service by their availability, and what can be called "
    "on demand within its quota. Empty: no limit."
)
WORDS = {
    "set aside": "Kept free for the highest demand and the headroom above it; it may do other work before that.",
    "recourse [usd]": "Paid more than without stress where the plan's decisions before it stay; discounted, without "
    "the shortage. Empty: no way on was found.",
    "re-planned [usd]": "Paid more than without stress by the plan that would have been made, had all been known; "
    "discounted.",
    "shortage [usd]": "What is missed with recourse, at the price of a shortage; not discounted.",
    "demand missed": "Demand not served with recourse, in hours of the fastest accelerators that may serve it.",
    "headroom missed": "Headroom and cover of losses not held with recourse, in hours of the fastest accelerators.",
    "missed even": "Demand and headroom that even the plan made for the stress cannot hold, in accelerator-hours.",
    "credited": CREDIT,
    "may count towards headroom": CREDIT,
    "tightest block": "The block of hours in which most accelerators are busy or set aside.",
    "utilization": BUSY,
    "is binding": "Whether the limit is used up where it is tightest: with a higher one the plan could be cheaper.",
    "book": "Capital (capex) or running cost (opex).",
    "dated block": "The offer whose block of days does the work; empty: units that are there all the time.",
    "days": "Length of a dated block: its units are there on so many days of the period alone.",
    "dedicated": "Units that one workload, or one lane of work, alone may use; empty: shared by all.",
    "grade": "How good the source is: own or third-party measurement, vendor claim, quote, list price, estimate, "
    "assumption.",
    "capacity": "In service (bought, leased, reserved or today's fleet), or rented by the hour (on demand, spot).",
    "discounted": "In money of the first day of the horizon: what is paid later counts for less.",
    "nominal": "As it will be on the invoices, not discounted.",
}
"""Meaning by what a column's header says; the first that fits is taken."""


def meaning(header: str) -> str | None:
    """What a column means, where its header holds a word that not everybody knows."""
    low = header.lower()
    return next((text for word, text in WORDS.items() if word in low), None)
