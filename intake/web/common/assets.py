"""Stylesheets and scripts: read once, named by their content, compressed once, cached for ever.

A bundle is the plain concatenation of small files (no build step), so a page asks for one stylesheet.
"""

import gzip
import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

TYPES = {".css": "text/css; charset=utf-8", ".js": "text/javascript; charset=utf-8", ".svg": "image/svg+xml"}


@dataclass(frozen=True, slots=True)
class Asset:
    """One file as it is sent: its public name carries the first 12 hex digits of its SHA-256."""

    name: str
    media_type: str
    body: bytes
    compressed: bytes


class Assets:
    """Every asset of the site. ``url("public.css")`` is what templates write; `static.serve` sends them."""

    def __init__(self, folder: Path, bundles: Mapping[str, tuple[str, ...]]) -> None:
        sources = {name: _concatenated(folder, patterns) for name, patterns in bundles.items()}
        sources |= {path.name: path.read_bytes() for path in sorted(folder.glob("js/*.js"))}
        sources |= {path.name: path.read_bytes() for path in sorted(folder.glob("*.svg"))}
        # Modules import each other by plain name, so all scripts live in one folder named by the hash of them all.
        version = _digest(b"".join(sources[name] for name in sorted(sources)))
        self._assets = {f"{version}/{name}": _asset(name, body) for name, body in sources.items()}
        self._version = version

    def url(self, name: str) -> str:
        """The address of an asset; raises KeyError for a name that does not exist."""
        path = f"{self._version}/{name}"
        _ = self._assets[path]
        return f"/static/{path}"

    def get(self, path: str) -> Asset | None:
        """The asset below ``/static/``, or None."""
        return self._assets.get(path)


def _concatenated(folder: Path, patterns: tuple[str, ...]) -> bytes:
    return b"\n".join(path.read_bytes() for pattern in patterns for path in sorted(folder.glob(pattern)))


def _digest(body: bytes) -> str:
    return hashlib.sha256(body).hexdigest()[:12]


def _asset(name: str, body: bytes) -> Asset:
    return Asset(name, TYPES[Path(name).suffix], body, gzip.compress(body, 9, mtime=0))
