"""Every exhibit there is, what matters most to patients first."""

from itertools import chain

from intake.content.loader import Content
from intake.web.common.looking import Exhibits
from intake.web.public.exhibits import mails, outside, own


def exhibits(content: Content) -> Exhibits:
    """Those of this clinic: its programmes and its questions decide some of them."""
    every = chain(
        outside.read(content), outside.after(), own.pages(content), mails.mails(), outside.asking(), outside.errors()
    )
    return {exhibit.name: exhibit for exhibit in every}
