"""``intake catalogs``: the translators' files."""

import dataclasses
import sys
from pathlib import Path

import click

from intake.cli.outcome import StartRefused, say
from intake.cli.runtime import read_settings, refusing
from intake.content.loader import load_content
from intake.content.messages import messages
from intake.lib.catalogs import CatalogError
from intake.lib.extraction import ExtractionError
from intake.lib.paths import LOCALES, PACKAGE
from intake.services import catalogs


@click.group("catalogs")
def command() -> None:
    """The translators' files: extract, update, check, stats."""


@command.command("extract")
def extract() -> None:
    """Write locales/DOMAIN.pot from templates, modules and content. In a checkout only.

    Example: intake catalogs extract
    """
    folder = _folder()
    for path in catalogs.write_templates(folder, _current()):
        click.echo(f"{path} written")


@command.command("update")
@click.option("--locale", "locales", multiple=True, help="Only this language (may be repeated).")
def update(locales: tuple[str, ...]) -> None:
    """Bring the languages in step with the .pot files. Nothing a translator wrote is lost.

    Example: intake catalogs update --locale he
    """
    try:
        for path in catalogs.update(_folder(), locales or None):
            click.echo(f"{path} written")
    except CatalogError as error:
        raise StartRefused(str(error)) from error


@command.command("check")
@click.option("--json", "as_json", is_flag=True, help="One JSON object a line.")
def check(as_json: bool) -> None:
    """Everything wrong with the catalogs, as file:line: rule: message; exit 1 on errors.

    Example: intake catalogs check
    """
    found = catalogs.check(_folder(), _current() if _sources_at_hand() else None)
    for finding in found:
        say(dataclasses.asdict(finding), as_json=as_json, line=str(finding))
    errors = sum(finding.error for finding in found)
    if not as_json:
        click.echo(f"{errors} errors, {len(found) - errors} remarks.")
    sys.exit(1 if errors else 0)


@command.command("stats")
@click.option("--json", "as_json", is_flag=True, help="One JSON object a line.")
def stats(as_json: bool) -> None:
    """How far each language is.

    Example: intake catalogs stats
    """
    try:
        rows = catalogs.progress(_folder())
    except CatalogError as error:
        raise StartRefused(str(error)) from error
    for row in rows:
        line = (
            f"{row.locale:8} {row.domain:7} {row.translated:5} of {row.total:5}   "
            f"missing {row.missing:4}  fuzzy {row.fuzzy:4}  refused {row.refused:3}   {row.state}"
        )
        say(dataclasses.asdict(row), as_json=as_json, line=line)


def _folder() -> Path:
    return read_settings().locales_dir or LOCALES


def _sources_at_hand() -> bool:
    return (PACKAGE.parent / "templates").is_dir()


def _current() -> dict[str, str]:
    if not _sources_at_hand():
        raise StartRefused("the sources are not here: run this in a checkout")
    with refusing():
        content = load_content(read_settings().content_dir)
    try:
        return catalogs.extract(PACKAGE.parent, messages(content))
    except ExtractionError as error:
        raise StartRefused(str(error)) from error
