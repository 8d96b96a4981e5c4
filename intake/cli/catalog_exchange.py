"""``intake catalogs export`` and ``import``: to agencies and translators by file, and back."""

from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import click

from intake.cli.outcome import StartRefused, say
from intake.cli.runtime import languages_folder, read_settings, refusing
from intake.content.loader import load_content
from intake.domain.errors import NotFound
from intake.lib.catalog_files import DOMAINS
from intake.lib.safe_xml import MOST_BYTES
from intake.services.workbench import exchange
from intake.services.workbench.arriving import CannotImport, Fate, Row
from intake.settings import Settings

_SILENT = frozenset({Fate.UNCHANGED, Fate.EMPTY})


@contextmanager
def settled(tag: str = "") -> Iterator[Settings]:
    """The settings; what cannot be done is one line and not a traceback."""
    with refusing():
        try:
            yield read_settings()
        except NotFound:
            raise StartRefused(f"{tag}: no such language here; `intake catalogs stats` lists them") from None
        except OSError as error:  # the file to be read or written
            raise StartRefused(str(error)) from error


def bytes_of(file: Path) -> bytes:
    """What a stranger's file holds: one byte more than is read at most, however large it is."""
    with file.open("rb") as content:
        return content.read(MOST_BYTES + 1)


def shown(text: str) -> str:
    """A text from a stranger's file as it may come to a terminal: what moves the cursor or the direction is named."""
    return "".join(letter if letter.isprintable() else letter.encode("unicode_escape").decode() for letter in text)


@click.command("export")
@click.argument("tag")
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
@click.option("--format", "form", type=click.Choice(["xliff", "po"]), default="xliff", help="XLIFF 2.1, or gettext.")
@click.option("--domain", "domains", multiple=True, type=click.Choice(DOMAINS), help="Only this one (may be repeated).")
@click.option("--missing", is_flag=True, help="Only what waits for a translator.")
def export(tag: str, file: Path, form: str, domains: tuple[str, ...], missing: bool) -> None:
    """Write a language to a file for an agency, with what its translators have to know.

    Example: intake catalogs export ka ka.xlf --missing
    """
    if form == "po" and len(domains) != 1:
        raise click.UsageError("a gettext file holds one domain: say which, with --domain")
    with settled(tag) as settings:
        folder = languages_folder(settings)
        if form == "po":
            text = exchange.as_po(folder, tag, domains[0], missing=missing)
        else:
            text = exchange.as_xliff(folder, tag, domains, missing=missing)
        file.write_bytes(text.encode("utf-8"))
    click.echo(f"{file} written")


@click.command("import")
@click.argument("tag")
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False, exists=True))
@click.option("--apply", "applied", is_flag=True, help="Write what passes the checks; else it is only shown.")
@click.option("--author", default="", help="Who translated it: whoever wrote a protected text cannot approve it.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object a line.")
@click.pass_context
def take(ctx: click.Context, tag: str, file: Path, applied: bool, author: str, as_json: bool) -> None:
    """What a file from an agency (XLIFF 2.1 or gettext) would change; with --apply, change it. Exit 1 on refusals.

    Example: intake catalogs import ka ka.xlf --apply --author "Agency, Tbilisi"
    """
    with settled(tag) as settings:
        content, data = load_content(settings.content_dir), bytes_of(file)
        try:
            if applied:
                rows = exchange.take(languages_folder(settings), tag, data, content=content, author=author)
            else:
                rows = exchange.look(languages_folder(settings), tag, data, content=content)
        except CannotImport as refused:
            raise StartRefused(f"{file}:{refused.line}: {refused.problem}") from None
        except exchange.AuthorNeeded:
            raise StartRefused("protected texts would change: say who translated them, with --author NAME") from None
    _report(rows, file, as_json=as_json)
    if not as_json:
        counts = Counter(row.fate for row in rows)
        click.echo(", ".join(f"{counts[fate]} {fate}" for fate in Fate if counts[fate]) or "The file holds no message.")
        click.echo("Written." if applied else "Nothing is written; --apply writes what is not refused.")
    ctx.exit(1 if any(row.fate is Fate.REFUSED for row in rows) else 0)


def _report(rows: Sequence[Row], file: Path, *, as_json: bool) -> None:
    for row in rows:
        if row.fate in _SILENT:
            continue
        before, after = row.message.entry.strings if row.message else (), row.received.entry.strings
        domain = row.message.domain if row.message else ""
        line = f"{file}:{row.line}: {row.fate}: {domain} {shown(row.about)}".replace("  ", " ")
        line += f": {row.rule}: {shown(row.reason)}" if row.rule else ""
        line += "".join(f"\n    - {shown(text)}" for text in before if text and before != after)
        line += "".join(f"\n    + {shown(text)}" for text in after if before != after)
        values = {
            "line": row.line,
            "fate": row.fate,
            "domain": domain,
            "id": row.received.id,
            "about": row.about,
            "rule": row.rule,
            "reason": row.reason,
            "before": before,
            "after": after,
        }
        say(values, as_json=as_json, line=line)
