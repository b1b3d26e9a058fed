"""From the draft to what quotes are worth: which quotes, which case."""

from __future__ import annotations

import streamlit as st

from data.load import Loaded
from ui.editing.asking import default_case, queue, search_fields, variant_field
from ui.editing.desk import Desk
from ui.parts.quotes import CONFIDENTIAL, TIME_HELP, TIMES, asked_of, kept_quotes
from ui.state import settings

ABOUT = (
    "The case is planned without quotes, with each alone, without each, and with all: quotes are ranked by what they "
    "take off the cost of the plan, not by list price."
)
FILES = "Quotes (.yaml), as a plan's section Documents makes them of filled workbooks"


def bakeoff_form(desk: Desk, loaded: Loaded) -> None:
    """Which quotes, which case, how good and how long."""
    st.caption(ABOUT)
    st.warning(CONFIDENTIAL)
    variant = variant_field(list(loaded.variants))
    cases = [case.id for case in loaded.scenario.cases]
    known = {quote.file: quote for quote in kept_quotes()}
    with st.form("bakeoff-form", border=False):
        files = st.file_uploader(
            FILES, ["yaml", "yml"], accept_multiple_files=True, max_upload_size=settings().upload_mb, key="quotes"
        )
        kept = st.multiselect("Quotes read in this session", list(known), key="kept-quotes", disabled=not known)
        case = st.selectbox("Demand case", cases, index=default_case(cases))
        options = search_fields(TIME_HELP, TIMES)
        if st.form_submit_button("Rank the quotes", type="primary"):
            asked = asked_of({file.name: file.getvalue() for file in files}, [known[name] for name in kept])
            if asked:
                queue(desk, case, variant, options, "bakeoff", asked)
