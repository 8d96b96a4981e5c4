"""A language's files: taken along, and brought back; what a file would change is shown before anything is kept."""

from collections.abc import Mapping, Sequence

from anyio import to_thread
from starlette.exceptions import HTTPException
from starlette.responses import RedirectResponse, Response

from intake.domain.errors import Conflict
from intake.lib import formats, upload
from intake.lib.replacing import ReadOnly
from intake.lib.upload import FileTooLarge, Limits
from intake.services.workbench import exchange, exchanging, saving, suggesting
from intake.services.workbench.arriving import CannotImport, Row
from intake.services.workbench.book import read_book
from intake.services.workbench.exchanging import LONGEST
from intake.web.common.csrf import refuse_from_elsewhere
from intake.web.common.guards import actor_of
from intake.web.common.staff import reader_of, staff_page
from intake.web.common.state import IntakeRequest
from intake.web.translations import words
from intake.web.translations.common import HOME, domain_of, language_of, readable, services
from intake.web.translations.upload_view import upload_view

LIMITS = Limits(file_bytes=LONGEST, total_bytes=LONGEST + (64 << 10), parts=10, text_bytes=LONGEST)
LARGEST_DECLARED = 64 << 20
"""Starlette's own refusal is one line of English: so its limit is one that only an attack reaches."""

TYPES = {"po": "text/x-gettext-translation", "xliff": "application/xliff+xml"}
SUFFIXES = {"po": "po", "xliff": "xlf"}


@readable
async def download(request: IntakeRequest) -> Response:
    """GET /staff/translations/{tag}/{domain}/download?as=po|xliff&suggestions=yes"""
    refuse_from_elsewhere(request)
    resources, tag, domain = request.state["resources"], language_of(request).tag, domain_of(request)
    kind = "xliff" if request.query_params.get("as") == "xliff" else "po"
    folder = resources.languages.folder
    if kind == "xliff":
        text = await to_thread.run_sync(exchange.as_xliff, folder, tag, (domain,))
    elif "suggestions" in request.query_params:
        book = await to_thread.run_sync(read_book, folder, tag)
        suggested = await suggesting.of_language(book, office=resources.office)
        text = await to_thread.run_sync(exchanging.with_suggestions, resources.languages, tag, domain, suggested)
    else:
        text = await to_thread.run_sync(exchange.as_po, folder, tag, domain)
    # Both names are ours, and ASCII: nothing of a header is what somebody typed.
    headers = {"Content-Disposition": f'attachment; filename="{domain}.{tag}.{SUFFIXES[kind]}"'}
    return Response(text, headers=headers, media_type=f"{TYPES[kind]}; charset=utf-8")


@readable
async def show(request: IntakeRequest) -> Response:
    """GET /staff/translations/{tag}/upload"""
    return await _page(request)


@readable
async def send(request: IntakeRequest) -> Response:
    """POST /staff/translations/{tag}/upload: what the file would change; or, once that was seen, it is kept."""
    t = words.uploads(reader_of(request).words)
    try:
        data, sent = await _arrived(request)
        if not data:
            return await _page(request, 422, problem=t["none"])
        if sent.get("do"):
            return await _keep(request, data, sent)
        return await _looked_at(request, data)
    except (FileTooLarge, upload.TooLarge):
        return await _page(request, 413, problem=t["too_large"])
    except (upload.Incomplete, upload.Malformed):
        raise HTTPException(400) from None
    except CannotImport as broken:
        return await _page(request, 422, problem=t["broken"], detail=str(broken))


async def _keep(request: IntakeRequest, data: bytes, sent: Mapping[str, str]) -> Response:
    actor, tag, t = actor_of(request), language_of(request).tag, words.uploads(reader_of(request).words)
    try:
        if sent["do"] == "take":
            done, count = "taken", await exchanging.take(actor, tag, data, sent.get("seen", ""), **services(request))
        else:
            done, count = "suggested", await exchanging.keep(actor, tag, data, **services(request))
    except Conflict:
        return await _looked_at(request, data, t["overtaken"], 409)
    except ReadOnly:
        return await _looked_at(request, data, t["read_only"], 409)
    return RedirectResponse(f"{HOME}/{tag}/upload?done={done}&count={count}", status_code=303)


async def _looked_at(request: IntakeRequest, data: bytes, problem: str = "", status: int = 200) -> Response:
    resources, tag = request.state["resources"], language_of(request).tag
    languages, office = resources.languages, resources.office
    rows = await exchanging.look(actor_of(request), tag, data, languages=languages, office=office)
    return await _page(request, status, rows, data, problem=problem)


async def _arrived(request: IntakeRequest) -> tuple[bytes, dict[str, str]]:
    """The file, or the text that the page carried of it, and the other fields; read no further than `LIMITS`."""
    data, sent = b"", dict[str, str]()
    async for part in upload.parts(request.stream(), request.headers.get("content-type", ""), LIMITS):
        if isinstance(part, upload.Field):
            sent[part.name] = part.value
        else:
            data = b"".join([piece async for piece in part])
    text = sent.pop("text", "").replace("\r\n", "\n")
    return data or text.encode("utf-8"), sent


async def _page(
    request: IntakeRequest,
    status: int = 200,
    rows: Sequence[Row] | None = None,
    data: bytes = b"",
    *,
    problem: str = "",
    detail: str = "",
) -> Response:
    locale, reader, resources = language_of(request), reader_of(request), request.state["resources"]
    view = await to_thread.run_sync(upload_view, rows, data, locale, reader) if rows is not None else None
    done, count = request.query_params.get("done", ""), request.query_params.get("count", "")
    said = words.uploaded(reader.words).get(done, "")
    return staff_page(
        request,
        "translations/upload.html",
        status,
        view=view,
        language=formats.language_name(locale.tag, reader.locale.tag),
        url=f"{HOME}/{locale.tag}",
        writable=await to_thread.run_sync(saving.writable, resources.languages.folder, locale.tag),
        problem=problem,
        detail=detail,
        done=said % {"count": count} if said and count.isascii() and count.isdecimal() and len(count) < 7 else "",
    )
