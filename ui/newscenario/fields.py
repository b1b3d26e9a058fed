"""Form fields bound to the draft: what is typed is kept there, so that leaving a step loses nothing."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from functools import partial
from typing import Any

import streamlit as st

from ui.newscenario.draft import Errors
from ui.parts.text import md

Holder = dict[str, Any]
PREFIX = "new-"


def key_of(path: str) -> str:
    """Key of the widget for a field of the draft."""
    return PREFIX + path.replace(".", "-")


def forget(*paths: str) -> None:
    """Let the widgets of these fields take their value from the draft again."""
    for path in paths:
        st.session_state.pop(key_of(path), None)


class Fields:
    """Widgets for the fields of one mapping of the draft.

    Parameters
    ----------
    holder : the mapping; what is typed is written into it.
    path : where it stands in the draft, such as `workloads.0`; empty for the draft itself.
    key : a name that stays with the mapping when others before it are removed; default: the path.
    errors : what is wrong, by path.
    """

    def __init__(self, holder: Holder, path: str, errors: Errors, key: str | None = None) -> None:
        self.holder, self.errors = holder, errors
        self.path = f"{path}." if path else ""
        self.key = f"{key}." if key else self.path

    def number(self, field: str, label: str, **more: Any) -> None:
        """A number; an emptied field is kept as none."""
        value = None if self.holder[field] is None else float(self.holder[field])
        self._show(
            st.number_input, field, label, value, **{"value": None, "step": 1.0, "format": _format(value)} | more
        )

    def whole(self, field: str, label: str, **more: Any) -> None:
        """A whole number; an emptied field is kept as none."""
        self._show(st.number_input, field, label, self.holder[field], value=None, **more)

    def text(self, field: str, label: str, **more: Any) -> None:
        """A text."""
        self._show(st.text_input, field, label, self.holder[field], **more)

    def flag(self, field: str, label: str, **more: Any) -> None:
        """A yes or no."""
        self._show(st.checkbox, field, label, self.holder[field], **more)

    def choice(self, field: str, label: str, options: Sequence[Any], **more: Any) -> None:
        """One of some options, from a list."""
        value = self.holder[field] if self.holder[field] in options else options[0]
        self._show(st.selectbox, field, label, value, options=options, **more)

    def maybe(self, field: str, label: str, options: Sequence[Any], **more: Any) -> None:
        """One of some options or none; what is no option any more shows as none."""
        value = self.holder[field] if self.holder[field] in options else None
        self._show(st.selectbox, field, label, value, options=options, index=None, **more)

    def radio(self, field: str, label: str, options: Mapping[Any, str], **more: Any) -> None:
        """One of few options, all in sight: value -> words."""
        words = partial(_words, options)
        self._show(st.radio, field, label, self.holder[field], options=list(options), format_func=words, **more)

    def many(self, field: str, label: str, options: Sequence[Any], **more: Any) -> None:
        """Some of the options."""
        self._show(st.multiselect, field, label, list(self.holder[field]), options=options, **more)

    def day(self, field: str, label: str, **more: Any) -> None:
        """A day of the calendar, kept as text; an emptied field is kept as none."""
        value = None if self.holder[field] is None else date.fromisoformat(self.holder[field])
        self._show(st.date_input, field, label, value, **{"value": None, "format": "YYYY-MM-DD"} | more)

    def error(self, field: str) -> None:
        """What is wrong with a field or with anything below it, under the field."""
        path = self.path + field
        for at, words in self.errors.items():
            if at == path or at.startswith(f"{path}."):
                st.markdown(f":red[{md(words[:1].upper() + words[1:])}]")

    def _show(self, widget: Callable[..., Any], field: str, label: str, given: Any, **more: Any) -> None:
        """The widget; its value comes by its key, so that it can be emptied and set from elsewhere."""
        key, then = key_of(self.key + field), more.pop("then", None)
        st.session_state.setdefault(key, given)
        widget(label, key=key, on_change=_keep, args=(self.holder, field, key, then), **more)
        self.error(field)


def _keep(holder: Holder, field: str, key: str, then: Callable[[], None] | None) -> None:
    value = st.session_state[key]
    if isinstance(value, date):
        value = value.isoformat()
    holder[field] = list(value) if isinstance(value, list | tuple) else value
    if then is not None:
        then()


def _format(value: float | None) -> str:
    """As many decimals as the number has, up to six."""
    decimals = f"{value or 0.0:.6f}".rstrip("0").partition(".")[2]
    return f"%.{len(decimals)}f"


def _words(options: Mapping[Any, str], option: Any) -> str:
    return options.get(option, str(option))
