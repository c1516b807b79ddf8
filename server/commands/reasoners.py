"""The option by which a command is told what draws the inferences."""

from __future__ import annotations

from typing import get_args

import click

from server.release.closure import DEFAULT, Reasoner

reasoner_option = click.option(
    "--reasoner",
    type=click.Choice(get_args(Reasoner)),
    default=DEFAULT,
    show_default=True,
    help="What draws the inferences; both draw the same.",
)
