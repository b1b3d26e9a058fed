"""A figure on a view: chart, one-sentence reading, table, downloads."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import streamlit as st

from models.names import Names
from ui.parts.readable import readable
from ui.parts.tables import show_frame
from ui.parts.text import md

if TYPE_CHECKING:
    from ui.charts import Figure, Format

MIME: dict[Format, str] = {"png": "image/png", "svg": "image/svg+xml", "csv": "text/csv"}


def show(
    figure: Figure, stem: str, key: str | None = None, is_table_open: bool = False, names: Names | None = None
) -> None:
    """Show a figure with its reading below; the table and the downloads are one click away.

    Parameters
    ----------
    figure : the figure (see `ui.charts`).
    stem : what the names of its files begin with: whose figure it is.
    key : what tells it from another figure of the same name on the same view.
    is_table_open : whether the table is open from the start.
    names : names by which the table on the view calls records, instead of their ids.
    """
    name = f"figure-{key or figure.name}"
    with st.container(border=True, key=name):
        st.header(md(figure.title), anchor=False)
        chart(figure, f"{name}-chart")
        with st.expander("Table and downloads", expanded=is_table_open):
            table = figure.table if names is None else readable(figure.table, names)
            show_frame(table, figure.title, key=f"{name}-table")
            downloads(figure, name, stem)


def chart(figure: Figure, key: str) -> None:
    """The chart in the theme of the person, with its reading below."""
    st.altair_chart(figure.themed(is_dark()), width="stretch", theme=None, key=key, alt=figure.sentence)
    st.text(figure.sentence)


def downloads(figure: Figure, name: str, stem: str) -> None:
    """Buttons for PNG, SVG and CSV, made only when one is clicked."""
    dark = is_dark()
    with st.container(horizontal=True):
        for form, mime in MIME.items():
            st.download_button(
                f"Download {form.upper()}",
                _made_on_click(figure, form, dark),
                file_name=f"{stem}_{figure.name}.{form}",
                mime=mime,
                key=f"{name}-{form}",
                on_click="ignore",
            )


def _made_on_click(figure: Figure, form: Format, dark: bool) -> Callable[[], bytes]:
    """A callable of its own for each button: it runs without a session, so it carries all it needs."""

    def make() -> bytes:
        from ui.charts import render

        return render(figure, form, dark=dark)

    return make


def is_dark() -> bool:
    """Whether the person looks at the dark theme."""
    return st.context.theme.type == "dark"
