"""Documents of a plan: a pack is chosen, made, and downloaded as a whole or file by file."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from hashlib import sha256

import streamlit as st
from pydantic import BaseModel

from models.packs.marking import VENDOR, marked_fields
from models.plan import Plan
from models.run import Run
from ui.exits import SteelyardError
from ui.packs.register import Pack, about, content_of, files_of, takes_template
from ui.packs.source import Asked, of_run
from ui.parts.refusals import said
from ui.parts.tables import frame, show_frame
from ui.parts.text import md
from ui.planview.files import zipped
from ui.planview.quotes_back import quotes_back
from ui.state import person, settings, store

MADE = "documents made"
"""Key of the documents made last, with what they were made from."""
EVERY = "all vendors alike"
Made = tuple[tuple[object, ...], Mapping[str, bytes]]


def documents(plan: Plan, stem: str, run: Run) -> None:
    """Choose, make and download the documents of a plan; what vendors would read is shown before."""
    st.header("Documents of the plan", anchor=False)
    st.text("The same files that `steelyard export` writes, made from the run as it stands here.")
    packs = [each.value for each in Pack]
    pack = Pack(
        st.selectbox("Pack", packs, 0, key="pack", bind="query-params", width=320, help="Which documents.") or packs[0]
    )
    st.caption(md(about(pack)))
    content = content_of(pack)
    asked = _asked(plan, pack) if content else Asked()
    if content:
        _readable(content)
    else:
        st.text("For your own people: nothing is left out.")
    template = sha256(asked.template).hexdigest() if asked.template else None
    key = run.id, run.is_frozen, plan.provenance.case, pack, asked.vendor, template
    if st.button("Make the documents", type="primary", key="make-documents"):
        _make(plan, run, pack, asked, key)
    made: Made | None = st.session_state.get(MADE)
    if made and made[0] == key:
        _downloads(made[1], f"{stem}.{pack}")
    if pack is Pack.RFP:
        quotes_back(plan, stem, run)


def _asked(plan: Plan, pack: Pack) -> Asked:
    """For which vendor, and in which form."""
    vendors = sorted({*plan.names.vendors, *(order.vendor for order in plan.orders)})
    vendor = st.selectbox(
        "Vendor", [None, *vendors], key="pack-vendor", width=320,
        format_func=lambda known: plan.names.vendor(known) if known else EVERY,
    )  # fmt: skip
    if not takes_template(pack):
        return Asked(vendor)
    most = settings().upload_mb
    file = st.file_uploader(
        "Your own Word template (.docx); none: the one that is shipped", "docx", max_upload_size=most, key="template"
    )
    return Asked(vendor, file.getvalue() if file else None)


def _readable(content: Sequence[type[BaseModel]]) -> None:
    """What vendors read of the content of a pack, and what is left out."""
    found = {each.path: each for kind in content for each in marked_fields(kind)}
    fields = list(found.values())
    for title, is_theirs in (("What vendors read", True), ("What is left out", False)):
        rows = [(each.path, " ".join(each.about.split())) for each in fields if (each.marking >= VENDOR) is is_theirs]
        with st.expander(f"{title} ({len(rows)} {'field' if len(rows) == 1 else 'fields'})"):
            show_frame(frame(("Field", "What it says"), rows), title)


def _make(plan: Plan, run: Run, pack: Pack, asked: Asked, key: tuple[object, ...]) -> None:
    """Make the documents and keep them for this session; what stands in the way is said."""
    st.session_state.pop(MADE, None)
    with st.spinner("Making the documents ..."), said():
        text = store().runs.document(person(), run.id)
        try:
            st.session_state[MADE] = key, files_of(pack, of_run(run, plan, text), asked)
        except SteelyardError as error:
            for line in error.lines:
                st.error(md(line.removeprefix("--template: ")))


def _downloads(made: Mapping[str, bytes], stem: str) -> None:
    """All files as one, and each that lies in no folder by itself."""
    st.text(f"{len(made)} {'file' if len(made) == 1 else 'files'}, {sum(map(len, made.values())) / 1000:,.0f} kB.")
    with st.container(horizontal=True):
        _button("All documents (.zip)", zipped(made), f"{stem}.zip")
        for name in sorted(name for name in made if "/" not in name):
            _button(name, made[name], f"{stem}.{name}")


def _button(label: str, content: bytes, file_name: str) -> None:
    st.download_button(label, content, file_name, on_click="ignore", key=f"document {label}")
