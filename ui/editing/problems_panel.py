"""All problems of the draft, each leading to where it is corrected."""

from __future__ import annotations

import streamlit as st

from data.problems import Problem
from ui.editing.desk import Desk
from ui.editing.taking import act
from ui.parts.text import md

SHOWN = 100
HEIGHT_PX = 220
LONGEST_LINE = 400


def problems_panel(desk: Desk) -> None:
    """How many problems there are; a click on one leads to its cell."""
    problems = desk.session.checked.problems
    with st.expander(f"Problems ({len(problems)})" if problems else "No problems", key="problems"):
        if not problems:
            st.markdown("The draft can be solved.")
        with st.container(height=HEIGHT_PX if len(problems) > 4 else "content", border=False, gap=None):
            for n, problem in enumerate(problems[:SHOWN]):
                st.button(
                    f"**{md(problem.path, 120)}**: {md(problem.message, LONGEST_LINE)}",
                    key=f"problem-{n}", type="tertiary", on_click=act, args=(desk, lead_to, desk, problem), wrap=True,
                )  # fmt: skip
            if len(problems) > SHOWN:
                st.caption(f"and {len(problems) - SHOWN} more")


def lead_to(desk: Desk, problem: Problem) -> None:
    """Open section and part that show where a problem is corrected."""
    place = desk.point_at(problem)
    st.session_state["section"] = place.section
    if place.part is not None:
        st.session_state[part_key(place.section)] = place.part


def part_key(section: str) -> str:
    """The key of the choice of a section's part."""
    return f"part-{section}"


def pointed_at(desk: Desk, section: str, part: str | None) -> None:
    """Which problem the person is led to, and in which row and column; nothing where they look at something else."""
    focus = desk.focus
    if focus is None or (focus.place.section, focus.place.part) != (section, part):
        return
    problem, place = focus
    is_solved = problem not in desk.session.checked.problems
    where = problem.path + (f", column {place.header}" if place.header else "")
    with st.container(horizontal=True, vertical_alignment="center", key="focus"):
        with st.container(width="stretch"):
            if is_solved:
                st.success(md(f"Solved: {where}"))
            else:
                st.error(f"**{md(where)}**: {md(problem.message)}")
        st.button("Show all as usual", on_click=act, args=(desk, _leave, desk), key="focus-leave")


def _leave(desk: Desk) -> None:
    desk.focus = None
    desk.redraw()
