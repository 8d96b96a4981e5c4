"""A browser without scripts, for looking at our own pages from outside: it keeps cookies and fills in forms.

It visits one address, the operator's own, and follows no redirect that leads elsewhere.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from html.parser import HTMLParser
from http.cookies import CookieError, SimpleCookie
from types import TracebackType
from typing import TYPE_CHECKING, Final, Self
from urllib.parse import urlencode, urljoin, urlsplit

if TYPE_CHECKING:
    import httpx2

    Transport = httpx2.AsyncBaseTransport
    """Another way to the address than the network."""

PATIENCE: Final = 20.0  # seconds for each answer
LARGEST: Final = 4 * 1024 * 1024  # bytes of one page; none of ours comes near it
MOST_REDIRECTS: Final = 5


class Unreachable(Exception):
    """Nobody answers there, or not in time, or not with a page. The text is a code."""


@dataclass(frozen=True, slots=True)
class Form:
    """A form as it stands on a page. ``sent``: what it sends by itself; ``offered``: each field's choices.

    A field somebody types into has no choices, and what it holds already in ``sent``.
    """

    action: str
    sent: Mapping[str, str]
    offered: Mapping[str, Sequence[str]]


@dataclass(frozen=True, slots=True)
class Page:
    """An answer, read as far as a program can: its language, its forms, what its buttons would copy, its words."""

    status: int
    path: str
    headers: Mapping[str, str]
    lang: str = ""
    forms: Sequence[Form] = ()
    copied: Sequence[str] = ()
    words: str = field(default="", repr=False)

    def form(self, action: str) -> Form | None:
        """The form that leads to this path."""
        return next((form for form in self.forms if form.action == action), None)


class Visitor:
    """Somebody at ``address``, with a browser of their own. ``transport``: another way there than the network."""

    def __init__(self, address: str, *, transport: "Transport | None" = None) -> None:
        import httpx2  # not every command visits anything

        parts = urlsplit(address)
        self._origin = f"{parts.scheme}://{parts.netloc}"
        self._cookies: dict[str, str] = {}
        # Straight there: a proxy of the environment would see the access code, and is not what patients go through.
        self._client = httpx2.AsyncClient(transport=transport, timeout=PATIENCE, trust_env=False)
        self._faults = (httpx2.HTTPError, httpx2.InvalidURL, OSError)

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self._client.aclose()

    async def get(self, path: str, **headers: str) -> Page:
        """Look at a page. Raises `Unreachable`."""
        return await self._ask("GET", path, None, headers)

    async def post(self, path: str, fields: Mapping[str, str], **headers: str) -> Page:
        """Send a form, and look at the page it leads to. Raises `Unreachable`."""
        page = await self._ask("POST", path, urlencode(fields).encode(), headers)
        for _ in range(MOST_REDIRECTS):
            if page.status != 303:
                return page
            page = await self._ask("GET", self._within(page), None, headers)
        raise Unreachable("redirects")

    def _within(self, page: Page) -> str:
        goal = urlsplit(urljoin(self._origin + page.path, page.headers.get("location", "")))
        if f"{goal.scheme}://{goal.netloc}" != self._origin:
            raise Unreachable("elsewhere")
        return goal.path + (f"?{goal.query}" if goal.query else "")

    async def _ask(self, method: str, path: str, body: bytes | None, extra: Mapping[str, str]) -> Page:
        headers = {name.replace("_", "-"): value for name, value in extra.items()}
        if body is not None:
            headers |= {"content-type": "application/x-www-form-urlencoded", "origin": self._origin}
        # By hand: the address behind the proxy is plain http, and still gets the cookies marked Secure.
        headers["cookie"] = "; ".join(f"{name}={value}" for name, value in self._cookies.items())
        content = bytearray()
        try:
            async with self._client.stream(method, self._origin + path, content=body, headers=headers) as answer:
                async for piece in answer.aiter_bytes():
                    content += piece
                    if len(content) > LARGEST:
                        raise Unreachable("too_large")
        except self._faults as error:
            raise Unreachable(type(error).__name__) from None
        finally:
            self._client.cookies.clear()
        self._keep(answer.headers.get_list("set-cookie"))
        return _read(answer.status_code, path, dict(answer.headers), content.decode("utf-8", "replace"))

    def _keep(self, said: Sequence[str]) -> None:
        for line in said:
            try:
                found = SimpleCookie(line)
            except CookieError:
                continue
            for name, morsel in found.items():
                self._cookies.pop(name, None)
                if morsel["max-age"] != "0":
                    self._cookies[name] = morsel.value


def _read(status: int, path: str, headers: Mapping[str, str], text: str) -> Page:
    reader = _Reader()
    reader.feed(text)
    forms = [
        Form(action, sent, {name: tuple(all_) for name, all_ in offered.items()})
        for action, sent, offered in reader.forms
    ]
    return Page(status, path, headers, reader.lang, forms, reader.copied, " ".join("".join(reader.words).split()))


class _Reader(HTMLParser):
    """Our own pages, which are well-formed; nothing a stranger wrote is read with it."""

    def __init__(self) -> None:
        super().__init__()
        self.lang = ""
        self.forms: list[tuple[str, dict[str, str], dict[str, list[str]]]] = []
        self.copied: list[str] = []
        self.words: list[str] = []
        self._inside = False
        self._select = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "html":
            self.lang = given.get("lang", "")
        elif tag == "form":
            self._inside = True
            self.forms.append((urlsplit(given.get("action", "")).path, {}, {}))
        if "data-copy" in given:
            self.copied.append(given["data-copy"])
        if self._inside:
            self._field(tag, given)

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self._inside = False
        elif tag == "select":
            self._select = ""

    def handle_data(self, data: str) -> None:
        self.words.append(data)

    def _field(self, tag: str, given: Mapping[str, str]) -> None:
        _, sent, offered = self.forms[-1]
        name, value = given.get("name", ""), given.get("value", "")
        if tag == "option" and self._select and value:
            offered[self._select].append(value)
        elif tag == "select" and name:
            self._select = name
            offered.setdefault(name, [])
        elif tag == "input" and name and given.get("type") in {"radio", "checkbox"}:
            offered.setdefault(name, []).append(value)
            if "checked" in given:
                sent[name] = value
        elif tag in {"input", "textarea"} and name:
            sent[name] = value
            if given.get("type") != "hidden":
                offered.setdefault(name, [])
