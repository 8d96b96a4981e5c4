"""Folders of languages for a test to change: copied from what is shipped, read, approved, edited."""

import re
import shutil
from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from pathlib import Path

from intake.lib.catalog_files import PATIENT_DOMAINS, path_of, read, reviews_of, reviews_path
from intake.lib.locales import folder_of
from intake.lib.paths import LOCALES
from intake.lib.reviews import Approval, reviews_text
from intake.services.reviews import Protected, State, list_protected

DAY = date(2026, 11, 21)
ACCEPTABLE = {State.UNREAD, State.ENGLISH_CHANGED, State.TRANSLATION_CHANGED}


def copied(folder: Path, *tags: str) -> Path:
    """These languages, complete: without the sentences that one of them does not have yet."""
    folder.mkdir(parents=True, exist_ok=True)
    for path in LOCALES.glob("*.pot"):
        shutil.copy(path, folder / path.name)
    for tag in tags:
        shutil.copytree(LOCALES / folder_of(tag), folder / folder_of(tag))
    for domain in PATIENT_DOMAINS:
        _leave_out(folder, domain, tags)
    return folder


def _leave_out(folder: Path, domain: str, tags: Iterable[str]) -> None:
    path = folder / f"{domain}.pot"
    asked = read(path)
    for tag in tags:
        said = [block.entry for block in read(path_of(folder, tag, domain)).live]
        known = {entry.key for entry in said if entry.translated and not entry.fuzzy}
        asked.blocks = [block for block in asked.blocks if block.entry.key in known]
    path.write_text(str(asked), "utf-8")


def protect_all(folder: Path) -> Path:
    """Let every sentence for patients be one that nobody may rely on unread."""
    for domain in PATIENT_DOMAINS:
        path = folder / f"{domain}.pot"
        path.write_text(re.sub(r"(?m)^#: ", "#. Protected: everything.\n#: ", path.read_text("utf-8")), "utf-8")
    return folder


def approval_of(one: Protected) -> Approval:
    """What a second person says of a translation."""
    context = one.entry.context or ""
    return Approval(
        one.domain, context, one.id, one.seen, "", "A second person", DAY, one.entry.id, one.entry.strings[0]
    )


def approve(folder: Path, tag: str, approvals: Iterable[Approval]) -> None:
    """Write these approvals to the file, as another process would: the file is replaced whole."""
    path, before = reviews_path(folder, tag), reviews_of(folder, tag)
    beside = path.with_suffix(".new")
    beside.write_text(reviews_text(replace(before, approvals=(*before.approvals, *approvals))), "utf-8")
    beside.rename(path)


def all_approvals(folder: Path, tag: str) -> list[Approval]:
    """One for each protected text that waits for a second pair of eyes."""
    return [approval_of(one) for one in list_protected(folder, tag) if one.state in ACCEPTABLE]


def edit(folder: Path, tag: str, domain: str, old: str, new: str, *, english: bool = False) -> None:
    """Change words in a file, and in the template as well where it is the English that changes; each replaced whole."""
    paths = [path_of(folder, tag, domain), *([folder / f"{domain}.pot"] if english else [])]
    for path in paths:
        text = path.read_text("utf-8")
        assert old in text, path
        beside = path.with_suffix(".new")
        beside.write_text(text.replace(old, new), "utf-8")
        beside.rename(path)
