"""Exhibits of the mails: subject, text and page, as the composer writes them to nobody."""

from collections.abc import Iterator
from functools import partial

from markupsafe import Markup

from intake.lib.catalogs import N_
from intake.lib.mail.reading import Readable, readable
from intake.services.mail.samples import SAMPLES, Sample
from intake.web.common.looking import Exhibit, Stage


def mails() -> Iterator[Exhibit]:
    """Each kind; some also without the clinic's name; what the desk reads with each urgency and for each reason."""
    for sample in SAMPLES.values():
        title = N_("Mail that does not say who writes") if sample.mail.discreet else N_("Mail")
        about = sample.kind if sample.mail.discreet else sample.variant or sample.kind
        yield Exhibit(f"mail.{sample.name}", title, partial(_made, sample), about=about)


def _made(sample: Sample, stage: Stage) -> str:
    return _page(readable(sample.written(stage.resources.composer, stage.locale.tag)), stage)


def _page(letter: Readable, stage: Stage) -> str:
    """One page with all three: the words of a mail's frame are nobody's, so it has none."""
    inner = letter.html
    title = inner.partition("<title>")[2].partition("</title>")[0]
    inner = inner[inner.find("<body") :].partition(">")[2].partition("</body>")[0]
    frame = Markup(
        '<!doctype html><html lang="{0}" dir="{1}"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1"><title>{5}</title></head>'
        '<body class="letter"><h1>{2}</h1><div>{3}</div><hr><pre>{4}</pre></body></html>'
    )
    # The mail's own page is a template of ours, with everything in it escaped.
    body, named = Markup(inner), Markup(title)  # noqa: S704
    return frame.format(stage.locale.tag, stage.locale.direction, letter.header("Subject"), body, letter.text, named)
