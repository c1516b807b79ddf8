"""Which two dates of a chart are compared where readers name none, or one. Pure."""

from __future__ import annotations

from itertools import product

from server.charts.drawing import Drawing
from server.charts.figures import Figure
from server.charts.times import compared
from server.dates import stretch


def opening(figure: Figure, drawing: Drawing, start: str = "", end: str = "") -> tuple[str, str] | None:
    """The first two dates between which something changes, those of the figure before others.

    Args:
        figure: the chart, with dates by which readers step.
        drawing: what is in it.
        start: the first date, where it is given already; empty: any of the figure's.
        end: the second.

    Returns:
        Both dates, as they can be asked for; None: nothing changes between any of them.
    """
    starts = [start] if start else [figure.compared[0], *figure.years]
    ends = [end] if end else [figure.compared[1], *figure.years]
    return next(
        (
            (one, other)
            for one, other in product(starts, ends)
            if stretch(one)[1] < stretch(other)[0] and compared(drawing, stretch(one), stretch(other))
        ),
        None,
    )
