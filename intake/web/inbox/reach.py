"""How to reach somebody, with what they asked of whoever does: before a call or a mail the page says it, then dials."""

import re
from urllib.parse import quote

from intake.domain.contact import ABOUT_CONTACT, CONTACT, ContactLimits, Limit
from intake.domain.questionnaire import Questionnaire
from intake.domain.values import Answers, Status
from intake.lib import formats
from intake.services.desk.their_day import zones_of
from intake.web.inbox import words
from intake.web.inbox.desk import Desk
from intake.web.inbox.sheet_answers import pair
from intake.web.inbox.sheet_views import ContactView

_CALLABLE = re.compile(r"\+[0-9]{5,15}")


def contact_view(desk: Desk, asked: Questionnaire, answers: Answers, reference: str, status: Status) -> ContactView:
    """Addresses and limits. ``asked`` may be older than a question; then the present one words it."""
    name, email, phone = (str(answers.get(key, "")) for key in CONTACT)
    limits = ContactLimits.of(answers)
    over = at_an_end(desk, status)
    forms = {key: form for key in ABOUT_CONTACT for form in (desk.content.questionnaire, asked) if form.has(key)}
    return ContactView(
        name=name,
        email=email,
        email_url=f"mailto:{quote(email, safe='@')}?subject={quote(reference)}" if email.count("@") == 1 else "",
        phone=phone,
        phone_url=f"tel:{phone}" if _CALLABLE.fullmatch(phone) else "",
        warnings=(*over, *warnings(desk, limits)),
        answers=tuple(pair(desk, forms[key].question(key), answers, "") for key in forms if answers.get(key)),
        before_call=(*over, *_before_call(desk, answers, limits)),
        before_mail=(*over, *_before_mail(desk, limits)),
    )


def at_an_end(desk: Desk, status: Status) -> tuple[str, ...]:
    """Why nobody should get in touch at all, in this status."""
    if status is Status.WITHDRAWN:
        return (desk.t.gettext("They withdrew the inquiry. Write or call only if they ask for it."),)
    return (words.statuses(desk.t)[status],) if status is Status.DECEASED else ()


def warnings(desk: Desk, limits: ContactLimits) -> tuple[str, ...]:
    """What must be seen without opening anything."""
    t, said = desk.t, []
    if Limit.NO_CALLS in limits.named:
        said.append(t.gettext("They asked us not to call. Write to them instead."))
    if not limits.speaks_freely:
        said.append(t.gettext("Discreet: leave no message, do not say what it is about, ask only for them by name."))
    return tuple(said)


def _before_call(desk: Desk, answers: Answers, limits: ContactLimits) -> tuple[str, ...]:
    t = desk.t
    said = []
    if Limit.NO_CALLS in limits.named:
        said.append(t.gettext("They asked us not to call. Write to them instead."))
    elif limits.asks_before_calls and limits.hours:
        said.append(_hours(desk, answers, limits))
    elif Limit.ONLY_THESE_HOURS in limits.named:
        said.append(t.gettext("They asked for calls only at certain times, and named none. Ask in writing first."))
    if Limit.NO_ILLNESS in limits.named:
        said.append(t.gettext("Do not name the illness or the treatment."))
    return tuple(said)


def _hours(desk: Desk, answers: Answers, limits: ContactLimits) -> str:
    t, zones = desk.t, zones_of(answers)
    question = desk.content.questionnaire.question("best_time")
    parts = {
        code: desk.reader.content(f"question.best_time.option.{code}", question.option_labels[code])
        for code in limits.hours
    }
    clocks = sorted({formats.time(desk.now, desk.tag, zone) for zone in zones})
    values = {"times": " · ".join(parts.values()), "clock": " / ".join(clocks)}
    if not clocks:
        return t.gettext("Call only at these times, by their clock: %(times)s.") % values
    if limits.may_call(desk.now, *zones):
        return (
            t.gettext("Call only at these times, by their clock: %(times)s. There it is %(clock)s: that suits.")
            % values
        )
    return t.gettext("Call only at these times, by their clock: %(times)s. There it is %(clock)s: not now.") % values


def _before_mail(desk: Desk, limits: ContactLimits) -> tuple[str, ...]:
    t, said = desk.t, []
    if limits.shared_mailbox:
        said.append(
            t.gettext("Shared mailbox: other people read it. Ask them to look at their page, write nothing else.")
        )
    if Limit.NO_ILLNESS in limits.named:
        said.append(t.gettext("Do not name the illness or the treatment, also not in the subject."))
    return tuple(said)
