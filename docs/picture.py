"""Draw the README's picture from a plan: `python docs/picture.py out/plan.json docs/plan.svg`."""

from __future__ import annotations

import io
import sys
from pathlib import Path

from rich.console import Console
from rich.segment import Segment, Segments
from rich.terminal_theme import MONOKAI

from data.plan_io import read_plan
from ui.report import plan_report

LINES = 53
"""Lines of the report that the picture shows."""
SVG = """<svg class="rich-terminal" viewBox="0 0 {width} {height}" xmlns="http://www.w3.org/2000/svg"
 xml:space="preserve">
<style>.{unique_id}-matrix {{ white-space: pre; font-family: monospace;
 font-size: {char_height}px; line-height: {line_height}px; }}
.{unique_id}-title {{ font-size: 18px; font-weight: bold; font-family: sans-serif; }}
{styles}</style>
<defs><clipPath id="{unique_id}-clip-terminal"><rect x="0" y="0" width="{terminal_width}" height="{terminal_height}"/>
</clipPath>{lines}</defs>{chrome}<g transform="translate({terminal_x}, {terminal_y})"
clip-path="url(#{unique_id}-clip-terminal)">{backgrounds}<g class="{unique_id}-matrix">{matrix}</g></g></svg>
"""
"""Rich's own frame without its web font: the picture asks nothing of another host."""


def main(source: str, target: str) -> None:
    """Write the first lines of the plan's report as SVG."""
    console = Console(width=104, record=True, file=io.StringIO())
    lines = console.render_lines(plan_report(read_plan(Path(source))), pad=False)[:LINES]
    console.print(Segments([part for line in lines for part in (*line, Segment.line())]))
    svg = console.export_svg(title="steelyard plan", theme=MONOKAI, code_format=SVG, unique_id="plan")
    Path(target).write_text(svg, encoding="utf-8")


if __name__ == "__main__":
    main(*sys.argv[1:3])
