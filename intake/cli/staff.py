"""``intake staff``: the people who work here."""

import sys
from datetime import UTC, datetime

import click

from intake.cli.opening import run
from intake.cli.outcome import heading, say
from intake.domain.errors import NotFound
from intake.domain.values import StaffRole
from intake.resources import Resources
from intake.services import accounts
from intake.services.accounts import Account, CannotAdd, LastAdministrator, NewAccount

REMEDIES = {
    "not_an_email": "this is not an e-mail address; write it as name@example.org",
    "taken": "there is an account with this address already; `intake staff list` shows it",
    "no_name": "the name is empty; give one with --name",
    "too_short": "the password is too short: 15 characters or more; several plain words are good",
    "too_long": "the password is too long: 256 characters at most",
    "too_common": "the password is too easy to guess; take several words that have nothing to do with each other",
}


@click.group("staff")
def command() -> None:
    """The people who work here: add, list, disable.

    Example: intake staff list
    """


@command.command("add")
@click.argument("email")
@click.option("--role", type=click.Choice([role.value for role in StaffRole]), required=True, help="What they do.")
@click.option("--name", default="", help="As colleagues call them. Left out: the address before the @.")
@click.option("--languages", default="en", show_default=True, help="Languages they answer in, with commas.")
@click.option("--locale", default="en", show_default=True, help="The language of their own pages.")
@click.option("--queue", "queues", multiple=True, metavar="NAME", help="A queue they serve; may be repeated.")
@click.option("--lead", "leads", multiple=True, metavar="NAME", help="A queue they lead and serve; may be repeated.")
@click.option("--all-queues", is_flag=True, help="They serve every queue.")
@click.option("--password-stdin", is_flag=True, help="Read the password from standard input.")
def add(
    email: str,
    role: str,
    name: str,
    languages: str,
    locale: str,
    queues: tuple[str, ...],
    leads: tuple[str, ...],
    all_queues: bool,
    password_stdin: bool,
) -> None:
    """Make an account.

    Example: intake staff add clara@example.org --role coordinator --languages ar,en --queue autoimmune --password-stdin
    """
    if role == StaffRole.COORDINATOR and not (queues or leads or all_queues):
        raise click.UsageError("a coordinator serves queues: give --queue NAME (again for each), or --all-queues")
    if role == StaffRole.TRANSLATOR and (queues or leads or all_queues):
        raise click.UsageError("a translator sees no inquiries: leave --queue, --lead and --all-queues out")
    new = NewAccount(
        email=email,
        name=name or email.partition("@")[0],
        password=_password(password_stdin),
        role=StaffRole(role),
        languages=tuple(filter(None, (tag.strip() for tag in languages.split(",")))) or ("en",),
        locale=locale,
        queues=frozenset(queues),
        leads=frozenset(leads),
        all_queues=all_queues,
    )
    sys.exit(run(lambda resources: _add(new, resources)))


@command.command("list")
@click.option("--json", "as_json", is_flag=True, help="One JSON object a line.")
def list_(as_json: bool) -> None:
    """Everybody who has an account.

    Example: intake staff list --json
    """
    sys.exit(run(lambda resources: _list(resources, as_json=as_json)))


@command.command("disable")
@click.argument("email")
def disable(email: str) -> None:
    """Close an account: no log-in any more, every session over at once. What they wrote stays.

    Example: intake staff disable clara@example.org
    """
    sys.exit(run(lambda resources: _disable(email, resources)))


async def _add(new: NewAccount, resources: Resources) -> int:
    unknown = sorted((new.queues | new.leads) - set(resources.content.routing.queues))
    if unknown:
        known = ", ".join(resources.content.routing.queues)
        return _problem(f"there is no queue {', '.join(unknown)}; there are: {known}")
    if new.locale not in resources.catalogs.tags:
        known = ", ".join(resources.catalogs.tags)
        return _problem(f"there are no pages in {new.locale}; there are: {known}")
    try:
        await accounts.add_staff(new, db=resources.db, keyring=resources.keyring, now=datetime.now(UTC))
    except CannotAdd as refusal:
        return _problem(REMEDIES[refusal.code])
    click.echo(f"{new.email} can log in at {resources.settings.base_url}/staff/login")
    return 0


async def _list(resources: Resources, *, as_json: bool) -> int:
    if not as_json:
        heading("E-MAIL", "NAME", "ROLE", "QUEUES", "LANGUAGES", "STATE")
    for account in await accounts.listing(db=resources.db, keyring=resources.keyring):
        say(_plain(account), as_json=as_json, line=_line(account))
    return 0


async def _disable(email: str, resources: Resources) -> int:
    try:
        await accounts.disable(email, db=resources.db, keyring=resources.keyring, now=datetime.now(UTC))
    except NotFound:
        return _problem("there is no account with this address; `intake staff list` shows them all")
    except LastAdministrator:
        return _problem("nobody else could manage the staff; add another administrator first (`intake staff add`)")
    click.echo(f"{email} cannot log in any more; every session is over.")
    return 0


def _plain(account: Account) -> dict[str, object]:
    return {
        "email": account.email,
        "name": account.name,
        "role": account.role.value,
        "languages": list(account.languages),
        "locale": account.locale,
        "all_queues": account.all_queues,
        "queues": list(account.queues),
        "leads": [queue for queue, lead in account.queues.items() if lead],
        "active": account.active,
        "invited": not account.password_hash,
        "created_at": account.created_at.isoformat(),
    }


def _line(account: Account) -> str:
    served = ", ".join(f"{queue} (lead)" if lead else queue for queue, lead in account.queues.items())
    parts = [account.email, account.name, account.role.value, "all queues" if account.all_queues else served or "-"]
    parts += [",".join(account.languages), _state(account)]
    return "  ".join(parts)


def _state(account: Account) -> str:
    if not account.active:
        return "disabled"
    return "active" if account.password_hash else "invited"


def _password(from_standard_input: bool) -> str:
    """The password; a line end after it is not part of it."""
    if from_standard_input:
        return sys.stdin.read().rstrip("\r\n")
    return str(click.prompt("Password", hide_input=True, confirmation_prompt=True, err=True))


def _problem(text: str) -> int:
    click.echo(f"intake: {text}", err=True)
    return 1
