"""The live preview: what the answers mean in accelerators, and what stands in the way."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from math import ceil
from typing import Any

import pandas as pd
import streamlit as st

from data.starter.findings import Finding, findings
from data.starter.places import accelerators_at
from ui.figures import GRADES
from ui.newscenario.answering import workload_answer
from ui.newscenario.sentences import demand_words, headline, level_of, need_words, needed, no_accelerator
from ui.newscenario.sizing import Need, reference
from ui.newscenario.state import Work
from ui.parts.text import md

TOO_MANY = 1_000_000
"""More accelerators than anybody has: rather a mistaken unit."""


def preview(work: Work, with_findings: bool = True) -> None:
    """What every workload needs before any choice of site, and the findings where the step does not show them."""
    st.header("What this means", anchor=False)
    st.caption("Sized on the catalog's measurements at your service target, before any choice of site or contract.")
    for workload in work.draft["workloads"]:
        with st.container(border=True):
            st.markdown(f"**{md(str(workload['name']))}**")
            _workload(work, workload)
    if work.answers and with_findings:
        show_findings(findings(work.answers))


def _workload(work: Work, workload: dict[str, Any]) -> None:
    answer = workload_answer(workload)
    if answer is None:
        st.markdown("Put in the missing figures to see what it needs.")
        return
    try:
        level = level_of(answer)
    except ValueError as error:
        st.markdown(f":red[{md(str(error))}]")
        return
    st.markdown(md(demand_words(answer, level)))
    start, months = str(work.draft["start"]), int(work.draft["months"])
    found = needed(answer, level, months)
    named = reference(found, answer, work.places)
    if named is None:
        st.markdown(f":red[{md(no_accelerator(answer))}]")
        return
    words, bold = md(need_words(answer, named, start, months)), md(headline(named))
    st.markdown(words.replace(bold, f"**{bold}**", 1))
    if max(need.last_peak for need in found) > TOO_MANY:
        st.warning("That is more than anybody has: check the figure and its unit.")


def needs_table(found: Sequence[Need], places: Iterable[str], unit: str) -> pd.DataFrame:
    """The accelerators that can do the work, those offered at the chosen places first, fewest first."""
    offered = {name for site in places for name in accelerators_at(site)}
    ordered = sorted(found, key=lambda need: (need.accelerator not in offered, need.first_peak))
    return pd.DataFrame(
        {
            "Accelerator": [need.name for need in ordered],
            "At your places": ["yes" if need.accelerator in offered else "no" for need in ordered],
            "On average": [ceil(need.mean) for need in ordered],
            "First peak": [ceil(need.first_peak) for need in ordered],
            "Last peak": [ceil(need.last_peak) for need in ordered],
            f"Each serves [{unit}]": [float(f"{need.throughput:.4g}") for need in ordered],
            "Limited by": [_limit(need.bottleneck) for need in ordered],
            "Rests on": [GRADES[need.grade] for need in ordered],
        }
    )


def _limit(bottleneck: str) -> str:
    metric, _, percentile = bottleneck.partition("_p")
    names = {"ttft": "time to first token", "tpot": "time per token", "e2e": "response time"}
    return f"{names[metric]}, {percentile}th percentile" if metric in names else "throughput"


def show_findings(found: Sequence[Finding]) -> None:
    """What stops a plan, what changes it, and what has no effect."""
    for finding in found:
        if finding.weight == "note":
            st.caption(md(finding.words))
        else:
            (st.error if finding.stops else st.warning)(md(finding.words))
