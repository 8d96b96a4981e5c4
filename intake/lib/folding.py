"""Letters that people write in several ways, as one: for comparing what is typed with what is known."""

import unicodedata
from typing import Final

# What decomposition leaves apart: Ukrainian letters beside the Russian ones of the same word (лімфома, лимфома), final
# letters of Hebrew, and letters of Arabic that keyboards and habits exchange.
_ALIKE: Final = str.maketrans("ґєіыךםןףץٱىیکگپڤة", "геииכמנפצاييككبفه")
_LEFT_OUT: Final = frozenset({"Mn", "Cf"})
_SILENT: Final = frozenset("ـء")  # tatweel, and the hamza that stands alone
_MOST_KNOWN: Final = 4_000  # signs; more than six scripts have


class _Folding(dict[int, int | None]):
    """What becomes of each sign, looked up once: a long text of ligatures must not cost half a second."""

    def __missing__(self, code: int) -> int | None:
        sign = chr(code)
        left_out = unicodedata.category(sign) in _LEFT_OUT or sign in _SILENT
        folded = None if left_out else _ALIKE.get(code, code)
        if len(self) < _MOST_KNOWN:
            self[code] = folded
        return folded


_FOLDING: Final = _Folding()


def folded(text: str) -> str:
    """A text without case, accents, vowel points and ornament; letters that are mixed up in writing as one.

    ё is е, a final ם is מ, أ is ا, ة is ه. Spaces and punctuation stay: each caller knows what they mean to it.
    `fold` in static/js/finder.js does the same for whoever types.
    """
    return unicodedata.normalize("NFKD", text).casefold().translate(_FOLDING)
