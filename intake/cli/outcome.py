"""How commands end: exit codes, and the refusals that are one line and not a traceback."""

import json
from collections.abc import Mapping

import click


class StartRefused(Exception):
    """The service may not start. The text is one line: what is wrong, and the remedy."""


def heading(*columns: str) -> None:
    """What the columns below are; apart from the rows, so that a pipe gets rows alone."""
    click.echo("  ".join(columns), err=True)


def say(values: Mapping[str, object], *, as_json: bool, line: str) -> None:
    """One object a line for machines, one sentence a line for people."""
    click.echo(json.dumps(values, ensure_ascii=False, default=str) if as_json else line)
