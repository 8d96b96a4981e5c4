"""What the place of a sentence says of it: which catalog it belongs to, where readers meet it, and who they are."""

from typing import Final

# The first prefix that fits. A message anywhere else is an error: nobody would have decided who translates it.
DOMAIN_OF_PATH: Final = (
    ("templates/mail/", "mail"),
    ("templates/layouts/mail", "mail"),
    ("templates/layouts/staff", "staff"),
    ("templates/inbox/", "staff"),
    ("templates/accounts/", "staff"),
    ("templates/components/paging", "staff"),
    ("templates/operations/", "staff"),
    ("templates/translations/", "staff"),
    ("templates/", "site"),
    ("intake/web/inbox/", "staff"),
    ("intake/web/accounts/", "staff"),
    ("intake/web/operations/", "staff"),
    ("intake/web/translations/", "staff"),
    ("intake/web/common/mails", "staff"),
    ("intake/web/common/staff", "staff"),
    ("intake/web/public/exhibits/", "staff"),
    ("intake/web/", "site"),
    ("intake/services/mail", "mail"),
    ("intake/services/catalogs/", "staff"),
)

# The first prefix that fits, for sentences without a remark of their own.
_REMARK_OF_PATH: Final = (
    ("templates/mail/colleague_mentioned/", "In a mail to a colleague in the office."),
    ("templates/mail/parts", "In a mail."),
    ("templates/mail/desk_", "In a mail to a colleague in the office."),
    ("templates/mail/key_", "In a mail to a colleague in the office."),
    ("templates/mail/reply_not_read/", "In a mail to whoever wrote to an address that only sends."),
    ("templates/mail/inquiry_re", "In a mail to whoever wrote to the clinic, or to a colleague in the office."),
    ("templates/mail/inquiry_routed/", "In a mail to a colleague in the office."),
    ("templates/mail/inquiry_updated/", "In a mail to a colleague in the office."),
    ("templates/mail/invitation/", "In a mail to a new colleague."),
    ("templates/mail/trial/", "In a mail that the operator sends to try whether mail works."),
    ("templates/mail/", "In a mail to whoever wrote to the clinic."),
    ("templates/layouts/mail", "At the edge of every mail."),
    ("intake/services/mail", "In a mail."),
    ("templates/layouts/staff", "On every page of the staff."),
    ("templates/inbox/queue/", "For coordinators: the list of inquiries."),
    ("templates/inbox/replies/", "For coordinators and translators: writing an answer."),
    ("templates/inbox/routing/", "For administrators: which desk gets which inquiry."),
    ("templates/inbox/statistics/", "For administrators: figures."),
    ("templates/inbox/exports/", "For coordinators: exporting inquiries."),
    ("templates/inbox/", "For coordinators: the page of one inquiry."),
    ("templates/accounts/", "For the staff: accounts and logging in."),
    ("templates/operations/", "For administrators: mail and webhooks."),
    ("templates/translations/", "For translators: the workbench."),
    ("templates/layouts/", "On every page for patients and families."),
    ("templates/errors/", "On a page that says that something went wrong."),
    ("templates/demo/", "On the page that shows the demo's mails."),
    ("templates/components/paging", "For the staff: the way through a long list."),
    ("templates/components/", "On several pages for patients and families."),
    ("templates/public/own/", "For patients and families: the pages behind the access code."),
    ("templates/public/erase", "For patients and families: after everything was erased."),
    ("templates/public/", "For patients and families: a page anybody can open."),
    ("intake/web/public/own/", "For patients and families: the pages behind the access code."),
    ("intake/web/common/complaints", "For patients and families: what to mend in an answer of the form."),
    ("intake/web/common/mails", "For the staff: how a mail fared."),
    ("intake/web/common/", "For patients and families, on several pages."),
    ("intake/web/public/", "For patients and families: the form and the pages anybody can open."),
    ("intake/web/inbox/", "For coordinators."),
    ("intake/web/accounts/", "For the staff: accounts and logging in."),
    ("intake/web/operations/", "For administrators: mail and webhooks."),
    ("intake/web/translations/", "For translators: the workbench."),
    ("programmes/", "For patients and families: a page about a group of illnesses."),
    ("legal.toml", "For patients and families: law and notices; exact, nothing softened, nothing added."),
    ("intake/services/catalogs/", "For translators: what the check says of a translation."),
)


def domain_of(path: str) -> str | None:
    """The catalog of the sentences in a file; None where sentences for readers do not belong."""
    return next((domain for prefix, domain in DOMAIN_OF_PATH if path.startswith(prefix)), None)


def remark_of(path: str) -> tuple[str, ...]:
    """Where readers meet the sentences of a file and who they are, for the translator; empty where nobody has said."""
    return next(((remark,) for prefix, remark in _REMARK_OF_PATH if path.startswith(prefix)), ())
