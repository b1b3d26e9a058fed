"""Charts as figures: each with its table and its reading, in light and dark, on screen and in documents."""

from ui.charts.figure import Figure, Format, render

__all__ = ["Figure", "Format", "render"]
