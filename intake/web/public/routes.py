"""What a stranger can reach: this list is all of it."""

from starlette.routing import Route

from intake.web.public import consent, draft_files, drafts, erasure, follow_up, inquiry, pages, preview, unclear
from intake.web.public.own import asked, cards, consents, contact, copy, details, files, link, messages, rights

ROUTES = [
    Route("/", pages.negotiate, name="public:root"),
    Route("/{locale}/inquiry", inquiry.form, methods=["GET"], name="public:inquiry"),
    Route("/{locale}/inquiry", inquiry.submit, methods=["POST"], name="public:submit"),
    Route("/{locale}/inquiry/received", inquiry.received, methods=["GET"], name="public:received"),
    Route("/inquiry/puzzle", inquiry.puzzle, methods=["GET"], name="public:puzzle"),
    *drafts.ROUTES,
    *draft_files.ROUTES,
    *follow_up.ROUTES,
    *details.ROUTES,
    *asked.ROUTES,
    *cards.ROUTES,
    *link.ROUTES,
    *contact.ROUTES,
    *messages.ROUTES,
    *files.ROUTES,
    *consents.ROUTES,
    *copy.ROUTES,
    *rights.ROUTES,
    *erasure.ROUTES,
    *consent.ROUTES,
    *unclear.ROUTES,
    *preview.ROUTES,
    Route("/{locale}", pages.to_home, methods=["GET"], name="public:to_home"),
    Route("/{locale}/", pages.home, methods=["GET"], name="public:home"),
    Route("/{locale}/programmes/{slug}", pages.programme, methods=["GET"], name="public:programme"),
    Route("/{locale}/privacy", pages.privacy, methods=["GET"], name="public:privacy"),
]
