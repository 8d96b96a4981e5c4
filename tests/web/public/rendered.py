"""Every public page as text, in a right-to-left language and with everything shown that can be."""

import datetime as dt
from collections.abc import Mapping
from functools import cache

from intake.content.loader import load_content
from intake.domain.promise import Promise
from intake.domain.typed import Complaint
from intake.lib.locales import locale_of
from intake.lib.paths import TEMPLATES
from intake.lib.qr import qr_code
from intake.lib.templating import environment
from intake.lib.translations import Translations
from intake.web.common.frame import ClinicView, PageView, page_view
from intake.web.public.drafts_presenter import ResumeView, SavedView
from intake.web.public.form_presenter import form_view
from intake.web.public.own.files_presenter import FileView, OptionView, UploadView
from intake.web.public.own.messages import ConversationView
from intake.web.public.programme_presenter import home_view, privacy_view, programme_view
from intake.web.public.promise_presenter import promise_view
from intake.web.public.reading import (
    FollowUpFormView,
    FollowUpView,
    ItemView,
    LookedView,
    NotOfferedView,
    ReceiptView,
)
from intake.web.public.voice import Voice

WORDS = Translations("en")
TYPED: Mapping[str, list[str]] = {"contact_name": ['"><script>alert(1)</script>'], "question": ["</textarea><b>"]}

TAKES_FILES = UploadView((OptionView("other", "Something else", chosen=True),), 10, 25, 100)


@cache
def pages(tag: str = "he") -> dict[str, str]:
    """Name → HTML; ``again`` is the form with complaints."""
    content, day = load_content(), dt.date(2026, 11, 21)
    jinja = environment(TEMPLATES, WORDS, tag, asset=lambda name: f"/static/v/{name}", demo=True)
    voice = Voice(tag, WORDS, content.clinic.values(WORDS))
    programme = programme_view(content.programmes["autoimmune"], voice, sources=content.sources, legal=content.legal)
    wrong = {
        "contact_name": Complaint.TOO_LONG,
        "condition": Complaint.REQUIRED,
        "consent_process": Complaint.MUST_AGREE,
    }
    empty = form_view(content.questionnaire, voice, content=content, today=day)
    again = form_view(content.questionnaire, voice, content=content, today=day, typed=TYPED, complaints=wrong)
    promised = promise_view(Promise(2, staffed=True, languages=("en",)), voice, legal=content.legal)
    context: dict[str, dict[str, object]] = {
        "public/home.html": {"home": home_view(content.programmes, voice, promise=promised)},
        "public/programme.html": {"programme": programme},
        "public/inquiry.html": {"form": empty, "promised": promised},
        "public/received.html": {
            "receipt": ReceiptView(
                "7qk2-m9d4", "4821990317652204", "today", "tomorrow", "https://a.example", qr_code("x"), urgent=True
            ),
            "not_offered": NotOfferedView("We do not offer this.", "Where to look", "/he/programmes/not-offered"),
        },
        "public/saved.html": {
            "saved": SavedView(
                "form-1",
                "secret-1",
                "4821990317652204",
                "tomorrow",
                "https://a.example",
                qr_code("x"),
                is_sent=False,
                files=(FileView("f1", '"><b>', "Report", "PDF", "Not checked.", "", removable=True),),
                upload=TAKES_FILES,
                mailed=True,
                email='"><b>',
                complaint="Please check it.",
                arrived=2,
            )
        },
        "public/resume.html": {"resume": ResumeView('"><b>', "Please check it.", deleted=True)},
        "public/follow_up.html": {"follow_up": FollowUpFormView("7qk2", "Please check both.")},
        "public/own/link.html": {"ordered": True},
        "public/own/link_question.html": {"year": '"><b>', "complaint": "Please check the year."},
        "public/own/timeline.html": {
            "done": "Saved.",
            "conversation": ConversationView((), "form-1", '"><b>', "Please write first.", upload=TAKES_FILES),
            "follow_up": FollowUpView(
                "7qk2-m9d4",
                "With us",
                "Wait.",
                "today",
                "tomorrow",
                items=(ItemView("you", "today", "You wrote to us"), ItemView("us", "now", body="<b>", lang="en")),
                looked=tuple(LookedView(role, 2, "today") for role in ("coordinator", "administrator", "operator", "")),
                by_link=True,
            ),
        },
        "public/own/over.html": {
            "kept": [("note", '"><b>')],
            "reference": "7qk2",
            "complaint": "Please check both.",
            "by_link": True,
        },
        "public/privacy.html": {"privacy": privacy_view(content.legal.pages["privacy"], voice, updated=day)},
    }
    for path in sorted((TEMPLATES / "errors").glob("*.html")):
        context[f"errors/{path.name}"] = {"reference": "k3f2"}
    made = {name: jinja.get_template(name).render(page=_page(tag), **values) for name, values in context.items()}
    made["again"] = jinja.get_template("public/inquiry.html").render(page=_page(tag), form=again, promised=promised)
    return made


def _page(tag: str) -> PageView:
    locales = [locale_of(tag) for tag in ("en", "he")]
    clinic = ClinicView("Example Clinic (demo)", "About.", "Owner.", "Street", "+1 202 555 0100", "a@clinic.example")
    return page_view(
        locale_of(tag), locales, path="/inquiry", clinic=clinic, emergency="Call 112.", draft="A draft.", demo=True
    )
