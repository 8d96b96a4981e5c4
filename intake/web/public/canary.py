"""Who is at the door: our own canary is not counted, and its inquiry is a test. Strangers cannot pass for it."""

from starlette.responses import Response

from intake.domain.values import Answers
from intake.services.canary.mark import HEADER, is_marked, is_test, mark_of
from intake.web.common.state import IntakeRequest


def is_looking(request: IntakeRequest) -> bool:
    """Whether the canary looks at this page: it is no visitor to be counted."""
    mark = request.headers.get(HEADER, "")
    if not mark:
        return False
    resources = request.state["resources"]
    return is_marked(mark, request.url.path, to=resources.settings.canary_to, keyring=resources.keyring)


def is_sent_by_it(request: IntakeRequest, form_id: str, answers: Answers) -> bool:
    """Whether the canary sent this form."""
    resources, mark = request.state["resources"], request.headers.get(HEADER, "")
    return is_test(mark, form_id, answers, to=resources.settings.canary_to, keyring=resources.keyring)


def vouched(request: IntakeRequest, answer: Response, form_id: str) -> Response:
    """The form's page with its own mark on it: the canary sends nothing to a house that would not know it again."""
    resources = request.state["resources"]
    mark = mark_of(resources.keyring, resources.settings.canary_to, form_id)
    answer.raw_headers.append((HEADER.encode(), mark.encode()))
    return answer
