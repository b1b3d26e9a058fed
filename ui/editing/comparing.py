"""From the draft to what differs from another scenario: which one, which way round, in which case."""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st

from data.document import check_document
from data.load import Loaded
from models.run import Run
from ui.editing.asking import queue, variant_field
from ui.editing.desk import Desk
from ui.editing.weighing import Other, asked_fields, case_field, is_ahead, read, run_words
from ui.parts.refusals import said
from ui.parts.words import when
from ui.runs.asked import CompareOptions
from ui.runs.others import run_name
from ui.scenario_file import ScenarioFile

VARIANT, SCENARIO, RUN = "another variant of it", "a scenario of yours", "the scenario of a run"
ABOUT = (
    "The draft and another scenario are planned, and every input that differs is weighed: made first, left out last, "
    "and together. The other scenario is kept as it is now, whatever becomes of it."
)
DRAFT, OTHER = "this draft", "the other scenario"
NO_VARIANTS = "This scenario has no other variant. Variants are written in its text, section YAML."
NO_RUNS = "There is no run yet whose scenario you may see."
SAVED_HELP = "As last saved: edits of its draft that are not saved do not count."


def compare_form(desk: Desk, loaded: Loaded) -> None:
    """Which scenario, which way round, which case, how good and how long."""
    st.caption(ABOUT)
    variant = variant_field(list(loaded.variants))
    varied = check_document(desk.session.document, variant).loaded if variant else None
    own = ScenarioFile(desk.session.saved.name, variant, varied or loaded)
    kind = st.radio("Compare with", list(CHOICES), key="other-kind")
    found, known = _chosen(desk, own, kind)
    if found is None or known is None:
        return
    case = case_field(own.scenario, known.scenario, "compare-case")
    if case is None or not is_ahead(own.scenario, known.scenario, case):
        return
    with st.form("compare-form", border=False):
        base = st.radio("Base of all differences", [DRAFT, OTHER], index=int(kind != VARIANT), key=f"base-{kind}")
        most, options = asked_fields("compare")
        if st.form_submit_button("Weigh the changes", type="primary"):
            asked = CompareOptions(name=found.name, variant=found.variant, is_base=base == OTHER, most=most)
            queue(desk, case, variant, options, "compare", asked, other=found.text, name=run_name(own, asked))


def _chosen(desk: Desk, own: ScenarioFile, kind: str) -> tuple[Other, Loaded] | tuple[None, None]:
    """What was chosen, and that read; nothing where there is nothing to choose, or it is gone."""
    with said():
        found = CHOICES[kind](desk, own)
        if found and (known := read(found)):
            return found, known
    return None, None


def _variant(desk: Desk, own: ScenarioFile) -> Other | None:
    """Another variant of the draft, or the draft as it stands."""
    names = [name for name in (None, *own.loaded.variants) if name != own.variant]
    if not names:
        st.info(NO_VARIANTS)
        return None
    chosen = st.selectbox("Which variant", names, format_func=lambda name: name or "the draft as it stands",
                          key="other-variant")  # fmt: skip
    return Other(own.file or "", desk.session.document.text(), chosen)


def _scenario(desk: Desk, _: ScenarioFile) -> Other | None:
    """A scenario of the person, this one too, as it was last saved; one of its variants."""
    session = desk.session
    mine = {saved.id: saved for saved in session.store.scenarios.mine(session.person)}
    chosen = st.selectbox(
        "Which scenario", list(mine), help=SAVED_HELP, key="other-scenario",
        format_func=lambda one: f"{mine[one].name}, version {mine[one].revision}, saved {when(mine[one].saved_at)}",
    )  # fmt: skip
    saved = session.store.scenarios.find(session.person, chosen)
    other = Other(f"{saved.name}, version {saved.revision}", saved.saved_text)
    known = read(other)
    if known is None or not known.variants:
        return other if known else None
    variant = st.selectbox(
        "Its variant", list(known.variants), index=None, placeholder="as it stands", key="its-variant"
    )
    return other._replace(variant=variant)


def _run(desk: Desk, _: ScenarioFile) -> Other | None:
    """The scenario of a run that the person may see."""
    session = desk.session
    runs = {run.id: run for run in session.store.runs.history(session.person)}
    if not runs:
        st.info(NO_RUNS)
        return None
    chosen = st.selectbox("Which run", list(runs), format_func=lambda one: _listed(runs[one]), key="other-run")
    text, variant = session.store.runs.document(session.person, chosen), runs[chosen].variant
    return Other(run_words(runs[chosen]), text, variant)


def _listed(run: Run) -> str:
    return f"{run_words(run)}, variant {run.variant}" if run.variant else run_words(run)


CHOICES: dict[str, Callable[[Desk, ScenarioFile], Other | None]] = {
    VARIANT: _variant,
    SCENARIO: _scenario,
    RUN: _run,
}
"""What the draft can be compared with, and how that is chosen."""
