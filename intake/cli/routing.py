"""``intake routing``: where inquiries go, and why."""

import sys

import click

from intake.cli.outcome import say
from intake.cli.runtime import read_settings, refusing
from intake.content.loader import load_content
from intake.domain.routing import broken_examples


@click.group("routing")
def command() -> None:
    """Where inquiries go, and why.

    Example: intake routing check
    """


@command.command("check")
@click.option("--json", "as_json", is_flag=True, help="One JSON object a line.")
def check(as_json: bool) -> None:
    """Run the examples of every routing rule; exit 1 when one breaks.

    Example: intake routing check
    """
    with refusing():
        routing = load_content(read_settings().content_dir).routing
    broken = broken_examples(routing.rules)
    for example in broken:
        say({"rule": example.rule_id, "problem": str(example)}, as_json=as_json, line=str(example))
    if not broken and not as_json:
        examples = sum(len(rule.examples) for rule in routing.rules)
        click.echo(f"{len(routing.rules)} rules, {examples} examples: all as expected.")
    sys.exit(1 if broken else 0)
