"""The languages in force: read at the start, and again within a second when a translator's file changes.

Every process looks by itself, so nothing has to tell the others; reading happens beside the event loop, and what is
new takes the place of the old between two requests.
"""

from collections.abc import Mapping
from pathlib import Path
from typing import Final

import anyio
import anyio.to_thread
import structlog

from intake.lib import catalog_files
from intake.lib.catalog_files import CatalogError
from intake.lib.catalogs import Catalogs, Policy
from intake.lib.locales import LocaleTable, UnknownLocale
from intake.lib.translations import SOURCE

LOOK_EVERY: Final = 1.0  # seconds
Seen = Mapping[str, object]

log = structlog.get_logger()


class Languages:
    """The catalogs, which stay the same object, and the table of the live languages, which is made anew."""

    def __init__(self, read: Catalogs, folder: Path, *, policy: Policy, default: str) -> None:
        self.catalogs = read
        self.folder = folder
        self.policy: Policy = policy
        self._default = default
        self.table = LocaleTable(read.live(policy), default)
        self._seen = look(folder)
        self._reading = anyio.Lock()  # an earlier look must not end after a later one and bring back what was

    async def keep(self) -> None:
        """Bring what patients read up to date with the translators' files, for as long as it runs."""
        while True:
            await anyio.sleep(LOOK_EVERY)
            try:
                await self.refresh()
            except (CatalogError, UnknownLocale, OSError) as error:
                log.error("the languages stay as they are", problem=str(error))
            except Exception as error:
                # A fault of ours in reading them is no reason to end the service.
                log.error("the languages could not be read again", problem=type(error).__name__)

    async def refresh(self) -> None:
        """Read again what changed since the last look. Raises `CatalogError`, `UnknownLocale`; then all stays."""
        async with self._reading:
            await self._refresh()

    async def _refresh(self) -> None:
        seen = await anyio.to_thread.run_sync(look, self.folder)
        changed = {name for name in {*seen, *self._seen} if seen.get(name) != self._seen.get(name)}
        if not changed:
            return
        self._seen = seen
        tags = self._all() if SOURCE in changed else changed
        read = await anyio.to_thread.run_sync(self.catalogs.renewed, tags)
        live = read.live(self.policy)
        self.catalogs.renew(read)
        if live != tuple(locale.tag for locale in self.table):
            self.table = LocaleTable(live, self._default)
        log.info("languages read again", count=len(tags))

    def _all(self) -> set[str]:
        return {*self.catalogs.tags, *catalog_files.languages(self.folder)} - {SOURCE}


def look(folder: Path) -> Seen:
    """What tells whether a language changed, by its tag: name, size, time and inode of each file. Sources are English.

    A file is always replaced whole, so that its inode tells even of two changes within one tick of the clock.
    """
    found: dict[str, list[tuple[object, ...]]] = {SOURCE: []}
    for path in sorted(folder.glob("*.pot")):
        found[SOURCE].append(_stamp(path))
    for tag in set(catalog_files.languages(folder)) - {SOURCE}:
        reviews = catalog_files.reviews_path(folder, tag)
        files = [*sorted((reviews.parent / "LC_MESSAGES").glob("*.po")), reviews]
        found[tag] = [_stamp(path) for path in files if path.exists()]
    return {tag: tuple(stamps) for tag, stamps in found.items()}


def _stamp(path: Path) -> tuple[object, ...]:
    try:
        stat = path.stat()
    except FileNotFoundError:  # replaced at this very moment: the next look sees the new one
        return (path.name,)
    return path.name, stat.st_ino, stat.st_size, stat.st_mtime_ns
