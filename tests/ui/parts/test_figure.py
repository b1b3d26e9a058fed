"""A figure on a view: its reading, its table, and files that are made on a click."""

from __future__ import annotations

import pytest
from streamlit.testing.v1 import AppTest

from models.run import Moment
from ui.charts import Figure, Format
from ui.charts.search_progress import search_progress
from ui.parts.figure import _made_on_click


def _figure() -> Figure:
    moments = [
        Moment(seconds=second, incumbent_usd=2e6 - second, bound_usd=1e6, gap=0.5, stage="") for second in (1.0, 2.0)
    ]
    return search_progress(moments)


def _script() -> None:
    from tests.ui.parts.test_figure import _figure
    from ui.parts.figure import show

    show(_figure(), "Run_expected")
    show(_figure(), "Run_expected", key="again")


def test_a_figure_shows_its_reading_its_table_and_three_downloads() -> None:
    app = AppTest.from_function(_script).run()
    assert not app.exception
    figure = _figure()
    assert [text.value for text in app.text] == [figure.sentence] * 2
    assert [list(table.value.columns) for table in app.dataframe] == [list(figure.table.columns)] * 2
    labels = [button.proto.label for button in app.get("download_button")]
    assert labels == ["Download PNG", "Download SVG", "Download CSV"] * 2


@pytest.mark.parametrize(("form", "start"), [("png", b"\x89PNG"), ("svg", b"<svg"), ("csv", b"")])
def test_a_file_is_made_when_it_is_asked_for(form: Format, start: bytes) -> None:
    figure = _figure()
    made = _made_on_click(figure, form, dark=True)()
    assert made.startswith(start)
    if form == "csv":
        assert made.decode().splitlines()[0].split(",")[0] in figure.table.columns[0]
