"""What exhibits are called."""

from intake.web.common.looking import Exhibit
from intake.web.common.staff import Reader


def name_of(exhibit: Exhibit, reader: Reader) -> str:
    """The exhibit's name in the reader's language; what tells it from others of that name stays a code."""
    title = reader.words.gettext(exhibit.title)
    return f"{title} ({exhibit.about})" if exhibit.about else title
