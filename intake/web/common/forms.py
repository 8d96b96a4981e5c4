"""An urlencoded body as named values: read once, bounded, every value kept as it was typed."""

from collections.abc import Mapping, Sequence
from urllib.parse import parse_qsl

from starlette.exceptions import HTTPException

from intake.web.common.state import IntakeRequest

Sent = Mapping[str, Sequence[str]]
MEDIA_TYPE = "application/x-www-form-urlencoded"
MOST_FIELDS = 200


async def read_form(request: IntakeRequest) -> Sent:
    """The fields of an urlencoded body. Raises 400 for another type or too many fields; its size is capped."""
    if request.headers.get("content-type", "").partition(";")[0].strip().lower() != MEDIA_TYPE:
        raise HTTPException(400)
    body = (await request.body()).decode("ascii", "replace")
    try:
        pairs = parse_qsl(body, keep_blank_values=True, max_num_fields=MOST_FIELDS, errors="replace")
    except ValueError:
        raise HTTPException(400) from None
    values: dict[str, list[str]] = {}
    for name, value in pairs:
        values.setdefault(name, []).append(value)
    return values


def single(sent: Sent) -> dict[str, str]:
    """The fields that were sent exactly once: a form of ours sends none of its own twice."""
    return {name: values[0] for name, values in sent.items() if len(values) == 1}
