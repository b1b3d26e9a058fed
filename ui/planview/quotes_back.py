"""Quotes back in: filled workbooks of vendors are read into offers, downloaded, and ranked by a run."""

from __future__ import annotations

from hashlib import sha256

import streamlit as st

from models.bakeoff import MOST
from models.plan import Plan
from models.run import Run
from ui.editing.asking import search_fields
from ui.exits import SteelyardError
from ui.packs.quotes_back import Back, QuoteRead, read_back
from ui.packs.source import of_run
from ui.parts.quotes import CONFIDENTIAL, READ, TIME_HELP, TIMES, asked_of
from ui.parts.refusals import said
from ui.parts.solving import rank_quotes
from ui.parts.text import md
from ui.planview.files import zipped
from ui.state import person, settings, store

ABOUT = (
    "A filled pricing.xlsx of each vendor, made from this plan. What is wrong is said cell by cell; what is right "
    "becomes offers in a YAML file, and measurements a CSV file beside it."
)
FILES = "Filled workbooks (.xlsx), one for each vendor"
ADDRESSED = "the one that it is addressed to"


def quotes_back(plan: Plan, stem: str, run: Run) -> None:
    """Upload, read and download quotes; rank those that were read."""
    st.header("Quotes back in", anchor=False)
    st.text(ABOUT)
    files = st.file_uploader(
        FILES, "xlsx", accept_multiple_files=True, max_upload_size=settings().upload_mb, key="workbooks"
    )
    if not files:
        return
    backs = [Back(file.name, file.getvalue(), _vendor(plan, n, file.name)) for n, file in enumerate(files)]
    hashes = [(back.file, back.vendor, sha256(back.raw).hexdigest()) for back in backs]
    place, key = (run.id, plan.provenance.case), tuple(hashes)
    if st.button("Read the quotes", type="primary", key="read-quotes"):
        st.session_state.setdefault(READ, {})[place] = key, _read(plan, run, backs)
    last, reads = st.session_state.get(READ, {}).get(place, (None, []))
    if reads and last == key:
        _downloads(reads, stem)
        _rank(plan, run, reads)


def _vendor(plan: Plan, number: int, file: str) -> str | None:
    """Whose workbook it is; an id that is typed is a new vendor's."""
    known = sorted({*plan.names.vendors, *(order.vendor for order in plan.orders)})
    return st.selectbox(
        f"Vendor of {md(file)}", known, index=None, placeholder=ADDRESSED, key=f"quote-vendor-{number}", width=420,
        format_func=plan.names.vendor, accept_new_options=True, help="Of a new vendor: the id that it is to have.",
    )  # fmt: skip


def _read(plan: Plan, run: Run, backs: list[Back]) -> list[QuoteRead]:
    """Read all workbooks; everything that is wrong is said, and the good ones are given back."""
    reads: list[QuoteRead] = []
    wrong: list[str] = []
    if len(backs) > MOST:
        st.error(f"{len(backs)} workbooks are chosen; allowed: 1 to {MOST}.")
        return []
    with st.spinner("Reading the quotes ..."), said():
        text = store().runs.document(person(), run.id)
        try:
            reads, wrong = read_back(of_run(run, plan, text), backs)
        except SteelyardError as error:
            wrong = list(error.lines)
    for line in wrong:
        st.error(md(line))
    return reads


def _downloads(reads: list[QuoteRead], stem: str) -> None:
    """Every quote as the files that `import quote` writes, and all in one."""
    files: dict[str, bytes] = {}
    for read in reads:
        what = f"lots {', '.join(read.lots)}" if read.lots else "no lot, measurements alone"
        st.text(f"{read.file}: quoted by {read.vendor}: {what}.")
        files[read.quote.file] = read.quote.text.encode()
        if read.measured:
            files[f"{read.quote.file.removesuffix('.yaml')}-measured.csv"] = read.measured
    with st.container(horizontal=True):
        whole = zipped({f"quotes/{name}": content for name, content in files.items()})
        st.download_button("All quotes (.zip)", whole, f"{stem}.quotes.zip", on_click="ignore", key="all-quotes")
        for name, content in files.items():
            st.download_button(name, content, name, on_click="ignore", key=f"quote {name}")


def _rank(plan: Plan, run: Run, reads: list[QuoteRead]) -> None:
    """Asks for the run that ranks these quotes."""
    quotes = [read.quote for read in reads if read.lots]
    if not quotes:
        return
    with st.form("rank-quotes", border=True):
        st.text("Rank them by their worth to the plan: the scenario of this run is planned without them, with each "
                "alone, without each, and with all.")  # fmt: skip
        st.warning(CONFIDENTIAL)
        options = search_fields(TIME_HELP, TIMES)
        if st.form_submit_button("Rank the quotes", type="primary") and (asked := asked_of({}, quotes)):
            rank_quotes(run, plan.provenance.case, options, asked)
