"""A form as a browser sends it: every field of the page, the empty ones as well. Plainly invented."""

from urllib.parse import urlencode

ANSWERS: tuple[tuple[str, str], ...] = (
    ("inquirer_role", "relative"),
    ("relationship", "child"),
    ("authority_ok", "yes"),
    ("birth_year", "1958"),
    ("residence_country", "GE"),
    ("condition", "dlbcl"),
    ("disease_state", "relapsed"),
    ("lines_count", "2"),
    ("prior_cart", "no"),
    ("in_hospital", "no"),
    ("last_worsening", "no"),
    ("performance", "1"),
    ("red_flags", "none"),
    (
        "question",
        "My mother has been treated twice and the disease has come back. We would like to know whether your programme "
        "could be an option for her, how long it would take, and which documents we should prepare.",
    ),
    ("preferred_language", "en"),
    ("contact_name", "Nino Example"),
    ("phone", "+995 555 12 34 56"),
    ("preferred_channel", "email"),
    ("best_time", "morning"),
    ("best_time", "evening"),
    ("safe_to_call", "yes"),
    ("consent_process", "yes"),
    ("notices_ack", "yes"),
    ("action", "send"),
)
ID = "0" * 26
SECRET = "plainly-the-benchmarks"
EMAIL = "bench-{id}@example.org"


def body(form_id: str = ID, /, **changes: str) -> bytes:
    """The body of one POST. ``changes`` replace single answers."""
    answers = dict(changes)
    fields = [(name, answers.pop(name, value)) for name, value in ANSWERS]
    email = answers.pop("email", EMAIL.format(id=form_id))
    hidden = [("form_id", form_id), ("form_secret", SECRET), ("form_version", "")]
    return urlencode([*hidden, ("email", email), *fields, *answers.items()]).encode()


def form_id(number: int) -> str:
    """An id that no other form of the run has, as long as `ID`."""
    return f"{number:026d}"
