"""``intake catalogs preview``: a link that shows a language nobody is offered yet."""

from datetime import UTC, datetime, timedelta

import click

from intake.cli.outcome import StartRefused
from intake.cli.runtime import languages_folder, read_settings, refusing
from intake.domain.errors import NotFound
from intake.lib.catalogs import Catalogs
from intake.lib.keyring import KeyRing
from intake.services import previews
from intake.services.languages import Languages


@click.command("preview")
@click.argument("tag")
@click.option("--days", type=click.IntRange(1, 30), default=7, show_default=True, help="How long the link holds.")
def command(tag: str, days: int) -> None:
    """A link that shows a language before patients are offered it. Nothing can be sent from there.

    Example: intake catalogs preview sv --days 7
    """
    settings = read_settings()
    folder = languages_folder(settings)
    with refusing():
        keyring, catalogs = KeyRing.load(settings.keyring), Catalogs.load(folder)
        languages = Languages(catalogs, folder, policy=settings.locale_policy, default=settings.default_locale)
    try:
        lasts, now = timedelta(days=days), datetime.now(UTC)
        path = previews.path_of(tag, languages=languages, keyring=keyring, now=now, lasts=lasts)
    except NotFound:
        raise StartRefused(f"{tag}: no such language here, or patients are offered it already") from None
    click.echo(f"{settings.base_url}{path}")
