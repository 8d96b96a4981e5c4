"""``intake canary``: a made-up inquiry in each language through the real site, and whether its mail arrives."""

import sys
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta

import click

from intake.cli.opening import run
from intake.cli.outcome import StartRefused, say
from intake.domain.canary import Outcome, Step, Why
from intake.resources import Resources
from intake.services.canary import rounds, standing
from intake.services.canary.flight import WITHIN, Sky, fly, take_forgotten_away
from intake.services.canary.rounds import NoCanary

STEPS: Mapping[Step, str] = {
    Step.FORM: "opening the form",
    Step.SEND: "sending it",
    Step.RECEIPT: "reading the receipt",
    Step.FOLLOW_UP: "coming back with reference and code",
    Step.MAIL: "waiting for the mail",
    Step.LETTER: "reading the mail",
    Step.ERASE: "taking the canary away again",
}
REMEDIES: Mapping[Why, str] = {
    Why.UNREACHABLE: "Nobody answers at INTAKE_BASE_URL. Is `intake serve` running, and the proxy before it? "
    "Past the proxy: --url http://127.0.0.1:8000",
    Why.STATUS: "The site answers with an error. See the log of `intake serve`, and that of the proxy.",
    Why.OTHER_HOUSE: "The site does not know this canary: it runs with another key ring or database, without "
    "INTAKE_CANARY_TO, or with another one; or the proxy takes the header Intake-Canary away. Nothing was sent there.",
    Why.LANGUAGE: "It says it is in another language. Look at it: intake catalogs check",
    Why.FIELD: "The page does not have this field. Is what runs there the same version?",
    Why.NOT_TAKEN: "The form came back with complaints. Send it by hand in this language.",
    Why.NO_RECEIPT: "There is no reference and access code on the page after sending. Send it by hand.",
    Why.NOT_A_TEST: "It was kept as if a person had written. Set INTAKE_CANARY_TO alike for all processes; "
    "then look for it: intake inquiries list",
    Why.NOT_THERE: "Reference and code do not open the follow-up page. See the log of `intake serve`.",
    Why.NOT_SENT: "The mail has not left this house. See why: intake mail list; and on PostgreSQL: is `intake work` "
    "running?",
    Why.NOT_ARRIVED: "The mail server took it, and it is not in the mailbox. Look among the unwanted mail, at a "
    "greylist, and whether INTAKE_CANARY_MAILBOX is the mailbox of INTAKE_CANARY_TO; --within waits longer.",
    Why.MAILBOX: "The mailbox cannot be read. Check host, user and password in INTAKE_CANARY_MAILBOX.",
    Why.HEADERS: "This header is not as we wrote it: a server on the way changes mails.",
    Why.SUBJECT: "The reference is not in the subject: a server on the way changes mails.",
    Why.PARTS: "A part of the mail is missing or empty: a server on the way changes mails.",
    Why.OURS: "A fault of ours; the log has where it happened.",
}


@click.command("canary")
@click.option("--locale", "locales", multiple=True, help="Only this language; may be given several times.")
@click.option("--url", default="", help="Another way to the site, such as http://127.0.0.1:8000 behind the proxy.")
@click.option(
    "--within",
    default=int(WITHIN.total_seconds()),
    show_default=True,
    type=click.IntRange(1, 1800),
    help="Seconds a mail may take.",
)
@click.option("--json", "as_json", is_flag=True, help="One JSON object a line.")
def command(locales: tuple[str, ...], url: str, within: int, as_json: bool) -> None:
    """Send a made-up inquiry in each language as a patient does, and see whether its mail arrives; exit 1 where not.

    It goes to INTAKE_CANARY_TO, is counted nowhere, shown to nobody, and is taken away again at once. What it needs is
    a running `intake serve` with the same settings, key ring and database.

    Example: intake canary --locale ar --locale he
    """

    async def body(resources: Resources) -> int:
        patience = timedelta(seconds=within)
        try:
            sky = rounds.sky_for(resources.settings, resources.office, address=url, within=patience)
        except NoCanary as missing:
            raise StartRefused(f"{missing} is not set: there is no mailbox a canary could fly to") from None
        live = tuple(locale.tag for locale in resources.locales)
        unknown = sorted(set(locales) - set(live))
        if unknown:
            raise StartRefused(
                f"{unknown[0]}: patients are not offered this language; `intake catalogs stats` lists all"
            )
        return await _send(locales or live, sky, as_json)

    sys.exit(run(body))


async def _send(locales: tuple[str, ...], sky: Sky, as_json: bool) -> int:
    await take_forgotten_away(sky=sky, now=datetime.now(UTC))
    failures = 0
    for locale in locales:
        outcome = await fly(locale, sky=sky, now=datetime.now(UTC))
        await standing.note(outcome, db=sky.db)
        say(as_values(outcome), as_json=as_json, line=line_of(outcome))
        failures += not outcome.is_ok
    return 1 if failures else 0


def line_of(outcome: Outcome) -> str:
    """How one went, in a line: the step it failed at, and what to do."""
    if outcome.step is None or outcome.why is None:
        return f"{outcome.locale:<8} ok {outcome.seconds:.1f} s"
    detail = f" ({outcome.detail})" if outcome.detail else ""
    return f"{outcome.locale:<8} failed at {STEPS[outcome.step]}{detail}. {REMEDIES[outcome.why]}"


def as_values(outcome: Outcome) -> dict[str, object]:
    """The same for machines: codes and seconds."""
    return {
        "locale": outcome.locale,
        "at": outcome.at.isoformat(timespec="seconds"),
        "ok": outcome.is_ok,
        "step": outcome.step,
        "why": outcome.why,
        "detail": outcome.detail,
        "seconds": round(outcome.seconds, 3),
        "took": dict(outcome.took),
    }
