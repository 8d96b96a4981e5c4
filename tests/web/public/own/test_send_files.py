"""Sending documents: each is kept sealed or refused by itself, nothing by halves, and only its owner gets it back."""

import httpx2
import pytest

from intake.app import create_app
from intake.resources import Resources
from tests.driving import browser, started
from tests.web.public.own.detailing import come_in
from tests.web.public.own.sending import PAGE, form, links, listed, names, on_disk, outcomes, pdf, post, rows, send

pytestmark = pytest.mark.anyio


async def test_it_works(visitor: httpx2.AsyncClient, resources: Resources) -> None:
    """A file is sent, listed, counted for its record, and comes back as it went."""
    await come_in(visitor)
    before = (await visitor.get(PAGE)).text
    assert "Nothing yet." in before
    assert "Pathology report (biopsy)" in before
    assert 'enctype="multipart/form-data"' in before
    answer = await send(visitor, ("MRI März.pdf", pdf()), kind="pathology")
    assert (answer.status_code, answer.headers["location"]) == (303, f"{PAGE}?done=1")
    page = (await visitor.get(answer.headers["location"])).text
    assert "Thank you. We received 1 file." in page
    assert names(page) == ["MRI März.pdf"]
    assert "We have it. Nobody has looked at it yet" in page
    (link,) = links(page)
    got = await visitor.get(link)
    assert got.content == pdf()
    assert got.headers["content-type"] == "application/pdf"
    assert got.headers["content-disposition"] == (
        "attachment; filename=\"file.pdf\"; filename*=UTF-8''MRI%20M%C3%A4rz.pdf"
    )
    assert got.headers["x-content-type-options"] == "nosniff"
    assert "sandbox" in got.headers["content-security-policy"]
    assert got.headers["cross-origin-resource-policy"] == "same-origin"
    assert got.headers["cache-control"] == "no-store"
    assert got.headers["content-length"] == str(len(pdf()))
    (blob,) = on_disk(resources)
    assert b"a report" not in blob.read_bytes()
