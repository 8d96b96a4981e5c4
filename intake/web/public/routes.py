"""What a stranger can reach: this list is all of it."""

from starlette.routing import Route

from intake.web.public import follow_up, inquiry, pages

ROUTES = [
    Route("/", pages.negotiate, name="public:root"),
    Route("/{locale}/inquiry", inquiry.form, methods=["GET"], name="public:inquiry"),
    Route("/{locale}/inquiry", inquiry.submit, methods=["POST"], name="public:submit"),
    Route("/{locale}/inquiry/received", inquiry.received, methods=["GET"], name="public:received"),
    Route("/{locale}/follow-up", follow_up.ask, methods=["GET"], name="public:follow_up"),
    Route("/{locale}/follow-up", follow_up.look, methods=["POST"], name="public:look"),
    Route("/{locale}", pages.to_home, methods=["GET"], name="public:to_home"),
    Route("/{locale}/", pages.home, methods=["GET"], name="public:home"),
    Route("/{locale}/programmes/{slug}", pages.programme, methods=["GET"], name="public:programme"),
    Route("/{locale}/privacy", pages.privacy, methods=["GET"], name="public:privacy"),
]
