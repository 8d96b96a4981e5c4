"""How many forms a number takes in each language, as the ``Plural-Forms`` header says it.

Babel's table is right for most. Two are set by hand: Babel numbers the last two Arabic forms the other way round than
CLDR and every translators' tool (11 to 99 would get the form for 100), and gives Hebrew no dual (יומיים, two days).
"""

from babel import UnknownLocaleError
from babel.messages.plurals import get_plural

from intake.lib.locales import folder_of

BY_HAND = {
    "ar": (
        "nplurals=6; plural=(n==0 ? 0 : n==1 ? 1 : n==2 ? 2 : n%100>=3 && n%100<=10 ? 3 : n%100>=11 ? 4 : 5);",
        ("0", "1", "2", "3–10, 103–110 …", "11–99, 111–199 …", "100–102, 200–202 …"),
    ),
    "he": ("nplurals=3; plural=(n==1 ? 0 : n==2 ? 1 : 2);", ("1", "2", "0, 3, 4 …")),
}


def plural_forms(tag: str) -> str:
    """The header of a catalog in this language."""
    language = tag.split("-")[0]
    if language in BY_HAND:
        return BY_HAND[language][0]
    try:
        return str(get_plural(folder_of(tag)).plural_forms)
    except UnknownLocaleError:
        return "nplurals=2; plural=(n != 1);"
