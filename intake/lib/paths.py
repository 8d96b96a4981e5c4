"""Where the files that travel with the code lie: the checkout's top level, or ``intake/_data`` inside a wheel."""

from pathlib import Path

PACKAGE = Path(__file__).resolve().parent.parent
_PACKED = PACKAGE / "_data"
_ROOT = _PACKED if _PACKED.is_dir() else PACKAGE.parent

TEMPLATES = _ROOT / "templates"
LOCALES = _ROOT / "locales"
MIGRATIONS = _ROOT / "migrations"
CONTENT = PACKAGE / "content"
STATIC = PACKAGE / "web" / "static"
