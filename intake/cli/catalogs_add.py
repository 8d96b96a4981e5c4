"""``intake catalogs add`` and ``pseudo``: a language to be translated, and two for looking at the site."""

from pathlib import Path

import click

from intake.cli.outcome import StartRefused
from intake.cli.runtime import languages_folder, read_settings, refusing
from intake.services.catalogs import adding, pseudo
from intake.services.catalogs.adding import Added, CannotAdd, Reason

REFUSED = {
    Reason.UNKNOWN: "{tag} is no language CLDR knows; write a tag such as sv, pt-BR or zh-Hant",
    Reason.SOURCE: "English is what the others are translated from; its sentences stand in templates and content",
    Reason.PSEUDO: "{tag} is made by `intake catalogs pseudo DIR`",
    Reason.OTHER_TAG: "write {tag}: that is this language's tag today",
    Reason.THERE: "{tag} is there already; `intake catalogs stats` says how far it is",
    Reason.READ_ONLY: "the folder cannot be written; mend owner or disk, or name another in INTAKE_LOCALES_DIR",
}


@click.command("add")
@click.argument("tag")
def add(tag: str) -> None:
    """Begin a new language by its BCP 47 tag: all its files, nothing translated yet. No restart is needed.

    Patients see nothing of it until it is complete and offered. Where INTAKE_LOCALES_DIR names an empty folder, the
    sentences to translate come along.

    Example: intake catalogs add sv
    """
    with refusing():
        try:
            click.echo("\n".join(_told(adding.add(languages_folder(read_settings()), tag))))
        except CannotAdd as refused:
            raise StartRefused(REFUSED[refused.reason].format(tag=refused.tag)) from None


@click.command("pseudo")
@click.argument("folder", metavar="DIR", type=click.Path(path_type=Path, file_okay=False))
def make_pseudo(folder: Path) -> None:
    """Write en-XA (accents, longer by two fifths) and ar-XB (right to left) into a folder of their own.

    Nobody speaks them: they show what is not translated, and what does not fit. Start a service with
    INTAKE_LOCALES_DIR=DIR to look at them; they are offered where DIR/en_XA/reviews.toml says `offered = true`.

    Example: intake catalogs pseudo /tmp/pseudo
    """
    with refusing():
        try:
            written = pseudo.write(folder)
        except pseudo.NotHere:
            raise StartRefused("these are the languages patients read; name another folder") from None
    for path in written:
        click.echo(f"{path} written")


def _told(added: Added) -> list[str]:
    locale, direction = added.locale, "right to left" if added.locale.direction == "rtl" else "left to right"
    order = "as the language sorts" if added.sorted_by_it else "by letters without their marks (no order computed yet)"
    forms = [f"  form {number}: {numbers or 'no whole number'}" for number, numbers in enumerate(added.forms)]
    return [
        f"{locale.tag} ({locale.own_name}) is added: {added.folder}",
        f"Written {direction}. A date: {added.day}. A number: {added.number}. Lists are sorted {order}.",
        f"Plural forms: {len(added.forms)}",
        *forms,
        "",
        f"{added.messages} sentences to translate. What to do next (docs/translate.md tells it step by step):",
        f"  1. Agree on the words in {added.folder / 'glossary.toml'}",
        f"  2. Translate: /staff/translations/{locale.tag} in the browser, or {added.folder}/LC_MESSAGES/*.po",
        "  3. intake catalogs check",
        "  4. Offer it to patients: the button at /staff/translations",
    ]
