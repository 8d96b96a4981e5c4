"""Putting a language's pack in the place of what is there, and putting back what was there before.

First it is laid beside the English of this installation in a folder of its own, and checked there as if it were
installed. Who has read it counts only where the operator says so: those who signed it are strangers here. What offers
a language to patients is never taken away by a pack.
"""

import difflib
import shutil
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

from intake.domain.errors import NotFound
from intake.lib import catalog_files, replacing
from intake.lib.catalog_files import DOMAINS, CatalogError
from intake.lib.catalogs import Catalogs
from intake.lib.po import Entry, Key
from intake.lib.reviews import Reviews, read_reviews, reviews_text, same_person
from intake.services.catalogs import checking, packs, updating
from intake.services.catalogs.checking import Finding
from intake.services.catalogs.checks.problems import Rule
from intake.services.catalogs.glossary import FILE, Medicines
from intake.services.catalogs.packs import GLOSSARY, REVIEWS, Pack, PackRefused, places
from intake.services.reviews import Protected, State, list_protected

KEPT: Final = 5
UNDONE: Final = "undone.zip"


@dataclass(frozen=True, slots=True)
class Changed:
    """A message that would read differently. Nothing ``before``: it is new; nothing ``after``: shown in English."""

    domain: str
    about: str
    before: tuple[str, ...]
    after: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Outlook:
    """What installing a pack would do. ``errors``: why it is not done.

    ``other_english``: domains whose English is not the one it was translated from; ``glossary``: its change as a diff.
    """

    tag: str
    messages: tuple[Changed, ...]
    approvals_gained: int
    approvals_lost: int
    offered_now: bool
    offered_then: bool
    offered_in_pack: bool
    other_english: tuple[str, ...]
    glossary: tuple[str, ...]
    errors: tuple[Finding, ...]


@dataclass(frozen=True, slots=True)
class _Stage:
    """A folder like that of all languages, with the English of here and the pack's language. ``theirs``: who read it,
    as the pack has it."""

    folder: Path
    pack: Pack
    theirs: Reviews


class CannotInstall(Exception):
    """The checks found errors: nothing was changed."""

    def __init__(self, outlook: Outlook) -> None:
        super().__init__(f"{len(outlook.errors)} errors")
        self.outlook = outlook


def look(folder: Path, pack: Pack, *, medicines: Medicines, with_reviews: bool = False) -> Outlook:
    """What installing it would change; nothing is written. Raises `PackRefused`, `CatalogError`."""
    with _staged(folder, pack, with_reviews=with_reviews) as stage:
        return _outlook(folder, stage, medicines)


def install(folder: Path, kept: Path, pack: Pack, *, medicines: Medicines, with_reviews: bool = False) -> Outlook:
    """Put the pack in the language's place, all of its files or none; what was there goes to ``kept``.

    Raises `PackRefused`, `CannotInstall`, `CatalogError`, `ReadOnly`; then everything is as it was.
    """
    if (outlook := look(folder, pack, medicines=medicines, with_reviews=with_reviews)).errors:
        raise CannotInstall(outlook)
    home = catalog_files.reviews_path(folder, pack.tag).parent
    known = any(catalog_files.path_of(folder, pack.tag, domain).exists() for domain in DOMAINS)
    try:
        (home / "LC_MESSAGES").mkdir(parents=True, exist_ok=True)
    except OSError:
        raise replacing.ReadOnly(folder) from None
    with replacing.locked(home), _staged(folder, pack, with_reviews=with_reviews) as stage:
        outlook = _outlook(folder, stage, medicines)
        if outlook.errors:
            raise CannotInstall(outlook)
        if known:
            _keep(kept / pack.tag, packs.made_of(folder, pack.tag, medicines=medicines))
        new = {path: source.read_bytes() for path, source in _pairs(folder, stage.folder, pack.tag) if source.exists()}
        replacing.replace_all(new)
    return outlook


def roll_back(folder: Path, kept: Path, tag: str, *, medicines: Medicines) -> int:
    """Put back what was there before the last pack; how many older ones are left. Raises `NotFound`.

    Approvals that have been taken back since stay so. What stands there now is kept as ``undone.zip``. Raises
    `PackRefused`, `CatalogError`, `ReadOnly`.
    """
    home = catalog_files.reviews_path(folder, tag).parent
    before = _all_kept(kept / tag)
    if tag not in catalog_files.languages(folder) or not before:
        raise NotFound
    pack = packs.read(before[-1].read_bytes())
    if pack.tag != tag:
        raise PackRefused(f"{before[-1]} is of another language")
    with replacing.locked(home):
        _write(kept / tag / UNDONE, packs.made_of(folder, tag, medicines=medicines))
        files = {path: pack.files.get(name) for name, path in places(folder, tag).items()}
        replacing.replace_all({**files, **_reviews_again(folder, pack)})
        before[-1].unlink()
    return len(before) - 1


@contextmanager
def _staged(folder: Path, pack: Pack, *, with_reviews: bool) -> Iterator[_Stage]:
    ours = catalog_files.reviews_of(folder, pack.tag)
    with tempfile.TemporaryDirectory(prefix="intake-pack-") as scratch:
        stage = Path(scratch) / "locales"
        stage.mkdir()
        for source in (*folder.glob("*.pot"), folder / FILE):
            if source.exists():
                shutil.copyfile(source, stage / source.name)
        for name, path in places(stage, pack.tag).items():
            if name in pack.files:
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_bytes(pack.files[name])
        try:
            theirs = catalog_files.reviews_of(stage, pack.tag)
            updating.update(stage, [pack.tag])
        except CatalogError as error:
            raise PackRefused(f"{error.path.name}:{error.line}: {error.problem}") from None
        reviews = _reviews(stage, pack.tag, ours, theirs, with_reviews=with_reviews)
        catalog_files.reviews_path(stage, pack.tag).write_text(reviews_text(reviews), "utf-8")
        yield _Stage(stage, pack, theirs)


def _reviews(stage: Path, tag: str, ours: Reviews, theirs: Reviews, *, with_reviews: bool) -> Reviews:
    """Ours; and where they are wanted theirs, of what stands there. Nobody approves what the pack says they wrote."""
    standing = {(one.domain, one.id, one.seen): one for one in list_protected(stage, tag)}
    written = {seen for *_, seen in standing}
    known = {one.translation for one in ours.authored}
    new = tuple(one for one in theirs.authored if one.translation in written and one.translation not in known)
    merged = replace(ours, authored=(*ours.authored, *new))
    if not with_reviews:
        return merged
    approvals = tuple(
        approval
        for approval in theirs.approvals
        if (one := standing.get((approval.domain, approval.source, approval.translation)))
        and approval.of not in ours.approved
        and not same_person(merged.author_of(one.entry), approval.reviewer)
    )
    merged = replace(merged, approvals=(*ours.approvals, *approvals))
    offered = ours.offered or (theirs.offered and Catalogs.load(stage, [tag]).is_complete(tag))
    return replace(merged, offered=offered)


def _reviews_again(folder: Path, pack: Pack) -> Mapping[Path, bytes]:
    """Who had read it before, and was not taken back since; offered only if it was and still is."""
    path, now = catalog_files.reviews_path(folder, pack.tag), catalog_files.reviews_of(folder, pack.tag)
    with tempfile.TemporaryDirectory(prefix="intake-pack-") as scratch:
        beside = Path(scratch) / REVIEWS
        beside.write_bytes(pack.files.get(REVIEWS, b""))
        then = read_reviews(beside)
    known = {one.translation for one in now.authored}
    again = Reviews(
        now.offered and then.offered,
        tuple(approval for approval in then.approvals if approval in now.approvals),
        (*now.authored, *(one for one in then.authored if one.translation not in known)),
    )
    return {path: reviews_text(again).encode("utf-8")}


def _outlook(folder: Path, stage: _Stage, medicines: Medicines) -> Outlook:
    pack, here = stage.pack, packs.templates_of(folder)
    before, after = (_approved(list_protected(at, pack.tag)) for at in (folder, stage.folder))
    return Outlook(
        pack.tag,
        tuple(_changes(folder, stage.folder, pack.tag)),
        len(after - before),
        len(before - after),
        catalog_files.reviews_of(folder, pack.tag).offered,
        catalog_files.reviews_of(stage.folder, pack.tag).offered,
        stage.theirs.offered,
        tuple(domain for domain in pack.catalogs if pack.templates.get(domain) != here.get(domain)),
        tuple(_glossary_diff(folder, stage.folder, pack.tag)),
        tuple(_errors(folder, stage.folder, pack, medicines)),
    )


def _errors(folder: Path, stage: Path, pack: Pack, medicines: Medicines) -> Iterator[Finding]:
    """What keeps it from being installed. It is checked by our words too: a pack must not loosen what it is held to."""
    for domain in DOMAINS:
        path = catalog_files.path_of(folder, pack.tag, domain)
        if path.exists() and domain not in pack.catalogs:
            yield Finding(path.name, 1, Rule.MISSING, "is here and not in the pack")
    found = checking.check(stage, None, medicines=medicines, tags=[pack.tag])
    ours, theirs = (places(at, pack.tag)[GLOSSARY] for at in (folder, stage))
    if ours.exists() and (not theirs.exists() or ours.read_bytes() != theirs.read_bytes()):
        aside = theirs.read_bytes() if theirs.exists() else None
        shutil.copyfile(ours, theirs)
        found += checking.check(stage, None, medicines=medicines, tags=[pack.tag])
        if aside is not None:
            theirs.write_bytes(aside)
    yield from dict.fromkeys(finding for finding in found if finding.error)


def _changes(folder: Path, stage: Path, tag: str) -> Iterator[Changed]:
    for domain in DOMAINS:
        before, after = (_entries(catalog_files.path_of(at, tag, domain)) for at in (folder, stage))
        for key in {**after, **before}:
            old, new = (_said(entries.get(key)) for entries in (before, after))
            if old != new:
                yield Changed(domain, key[0] or key[1], old, new)


def _entries(path: Path) -> Mapping[Key, Entry]:
    try:
        return {block.entry.key: block.entry for block in catalog_files.read(path).live} if path.exists() else {}
    except CatalogError:
        return {}  # the checks say so


def _said(entry: Entry | None) -> tuple[str, ...]:
    return entry.strings if entry is not None and entry.translated and not entry.fuzzy else ()


def _approved(found: Sequence[Protected]) -> set[tuple[str, str, str]]:
    return {(one.domain, one.id, one.seen) for one in found if one.state is State.APPROVED}


def _glossary_diff(folder: Path, stage: Path, tag: str) -> Iterator[str]:
    texts = [places(at, tag)[GLOSSARY] for at in (folder, stage)]
    old, new = (path.read_text("utf-8").splitlines() if path.exists() else [] for path in texts)
    yield from difflib.unified_diff(old, new, "here", "in the pack", n=0, lineterm="")


def _pairs(folder: Path, stage: Path, tag: str) -> Iterator[tuple[Path, Path]]:
    staged = places(stage, tag)
    return ((path, staged[name]) for name, path in places(folder, tag).items())


def _all_kept(home: Path) -> list[Path]:
    return sorted(home.glob("[0-9][0-9][0-9][0-9][0-9][0-9].zip"))


def _keep(home: Path, content: bytes) -> None:
    kept = _all_kept(home)
    number = int(kept[-1].stem) + 1 if kept else 1
    _write(home / f"{number:06}.zip", content)
    for path in _all_kept(home)[:-KEPT]:
        path.unlink()


def _write(path: Path, content: bytes) -> None:
    try:
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    except OSError:
        raise replacing.ReadOnly(path.parent) from None
    replacing.replace_all({path: content})
