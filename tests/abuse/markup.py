"""Pages as a list of elements and attributes, to see whether anything typed became one of them."""

from html.parser import HTMLParser

PAYLOADS = (
    "<img src=x onerror=alert(1)>",
    '"><svg onload=alert(1)>',
    "'><svg onload=alert(1)>",
    '" autofocus onfocus=alert(1) x="',
    "' onmouseover=alert(1) '",
    "`onload=alert(1)`",
    "javascript:alert(1)",
    "JaVaScRiPt:alert(1)",
    "data:text/html,<script>alert(1)</script>",
    "</script><script>alert(1)</script>",
    "<scr<script>ipt>alert(1)</scr</script>ipt>",
    "</textarea><script>alert(1)</script>",
    "</title><script>alert(1)</script>",
    "</style><style>*{color:red}</style>",
    "</option></select><b>x</b>",
    "</bdi><a href=//evil.example>x</a>",
    "</blockquote><form action=//evil.example>",
    "<!--<img src=x>-->",
    "--><img src=x>",
    "<![CDATA[<img src=x>]]>",
    "<iframe srcdoc=x></iframe>",
    "<base href=//evil.example>",
    "<meta http-equiv=refresh content=0>",
    "<link rel=stylesheet href=//evil.example>",
    "<math><mi xlink:href=javascript:1>",
    "<svg/onload=alert(1)//",
    "<a/href=x>",
    "&lt;img src=x onerror=alert(1)&gt;",
    "&#60;img src=x&#62;",
    "&amp;lt;b&amp;gt;",
    "\uff1cimg src=x\uff1e",
    "%3Cscript%3Ealert(1)%3C/script%3E",
    "{{7*7}}",
    "{% raw %}{{ 7*7 }}",
    "{# x #}",
    "{0.__class__.__init__.__globals__}",
    "${7*7}",
    "%(password)s",
    "%s%n%d",
    "@@form_id@@",
    "\ue000reference\ue001",
    "\u202egnp.exe\u2066",
    "=?utf-8?q?x=0D=0ABcc:=20e@e.c?=",
    "\\u003cimg src=x\\u003e",
)
PLAIN = "plain words"


class Shape(HTMLParser):
    """``elements``: each start tag with the names of its attributes, in order. ``said``: every text and value."""

    def __init__(self, page: str) -> None:
        super().__init__(convert_charrefs=True)
        self.elements: list[tuple[str, ...]] = []
        self.said: list[str] = []
        self.links: list[str] = []
        self.feed(page)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, *(name for name, _ in attrs)))
        self.said += [value or "" for _, value in attrs]
        self.links += [value or "" for name, value in attrs if name in {"href", "src", "action", "formaction"}]

    def handle_data(self, data: str) -> None:
        self.said.append(data)

    def handle_comment(self, data: str) -> None:
        self.elements.append(("comment",))

    def unknown_decl(self, data: str) -> None:
        self.elements.append(("declaration",))

    def says(self, text: str) -> bool:
        """Whether the page shows this, letter by letter."""
        return any(text in one for one in self.said)
