"""The OpenPGP key one's own mails are encrypted to."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from gettext import NullTranslations

from starlette.responses import RedirectResponse, Response

from intake.lib.mail import openpgp
from intake.services.mail import own_key
from intake.services.mail.own_key import KeyRefused, OwnKey
from intake.web.common.forms import read_form, single
from intake.web.common.guards import actor_of
from intake.web.common.staff import reader_of, staff_page
from intake.web.common.state import IntakeRequest

PAGE = "/staff/me/key"
LARGEST = 4 * openpgp.LONGEST  # a form writes some of its characters as three


@dataclass(frozen=True, slots=True)
class KeyView:
    """One's key. ``fingerprint`` in groups, as programs show it; ``fault``: why it cannot be used, in words."""

    fingerprint: str
    names: tuple[str, ...]
    given_at: datetime
    expires_at: datetime | None
    fault: str


async def show(request: IntakeRequest) -> Response:
    """GET /staff/me/key"""
    return await _page(request)


async def give(request: IntakeRequest) -> Response:
    """POST /staff/me/key: the key one pasted."""
    pasted = single(await read_form(request)).get("key", "")
    office, now = request.state["resources"].office, datetime.now(UTC)
    try:
        await own_key.give(actor_of(request), pasted.strip().encode("utf-8", "replace"), office=office, now=now)
    except KeyRefused as refused:
        return await _page(request, _faults(reader_of(request).words)[refused.fault])
    return RedirectResponse(f"{PAGE}?done=given", status_code=303)


async def take_away(request: IntakeRequest) -> Response:
    """POST /staff/me/key/remove"""
    await read_form(request)  # nothing is in it, but only a form of ours does this (security A20)
    await own_key.take_away(actor_of(request), office=request.state["resources"].office, now=datetime.now(UTC))
    return RedirectResponse(f"{PAGE}?done=taken_away", status_code=303)


async def _page(request: IntakeRequest, problem: str = "") -> Response:
    words = reader_of(request).words
    found = await own_key.look(actor_of(request), office=request.state["resources"].office, now=datetime.now(UTC))
    done = {
        "given": words.gettext("Saved. From now on your mails are encrypted to this key."),
        "taken_away": words.gettext("Removed. From now on your mails come without encryption."),
    }
    return staff_page(
        request,
        "accounts/mail_key.html",
        422 if problem else 200,
        key=_view(found, words) if found else None,
        zone=request.state["resources"].content.routing.calendar.zone.key,
        problem=problem,
        done=done.get(request.query_params.get("done", ""), ""),
    )


def _view(key: OwnKey, words: NullTranslations) -> KeyView:
    groups = " ".join(key.fingerprint[start : start + 4] for start in range(0, len(key.fingerprint), 4))
    fault = _faults(words)[key.fault] if key.fault else ""
    return KeyView(groups, key.names, key.given_at, key.expires_at, fault)


def _faults(t: NullTranslations) -> Mapping[str, str]:
    """Why no mail can be encrypted to a key, and what to do instead."""
    return {
        "not_a_key": t.gettext(
            "This could not be read as a key. Paste everything from the line BEGIN to the line END."
        ),
        "private": t.gettext(
            "This is a private key. We have not kept it. Please export the public key, and paste that. Whoever may "
            "have seen the private one on the way can read your mails: consider making a new one."
        ),
        "several": t.gettext("These are several keys. Paste your own alone."),
        "too_large": t.gettext("The key is too large. Export it without photos and other people’s signatures."),
        "revoked": t.gettext("This key was revoked. Paste the one you use now."),
        "expired": t.gettext("This key has run out. Extend it in your program, export it again, and paste it here."),
        "cannot_encrypt": t.gettext(
            "This key has no part that encrypts. Add one in your program, or paste another key."
        ),
        "not_installed": t.gettext("This service cannot encrypt mails at the moment. Please tell whoever runs it."),
    }
