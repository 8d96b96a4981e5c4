"""Letters that people write in several ways, as one: for comparing what is typed with what is known."""

import unicodedata
from typing import Final

# What decomposition leaves apart: Ukrainian letters beside the Russian ones of the same word (лімфома, лимфома), final
# letters of Hebrew, and letters of Arabic that keyboards and habits exchange.
_ALIKE: Final = str.maketrans("ґєіыךםןףץٱىیکگپڤة", "геииכמנפצاييككبفه")
_LEFT_OUT: Final = frozenset({"Mn", "Cf"})
_SILENT: Final = frozenset("ـء")  # tatweel, and the hamza that stands alone


def folded(text: str) -> str:
    """A text without case, accents, vowel points and ornament; letters that are mixed up in writing as one.

    ё is е, a final ם is מ, أ is ا, ة is ه. Spaces and punctuation stay: each caller knows what they mean to it.
    `fold` in static/js/finder.js does the same for whoever types.
    """
    apart = unicodedata.normalize("NFKD", text).casefold().translate(_ALIKE)
    return "".join(sign for sign in apart if unicodedata.category(sign) not in _LEFT_OUT and sign not in _SILENT)
