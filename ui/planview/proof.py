"""On what a plan rests, and how well it is proven: the sections of its page behind the decisions."""

from __future__ import annotations

import streamlit as st

from models.hedge import Hedge
from models.plan import Plan
from ui.charts.evidence import evidence
from ui.figures import grade, percent, usd
from ui.hedge_report import regret_sentence
from ui.parts.figure import show
from ui.parts.meanings import GAP
from ui.parts.tables import frame, show_frame
from ui.parts.text import md


def assumptions(plan: Plan, stem: str) -> None:
    """On what evidence the money and the throughput rest, what was assumed, what has no effect."""
    show(evidence(plan), stem, names=plan.names)
    replaced = plan.evidence.replaced
    shares = [(grade(name), percent(share)) for name, share in plan.evidence.capacity_by_grade.items()]
    if shares:
        st.header("Throughput rests on, share of the served accelerator-hours", anchor=False)
        show_frame(frame(("Grade of the benchmark", "Share"), shares), "Throughput by grade of benchmark")
    for title, items in (
        ("Catalog prices that the scenario replaced", [_named(name, plan.names.offer(name)) for name in replaced]),
        ("Planned as level load, without headroom", [plan.names.workload(name) for name in plan.level_loads]),
        ("Inputs without effect on this plan", plan.unused_inputs),
    ):
        st.header(title, anchor=False)
        st.text("\n".join(items) or "None.")


def _of_all_cases(hedge: Hedge) -> str:
    """How far what is minimized over all cases is proven."""
    if hedge.objective == "minimax_regret":
        return f"The largest regret over all cases is {regret_sentence(hedge)} The gap is {percent(hedge.gap)} of cost."
    return (
        f"Minimized over all cases is {usd(hedge.objective_usd)} discounted; no plan for all cases can "
        f"have less than {usd(hedge.bound_usd)}, a gap of {percent(hedge.gap)}."
    )


def _named(known: str, name: str) -> str:
    return name if known in name else f"{name} ({known})"


def proof(plan: Plan, _stem: str) -> None:
    """Bound, gap, audit, and with what the plan was computed."""
    st.header("How close to the best possible plan", anchor=False)
    if plan.hedge:
        st.text(_of_all_cases(plan.hedge))
    least = f"no plan{' made for this case alone' if plan.hedge else ''} can cost less than {usd(plan.bound_usd)}"
    st.text(
        f"The plan costs {usd(plan.objective_usd)} discounted; {least}. "
        f"The gap is {percent(plan.gap)} of the {usd(plan.decidable_usd)} that decisions change."
    )
    st.caption(md(GAP))
    st.header("What the plan was made from and with", anchor=False)
    origin = plan.provenance
    facts = {
        "Scenario": origin.file or origin.scenario,
        "Scenario hash (SHA-256)": origin.scenario_hash,
        "Plan hash (SHA-256)": origin.content_hash,
        "Made": origin.created or "unknown",
        **{f"Version of {name}": version for name, version in origin.versions.items()},
        **{f"Option {name}": str(value) for name, value in origin.options.items()},
        **{f"Time of {stage} [s]": f"{seconds:,.1f}" for stage, seconds in origin.seconds.items()},
    }
    show_frame(frame(("What", "Value"), facts.items()), "Provenance of the plan")
    st.text("\n".join(plan.audit.failures))
    st.caption("`steelyard verify PLAN` audits the downloaded plan.json again, on any machine.")
