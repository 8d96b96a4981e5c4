"""``intake catalogs pack``: a language as one file, from one installation to another."""

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import click

from intake.cli.catalog_exchange import bytes_of, settled, shown
from intake.cli.outcome import StartRefused
from intake.cli.runtime import languages_folder
from intake.content.loader import load_content
from intake.domain.errors import NotFound
from intake.services.catalogs import installing, packs
from intake.services.catalogs.glossary import Medicines, medicines_of
from intake.services.catalogs.installing import CannotInstall, Outlook
from intake.services.catalogs.packs import PackRefused
from intake.settings import Settings

_WITH_REVIEWS = click.option(
    "--with-reviews", is_flag=True, help="Believe who approved it there; without, people here read it again."
)
_FILE = click.argument("file", type=click.Path(path_type=Path, dir_okay=False, exists=True))


@click.group("pack")
def pack() -> None:
    """A language as one file: its catalogs, who has read them, its words.

    Example: intake catalogs pack diff ka.zip
    """


@pack.command("export")
@click.argument("tag")
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
@click.option("--date", type=click.DateTime(["%Y-%m-%d"]), help="The day it is of; without one the file has none.")
def export(tag: str, file: Path, date: dt.datetime | None) -> None:
    """Write a language to one file. The same language is the same bytes.

    Example: intake catalogs pack export ka ka.zip --date 2026-03-01
    """
    with settled(tag) as settings:
        day = date.date() if date else None
        file.write_bytes(packs.made_of(languages_folder(settings), tag, medicines=_medicines(settings), date=day))
    click.echo(f"{file} written")


@pack.command("diff")
@_FILE
@_WITH_REVIEWS
@click.pass_context
def diff(ctx: click.Context, file: Path, with_reviews: bool) -> None:
    """What installing a pack would change. Exit 1 where it would be refused.

    Example: intake catalogs pack diff ka.zip
    """
    with _opened(file) as (settings, found):
        folder, medicines = languages_folder(settings), _medicines(settings)
        outlook = installing.look(folder, found, medicines=medicines, with_reviews=with_reviews)
    for line in _told(outlook):
        click.echo(line)
    ctx.exit(1 if outlook.errors else 0)


@pack.command("install")
@_FILE
@_WITH_REVIEWS
def install(file: Path, with_reviews: bool) -> None:
    """Put a pack in the place of its language, all files or none. A running service shows it within two seconds.

    What was there before is kept in the data folder (the last five); `rollback` puts it back.

    Example: intake catalogs pack install ka.zip
    """
    with _opened(file) as (settings, found):
        folder, medicines = languages_folder(settings), _medicines(settings)
        try:
            outlook = installing.install(folder, _kept(settings), found, medicines=medicines, with_reviews=with_reviews)
        except CannotInstall as refused:
            for line in _told(refused.outlook):
                click.echo(line)
            raise StartRefused(f"{file}: nothing was installed ({refused})") from None
    click.echo(f"{found.tag} installed: {len(outlook.messages)} messages changed")
    if not outlook.offered_then:
        click.echo("Patients are not offered it; the button is at /staff/translations.")


@pack.command("rollback")
@click.argument("tag")
def rollback(tag: str) -> None:
    """Put back what was there before the last pack; again for what was there before that.

    Approvals of that day count again, unless somebody took them back since.

    Example: intake catalogs pack rollback ka
    """
    with settled() as settings:
        folder, kept = languages_folder(settings), _kept(settings)
        try:
            left = installing.roll_back(folder, kept, tag, medicines=_medicines(settings))
        except NotFound:
            raise StartRefused(f"{tag}: nothing is kept from before a pack was installed") from None
        except PackRefused as refused:
            raise StartRefused(f"{tag}: {refused}") from None
    click.echo(f"{tag} is as it was; what stood there lies in {kept / tag / installing.UNDONE}")
    click.echo(f"{left} older ones are kept.")


@contextmanager
def _opened(file: Path) -> Iterator[tuple[Settings, packs.Pack]]:
    with settled() as settings:
        try:
            yield settings, packs.read(bytes_of(file))
        except PackRefused as refused:
            raise StartRefused(f"{file}: {shown(str(refused))}") from None


def _medicines(settings: Settings) -> Medicines:
    return medicines_of(load_content(settings.content_dir).treatments.values())


def _kept(settings: Settings) -> Path:
    return settings.data_dir / "packs"


def _told(outlook: Outlook) -> Iterator[str]:
    for one in outlook.messages:
        yield f"{one.domain} {shown(one.about)}"
        yield from (f"    - {shown(text)}" for text in one.before)
        yield from (f"    + {shown(text)}" for text in one.after or ("(English is shown)",))
    yield from (shown(line) for line in outlook.glossary)
    yield f"{outlook.tag}: {len(outlook.messages)} messages change"
    yield f"approvals: {outlook.approvals_gained} more, {outlook.approvals_lost} void"
    offered = {True: "offered to patients", False: "not offered to patients"}
    yield f"{offered[outlook.offered_now]} now, {offered[outlook.offered_then]} afterwards"
    if outlook.offered_in_pack and not outlook.offered_then:
        yield "(where it was made it is offered: offer it here once people have read it, or use --with-reviews)"
    if outlook.other_english:
        yield f"translated from another English: {', '.join(outlook.other_english)}; what has changed waits as fuzzy"
    yield from (f"refused: {shown(str(finding))}" for finding in outlook.errors)
