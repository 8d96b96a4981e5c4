"""``intake catalogs``: the translators' files. They need no database, so nothing is opened that the service opens."""

import dataclasses
import json
import sys
from collections.abc import Callable, Mapping
from pathlib import Path

import click

from intake.cli import catalog_exchange, catalog_packs, catalogs_add, preview
from intake.cli.outcome import StartRefused, say
from intake.cli.runtime import languages_folder, read_settings, refusing
from intake.content.loader import Content, load_content
from intake.content.messages import messages
from intake.lib.paths import PACKAGE
from intake.services.catalogs import checking, extracting, progress, updating
from intake.services.catalogs.checking import Finding
from intake.services.catalogs.glossary import medicines_of


@click.group("catalogs")
def command() -> None:
    """The translators' files: extract, update, check, stats, add.

    Example: intake catalogs check
    """


command.add_command(preview.command)
command.add_command(catalogs_add.add)
command.add_command(catalogs_add.make_pseudo)
command.add_command(catalog_exchange.export)
command.add_command(catalog_exchange.take)
command.add_command(catalog_packs.pack)


@command.command("extract")
def extract() -> None:
    """Write locales/DOMAIN.pot from templates, modules and content. In a checkout only.

    Example: intake catalogs extract
    """
    with refusing():
        content = load_content(read_settings().content_dir)
        for path in extracting.write_templates(_folder(), _current(content)):
            click.echo(f"{path} written")


@command.command("update")
@click.option("--locale", "locales", multiple=True, help="Only this language (may be repeated).")
def update(locales: tuple[str, ...]) -> None:
    """Bring the languages in step with the .pot files. Nothing a translator wrote is lost.

    Example: intake catalogs update --locale he
    """
    with refusing():
        for path in updating.update(_folder(), locales or None):
            click.echo(f"{path} written")


@command.command("check")
@click.option("--locale", "locales", multiple=True, help="Only this language (may be repeated).")
@click.option(
    "--format", "form", type=click.Choice(["text", "json", "github"]), default="text", help="How findings are written."
)
def check(locales: tuple[str, ...], form: str) -> None:
    """Everything wrong with the catalogs, as file:line: rule: message; exit 1 on errors.

    Example: intake catalogs check --locale he
    """
    with refusing():
        content = load_content(read_settings().content_dir)
        medicines = medicines_of(content.treatments.values())
        current = _current(content) if _sources_at_hand() else None
        found = checking.check(_folder(), current, medicines=medicines, tags=locales or None)
    for finding in found:
        click.echo(_WRITTEN[form](finding))
    errors = sum(finding.error for finding in found)
    if form == "text":
        click.echo(f"{errors} errors, {len(found) - errors} remarks.")
    sys.exit(1 if errors else 0)


@command.command("stats")
@click.option("--json", "as_json", is_flag=True, help="One JSON object a line.")
def stats(as_json: bool) -> None:
    """How far each language is.

    Example: intake catalogs stats
    """
    with refusing():
        rows = progress.progress(_folder())
    for row in rows:
        line = (
            f"{row.locale:8} {row.domain:7} {row.translated:5} of {row.total:5}   "
            f"missing {row.missing:4}  fuzzy {row.fuzzy:4}  refused {row.refused:3}   {row.state}"
        )
        say(dataclasses.asdict(row), as_json=as_json, line=line)


def _folder() -> Path:
    return languages_folder(read_settings())


def _sources_at_hand() -> bool:
    return (PACKAGE.parent / "templates").is_dir()


def _current(content: Content) -> dict[str, str]:
    if not _sources_at_hand():
        raise StartRefused("the sources are not here: run this in a checkout")
    return extracting.extract(PACKAGE.parent, messages(content))


def _as_json(finding: Finding) -> str:
    return json.dumps(dataclasses.asdict(finding), ensure_ascii=False)


def _for_github(finding: Finding) -> str:
    """An annotation at the line, as GitHub's workflow commands are written."""
    kind = "error" if finding.error else "warning"
    place = f"file={_escaped(finding.file, ':,')},line={finding.line},title={_escaped(finding.rule, ':,')}"
    return f"::{kind} {place}::{_escaped(finding.message, '')}"


def _escaped(text: str, also: str) -> str:
    return "".join(f"%{ord(letter):02X}" if letter in f"%\r\n{also}" else letter for letter in text)


_WRITTEN: Mapping[str, Callable[[Finding], str]] = {"text": str, "json": _as_json, "github": _for_github}
