"""What a mail says of the few facts it may know, each in the words of its reader's language."""

from collections.abc import Callable, Iterable, Mapping
from zoneinfo import ZoneInfo

from intake.domain.message import MailKind
from intake.domain.values import UNKNOWN
from intake.lib import formats
from intake.lib.catalogs import N_
from intake.lib.translations import Translations
from intake.services.mail.kinds import DRAFT_KEPT, INVITATION_KEPT, NEWS, URGENCY, Mail


def values_of(
    mail: Mail, names: Iterable[str], *, words: Translations, zone: ZoneInfo, base_url: str
) -> dict[str, str]:
    """The values of these names. Nothing else is put into words: most of what mails may know, this one does not say."""
    tag = words.tag
    page = "staff/invitation" if mail.kind is MailKind.INVITATION else f"{tag}/follow-up/link"
    known: Mapping[str, Callable[[], str]] = {
        "reference": lambda: mail.reference,
        "received": lambda: formats.date_time(mail.received_at, tag, zone),
        "answer_by": lambda: formats.date(mail.due_at, tag, zone),
        "count": lambda: formats.number(len(mail.rows), tag),
        "ordered": lambda: formats.date_time(mail.ordered_at, tag, zone),
        "kept_until": lambda: formats.date(mail.ordered_at + DRAFT_KEPT, tag, zone),
        "works_until": lambda: formats.date_time(mail.ordered_at + INVITATION_KEPT, tag, zone),
        "link": lambda: f"{base_url}/{page}/{mail.token}",
        "urgency": lambda: words.gettext(URGENCY[mail.priority]),
        "due": lambda: formats.date_time(mail.due_at, tag, zone),
        "language": lambda: formats.language_name(mail.language, tag),
        "country": lambda: _country(mail, tag) or words.gettext(N_("not known")),
        "inquiry": lambda: f"{base_url}/staff/inquiries/{mail.inquiry_id}",
        "news": lambda: words.gettext(NEWS[mail.kind]),
    }
    return {name: known[name]() for name in names}


def _country(mail: Mail, tag: str) -> str:
    return formats.country_name(mail.country, tag) if mail.country and mail.country != UNKNOWN else ""
