"""Names for things: ids and secrets for machines, references and access codes for people.

A reference such as ``7qk2-m9d4`` is seven random symbols and a check symbol, without look-alikes, so that one read
aloud over the telephone is either right or known to be wrong. Digits are accepted in whatever script a keyboard gives.
"""

import re
import secrets
import unicodedata

ALPHABET = "23456789abcdefghjkmnpqrstuvwxyz"
CODE_DIGITS = 16

# A random byte becomes one of 32 or 64 symbols, each as often as any other; one look-up instead of a loop over bits.
_OF_32 = b"abcdefghijklmnopqrstuvwxyz234567" * 8
_OF_64 = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_" * 4

_VALUE = {symbol: value for value, symbol in enumerate(ALPHABET)}
# The alphabet's size is a prime, the weights are distinct, none is zero: every single wrong symbol and every swap of
# two different symbols changes the sum.
_WEIGHTS = (8, 7, 6, 5, 4, 3, 2, 1)
_LONGEST = 64
_ID = re.compile(r"[a-z2-7]{26}")


def new_id() -> str:
    """130 random bits as 26 lower-case letters and digits."""
    return secrets.token_bytes(26).translate(_OF_32).decode("ascii")


def is_id(text: str) -> bool:
    """Whether a text could be one of `new_id`."""
    return _ID.fullmatch(text) is not None


def new_secret() -> str:
    """132 random bits as 22 characters, safe in URLs, cookies and hidden fields."""
    return secrets.token_bytes(22).translate(_OF_64).decode("ascii")


def new_reference() -> str:
    """A fresh reference. Whether it is unique only the database knows."""
    while True:
        symbols = "".join(secrets.choice(ALPHABET) for _ in range(7))
        symbols += check_symbol(symbols)
        if not symbols.isdecimal():
            return f"{symbols[:4]}-{symbols[4:]}"


def check_symbol(symbols: str) -> str:
    """The eighth symbol for the first seven."""
    return ALPHABET[-sum(weight * _VALUE[symbol] for weight, symbol in zip(_WEIGHTS, symbols, strict=False)) % 31]


def check_reference(text: str) -> str | None:
    """The reference somebody typed, as we write it, or None if it cannot be one."""
    symbols = _bare(text)
    if symbols is None:
        return None
    symbols = symbols.lower()
    if len(symbols) != len(_WEIGHTS) or symbols.isdecimal() or not _VALUE.keys() >= set(symbols):
        return None
    return f"{symbols[:4]}-{symbols[4:]}" if check_symbol(symbols[:7]) == symbols[7] else None


def fold_digits(text: str) -> str:
    """The text with every decimal digit of any script as 0-9; all else as it was."""
    if text.isascii():
        return text
    return "".join(str(unicodedata.decimal(character)) if character.isdecimal() else character for character in text)


def read_code(text: str, count: int = CODE_DIGITS) -> str | None:
    """The digits of an access code (or one of another length), however grouped and in whatever script, or None."""
    digits = _bare(text)
    return digits if digits is not None and len(digits) == count and _only_digits(digits) else None


def format_code(digits: str) -> str:
    """An access code in groups of four. Show it isolated, left to right: in Arabic or Hebrew text the groups swap."""
    return " ".join(digits[start : start + 4] for start in range(0, len(digits), 4))


def _bare(text: str) -> str | None:
    """Digits folded, wide letters narrowed, no spaces, dashes or invisible marks. None if longer than anyone types."""
    if len(text) > _LONGEST:  # before anything that walks or normalises
        return None
    folded = fold_digits(unicodedata.normalize("NFKC", text))
    return "".join(character for character in folded if not _is_decoration(character))


def _is_decoration(character: str) -> bool:
    return character.isspace() or unicodedata.category(character) in {"Cf", "Pd"} or character == "\N{MINUS SIGN}"


def _only_digits(text: str) -> bool:
    return text.isascii() and text.isdecimal()
