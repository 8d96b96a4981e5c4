"""``intake check``: everything an operator can mend, in sentences."""

import sys
from collections.abc import Mapping
from datetime import UTC, datetime

import click

from intake.cli.opening import run
from intake.cli.outcome import say
from intake.resources import Resources
from intake.services import health

SENTENCES: Mapping[str, str] = {
    "intake.E001": "The public address %(address)s is not https: what patients type could be read on the way. "
    "Put TLS in front and set INTAKE_BASE_URL.",
    "intake.W001": "The public address is %(address)s, this machine only. Set INTAKE_BASE_URL before patients come.",
    "intake.W002": "Mail is not sent, it is kept as files in the data folder. Set INTAKE_SMTP_URL.",
    "intake.W003": "The sender %(sender)s is not an address anybody accepts mail from. Set INTAKE_MAIL_FROM.",
    "intake.W004": "The clinic is still “%(clinic)s”. Copy the content folder, change clinic.toml, "
    "set INTAKE_CONTENT_DIR.",
    "intake.W005": "Nobody serves the queue %(queue)s. Add somebody: intake staff add … --queue %(queue)s",
    "intake.W006": "Nobody leads the queue lead, where everything goes that has no other place: "
    "intake staff add … --lead lead",
    "intake.W007": "Mails that did not arrive and wait for a person: %(count)s. See them on the page /staff/mail, or "
    "with: intake mail list",
    "intake.W008": "The office's holidays are only known until %(day)s. Add the next ones to routing.toml.",
    "intake.W009": "No physician has reviewed the page %(page)s; it says so to every reader.",
    "intake.W010": "The approvals on the page %(page)s were to be checked again by %(day)s.",
    "intake.W011": "No lawyer has read the legal texts (legal.toml: counsel_reviewed_on).",
    "intake.W012": "The language %(locale)s is a draft that nobody has reviewed; its pages say so.",
    "intake.W013": "The site says that somebody answers in %(language)s, but nobody's account has that language.",
    "intake.W014": "Nobody has called the crisis lines shown to people in despair. Call each, then write the day into "
    "crisis_lines.toml: checked_on.",
    "intake.W015": "The database does not know most of the files in %(folder)s, so none of them is ever cleared away: "
    "the folder or the database is not the one that belongs here. Look at INTAKE_FILES_DIR, and at the backup that the "
    "database came from.",
    "intake.W016": "In %(language)s usually %(usual)s a week write, and nobody has for %(days)s days. Send a test from "
    "the form in that language, and look whether mails arrive.",
    "intake.W017": "A translation is not shown, and English stands in its place: %(locale)s, %(catalog)s.po, line "
    "%(line)s: %(why)s. See it: intake catalogs check",
    "intake.W018": "No canary has come through in %(language)s (the last one: %(since)s), so nobody knows whether who "
    "writes in it gets a mail. Send one: intake canary --locale %(language)s",
    "intake.W019": "Mail has not gone out as it should since %(since)s. See what it is on the page /staff/mail, or "
    "with: intake mail list --state queued. Try the mail server: intake mail test you@example.org",
    "intake.W020": "What comes back to us by mail cannot be read (%(why)s), so nobody sees which mails did not arrive. "
    "Look at INTAKE_MAIL_IN.",
    "intake.W021": "Nobody reads what comes back to %(sender)s: which mails did not arrive is not seen, and whoever "
    "replies hears nothing. Set INTAKE_MAIL_IN.",
    "intake.W022": "Mails to the colleague with the OpenPGP key %(fingerprint)s cannot be encrypted (%(why)s), so they "
    "only say that something is waiting. Ask for a new key; not_installed: pip install 'intake[openpgp]'.",
    "intake.W023": "A webhook is told nothing any more (%(why)s), and %(waiting)s events wait for it. Mend what "
    "listens there, then: intake webhooks resume %(hook)s",
}


@click.command("check")
@click.option("--json", "as_json", is_flag=True, help="One JSON object a line.")
def command(as_json: bool) -> None:
    """Everything that is wrong with this installation, with remedies; exit 1 when there is an error.

    Example: intake check
    """

    async def body(resources: Resources) -> int:
        found = await health.problems(resources.settings, resources.office, resources.files, now=datetime.now(UTC))
        for problem in found:
            sentence = SENTENCES[problem.id] % problem.values
            say(
                {"id": problem.id, "problem": sentence, **problem.values},
                as_json=as_json,
                line=f"{problem.id}: {sentence}",
            )
        if resources.composer.dns_record:
            name, text = resources.composer.dns_record
            line = f'Mails are signed. Receivers look for this in the DNS: {name} TXT "{text}"'
            say({"id": "dkim", "name": name, "text": text}, as_json=as_json, line=line)
        if not found and not as_json:
            click.echo("Everything is in order.")
        return int(any(problem.is_error for problem in found))

    sys.exit(run(body))
