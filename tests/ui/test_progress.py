"""The progress line: sparse where there is no terminal."""

from __future__ import annotations

import io

from rich.console import Console

from solver.search.options import Progress
from ui.progress import ProgressLine


def _console(is_terminal: bool) -> tuple[Console, io.StringIO]:
    text = io.StringIO()
    return Console(file=text, force_terminal=is_terminal, width=100), text


def test_elsewhere_a_line_is_printed_at_each_stage() -> None:
    console, text = _console(is_terminal=False)
    with ProgressLine("expected", console) as line:
        for stage in ("relaxation", "relaxation", "branch_and_cut"):
            line.hear(Progress(1.0, 2_000_000.0, 1_990_000.0, 0.005, stage))
    lines = text.getvalue().splitlines()
    assert len(lines) == 2
    assert lines[1].startswith("expected  ")
    assert lines[1].endswith("branch and cut  plan 2,000,000 USD  bound 1,990,000 USD  gap 0.5 %")


def test_unknown_figures_are_left_out() -> None:
    console, text = _console(is_terminal=False)
    with ProgressLine("", console) as line:
        line.hear(Progress(1.0, None, None, None, "relaxation"))
    assert "USD" not in text.getvalue()
    assert text.getvalue().rstrip().endswith("s  relaxation")


def test_on_a_terminal_the_line_lives_and_goes() -> None:
    console, text = _console(is_terminal=True)
    with ProgressLine("expected", console) as line:
        line.hear(Progress(1.0, 5.0, None, None, "relaxation"))
    assert "plan 5 USD" in text.getvalue()
    assert text.getvalue().count("\n") <= 1
