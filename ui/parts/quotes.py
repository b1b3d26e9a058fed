"""Quotes of vendors in a session: read from workbooks, uploaded as YAML, handed to a run."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

import streamlit as st
from pydantic import ValidationError

from data.problems import ScenarioError
from data.yaml_source import decoded
from models.bakeoff import MOST, MOST_LETTERS, QuoteText
from ui.parts.text import md
from ui.runs.asked import BakeoffOptions

if TYPE_CHECKING:
    from ui.packs.quotes_back import QuoteRead

READ = "quotes read"
"""Key of the quotes that this session has read: by run and case, what they were read from, and the quotes."""
TIMES = 2
"""How many times as long as for one plan is usual, as on the command line."""
TIME_HELP = "All searches end then at the latest: two for every quote, and one without."
CONFIDENTIAL = (
    "Confidential: the run keeps the quotes as they are, and whoever may see the run can read them, with all vendors' "
    "prices. It is private until you share it."
)
NONE = "Choose at least one quote."


def kept_quotes() -> list[QuoteText]:
    """Quotes with offers that this session has read; of one name the latest."""
    kept: Mapping[object, tuple[object, list[QuoteRead]]] = st.session_state.get(READ, {})
    found = {each.quote.file: each.quote for _, reads in kept.values() for each in reads if each.lots}
    return list(found.values())


def asked_of(files: Mapping[str, bytes], kept: Sequence[QuoteText] = ()) -> BakeoffOptions | None:
    """What a run is told of these quotes; None where they cannot be used, which is said then."""
    texts, problems = list(kept), list[str]()
    for name, raw in files.items():
        try:
            texts.append(QuoteText(file=name, text=decoded(raw, name, 4 * MOST_LETTERS, "quote")))
        except ScenarioError as error:
            problems += map(str, error.problems)
        except ValidationError as error:
            problems += [f"{name}: {each['msg']}" for each in error.errors()]
    if not texts and not problems:
        problems.append(NONE)
    if len(texts) > MOST:
        problems.append(f"{len(texts)} quotes are chosen; allowed: 1 to {MOST}.")
    if sum(len(each.text) for each in texts) > MOST_LETTERS:
        problems.append(f"All quotes together may have {MOST_LETTERS:,} characters.")
    for line in problems:
        st.error(md(line))
    return None if problems else BakeoffOptions(quotes=tuple(texts))
