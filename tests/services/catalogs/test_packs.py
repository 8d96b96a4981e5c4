"""A language travels as one file: seen before, checked, installed whole or not at all, and put back."""

import io
import json
import zipfile
from collections.abc import Callable, Mapping
from datetime import date
from hashlib import sha256
from pathlib import Path

import pytest

from intake.domain.errors import NotFound
from intake.lib import catalog_files, replacing
from intake.lib.catalog_files import path_of, reviews_path
from intake.lib.catalogs import Catalogs
from intake.lib.reviews import Authored, Reviews, reviews_text, translation_hash
from intake.services.catalogs import installing, packs
from intake.services.catalogs.glossary import Medicines
from intake.services.catalogs.installing import CannotInstall, install, look, roll_back
from intake.services.catalogs.packs import PackRefused, made_of, read
from intake.services.languages import Languages
from tests.languages import all_approvals, approve, edit
from tests.services.catalogs.small import BOLD, CONSENT, DAYS, SEND, WELCOME, english, small, without

NONE = Medicines()
Contents = dict[str, bytes]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """The house: English, and Hebrew complete and offered."""
    return small(tmp_path / "locales", offered=True)


@pytest.fixture
def kept(tmp_path: Path) -> Path:
    """Where what was before is kept."""
    return tmp_path / "data" / "packs"


def pack_of(place: Path, change: Callable[[Path], None] = lambda folder: None, *, offered: bool = True) -> bytes:
    """A pack from another house, where somebody changed something."""
    there = small(place / "elsewhere", offered=offered)
    change(there)
    return made_of(there, "he", medicines=NONE)


def better(folder: Path) -> None:
    """A translation that reads better."""
    edit(folder, "he", "site", "שליחה", "לשליחה")


def contents(folder: Path) -> Contents:
    """Every file of the language."""
    paths = sorted(path for path in (folder / "he").rglob("*") if path.is_file() and path.name != replacing.LOCK)
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in paths}


def unzipped(data: bytes) -> Contents:
    """What is in a pack."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def zipped(files: Mapping[str, bytes], *, sign: bool = True, **manifest: object) -> bytes:
    """A pack as somebody made it; ``sign``: with a manifest that names what is in it."""
    told = {**json.loads(files[packs.MANIFEST]), **manifest}
    rest = {name: content for name, content in files.items() if name != packs.MANIFEST}
    if sign:
        told["files"] = {name: sha256(content).hexdigest() for name, content in rest.items()}
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in {**rest, packs.MANIFEST: json.dumps(told).encode()}.items():
            archive.writestr(name, content)
    return out.getvalue()


def test_the_same_language_is_the_same_bytes_and_says_what_it_is(folder: Path, tmp_path: Path) -> None:
    data = made_of(folder, "he", medicines=NONE)
    assert data == made_of(folder, "he", medicines=NONE) == pack_of(tmp_path)
    files = unzipped(data)
    assert list(files) == sorted(files)
    names = {f"catalogs/{one}.po" for one in catalog_files.PATIENT_DOMAINS}
    assert set(files) == {*names, "reviews.toml", "findings.json", "manifest.json"}
    assert files["catalogs/site.po"] == path_of(folder, "he", "site").read_bytes()
    manifest = json.loads(files["manifest.json"])
    assert (manifest["format"], manifest["language"], manifest["date"]) == (1, "he", None)
    assert manifest["templates"]["site"] == sha256((folder / "site.pot").read_bytes()).hexdigest()
    assert read(made_of(folder, "he", medicines=NONE, date=date(2026, 3, 1))).date == date(2026, 3, 1)
    for tag in ("en", "ar", ".."):
        with pytest.raises(NotFound):
            made_of(folder, tag, medicines=NONE)


def test_the_pack_tells_what_the_checks_said_where_it_was_made(tmp_path: Path) -> None:
    found = json.loads(unzipped(pack_of(tmp_path, break_placeholder))["findings.json"])
    assert [(one["rule"], one["file"]) for one in found] == [("placeholders", "he/LC_MESSAGES/site.po")]


def test_what_would_change_is_seen_before(folder: Path, tmp_path: Path) -> None:
    before = contents(folder)
    outlook = look(folder, read(pack_of(tmp_path, better)), medicines=NONE)
    (one,) = outlook.messages
    assert (one.domain, one.about, one.before, one.after) == ("site", SEND.id, ("שליחה",), ("לשליחה",))
    assert (outlook.approvals_gained, outlook.approvals_lost, outlook.errors) == (0, 0, ())
    assert outlook.offered_now
    assert outlook.offered_then
    assert contents(folder) == before


@pytest.mark.anyio
async def test_a_running_service_shows_it_at_once_and_the_one_before_again(
    folder: Path, kept: Path, tmp_path: Path
) -> None:
    before = contents(folder)
    languages = Languages(Catalogs.load(folder), folder, policy="complete", default="en")
    install(folder, kept, read(pack_of(tmp_path, better)), medicines=NONE)
    await languages.refresh()
    assert languages.catalogs.translations("he", "site").gettext(SEND.id) == "לשליחה"
    assert roll_back(folder, kept, "he", medicines=NONE) == 0
    await languages.refresh()
    assert languages.catalogs.translations("he", "site").gettext(SEND.id) == "שליחה"
    assert contents(folder) == before
    with pytest.raises(NotFound):
        roll_back(folder, kept, "he", medicines=NONE)
    assert read((kept / "he" / installing.UNDONE).read_bytes()).tag == "he"


@pytest.fixture
def house(tmp_path: Path) -> Path:
    """One that has only English."""
    (tmp_path / "house").mkdir()
    english(tmp_path / "house")
    return tmp_path / "house"


@pytest.mark.anyio
async def test_a_language_nobody_had_comes_as_a_preview(house: Path, kept: Path, tmp_path: Path) -> None:
    """It was offered where it was made; here nobody has read it."""
    languages = Languages(Catalogs.load(house), house, policy="complete", default="en")
    pack = read(pack_of(tmp_path))
    assert len(look(house, pack, medicines=NONE).messages) == 6
    assert not install(house, kept, pack, medicines=NONE).offered_then
    await languages.refresh()
    assert languages.catalogs.tags == ("en", "he")
    assert [locale.tag for locale in languages.table] == ["en"]
    assert install(house, kept, pack, medicines=NONE, with_reviews=True).offered_then
    await languages.refresh()
    assert [locale.tag for locale in languages.table] == ["en", "he"]


def test_who_approved_it_there_counts_only_where_the_operator_says_so(folder: Path, kept: Path, tmp_path: Path) -> None:
    pack = read(pack_of(tmp_path, lambda there: approve(there, "he", all_approvals(there, "he"))))
    assert look(folder, pack, medicines=NONE).approvals_gained == 0
    install(folder, kept, pack, medicines=NONE)
    assert Catalogs.load(folder).is_draft("he")
    assert look(folder, pack, medicines=NONE, with_reviews=True).approvals_gained == 1
    install(folder, kept, pack, medicines=NONE, with_reviews=True)
    assert not Catalogs.load(folder).is_draft("he")


def test_an_approval_of_other_words_or_by_who_wrote_them_does_not_come_along(
    folder: Path, kept: Path, tmp_path: Path
) -> None:
    def approved_and_changed(there: Path) -> None:
        approve(there, "he", all_approvals(there, "he"))
        edit(there, "he", "legal", "אני מסכים לזה.", "אני לא מסכים לזה.")

    assert (
        look(folder, read(pack_of(tmp_path, approved_and_changed)), medicines=NONE, with_reviews=True).approvals_gained
        == 0
    )
    entry = catalog_files.read(path_of(folder, "he", "legal")).live[0].entry
    authored = Authored(translation_hash(entry), "a second  Person")
    reviews_path(folder, "he").write_text(reviews_text(Reviews(True, authored=(authored,))), "utf-8")
    pack = read(pack_of(tmp_path / "b", lambda there: approve(there, "he", all_approvals(there, "he"))))
    assert look(folder, pack, medicines=NONE, with_reviews=True).approvals_gained == 0


def test_who_wrote_it_there_cannot_approve_it_here(folder: Path, kept: Path, tmp_path: Path) -> None:
    entry = catalog_files.read(path_of(folder, "he", "legal")).live[0].entry
    files = unzipped(pack_of(tmp_path))
    files["reviews.toml"] = reviews_text(Reviews(authored=(Authored(translation_hash(entry), "Noa"),))).encode()
    install(folder, kept, read(zipped(files)), medicines=NONE)
    assert catalog_files.reviews_of(folder, "he").author_of(entry) == "Noa"


def test_a_new_wording_voids_our_approval_and_says_so_before(folder: Path, tmp_path: Path) -> None:
    approve(folder, "he", all_approvals(folder, "he"))
    pack = read(pack_of(tmp_path, lambda there: edit(there, "he", "legal", "מסכים", "מסכימה")))
    outlook = look(folder, pack, medicines=NONE)
    assert (outlook.approvals_gained, outlook.approvals_lost) == (0, 1)
    assert outlook.messages[0].about == CONSENT.context


def test_a_pack_takes_no_language_from_its_readers(folder: Path, kept: Path, tmp_path: Path) -> None:
    install(folder, kept, read(pack_of(tmp_path, offered=False)), medicines=NONE, with_reviews=True)
    assert catalog_files.reviews_of(folder, "he").offered


def test_a_pack_of_another_english_is_brought_in_step_and_gaps_in_an_offered_language_refuse_it(
    folder: Path, kept: Path, tmp_path: Path
) -> None:
    pack = read(pack_of(tmp_path))
    english(folder, (SEND, WELCOME, DAYS, BOLD.__class__("Now <strong>or</strong> later, please")))
    outlook = look(folder, pack, medicines=NONE)
    assert outlook.other_english == ("site",)
    assert [finding.rule for finding in outlook.errors] == ["fuzzy"]
    before = contents(folder)
    with pytest.raises(CannotInstall):
        install(folder, kept, pack, medicines=NONE)
    assert contents(folder) == before
    reviews_path(folder, "he").write_text(reviews_text(Reviews(False)), "utf-8")
    install(folder, kept, pack, medicines=NONE)
    assert catalog_files.read(path_of(folder, "he", "site")).live[3].entry.fuzzy


def break_placeholder(folder: Path) -> None:
    """A placeholder is lost."""
    edit(folder, "he", "site", "שלום, %(name)s", "שלום")


def break_header(folder: Path) -> None:
    """Another language's file."""
    edit(folder, "he", "site", "Language: he", "Language: ar")


def forget_a_file(folder: Path) -> None:
    """A domain that is here is not there."""
    path_of(folder, "he", "clinic").unlink()


def leave_a_gap(folder: Path) -> None:
    """Something is not translated."""
    small(folder, without(WELCOME), offered=True)


def loosen(folder: Path) -> None:
    """It brings a list of forbidden words of its own, and one of ours."""
    (folder / "he" / "glossary.toml").write_text("[forbidden]\nwords = []\n", "utf-8")
    edit(folder, "he", "site", "שליחה", "לנצח")


@pytest.mark.parametrize(
    ("change", "rule"),
    [
        (break_placeholder, "placeholders"),
        (break_header, "header"),
        (forget_a_file, "missing"),
        (leave_a_gap, "missing"),
        (loosen, "forbidden"),
    ],
)
def test_what_the_checks_refuse_is_not_installed(
    folder: Path, kept: Path, tmp_path: Path, change: Callable[[Path], None], rule: str
) -> None:
    (folder / "he" / "glossary.toml").write_text('[forbidden]\nwords = ["לנצח"]\n', "utf-8")
    before = contents(folder)
    with pytest.raises(CannotInstall) as refused:
        install(folder, kept, read(pack_of(tmp_path, change)), medicines=NONE)
    assert rule in {finding.rule for finding in refused.value.outlook.errors}
    assert contents(folder) == before
    assert not kept.exists()


@pytest.mark.parametrize(
    ("name", "content"),
    [("catalogs/site.po", b"\xff"), ("reviews.toml", b"\xff"), ("reviews.toml", b"a = " + b"[" * 60_000)],
)
def test_a_file_that_cannot_be_read_refuses_the_pack(
    folder: Path, kept: Path, tmp_path: Path, name: str, content: bytes
) -> None:
    pack = read(zipped({**unzipped(pack_of(tmp_path)), name: content}))
    with pytest.raises(PackRefused, match=name.rpartition("/")[2]):
        install(folder, kept, pack, medicines=NONE)


def test_a_pack_in_which_somebody_approved_their_own_words_is_refused(folder: Path, kept: Path, tmp_path: Path) -> None:
    files = unzipped(pack_of(tmp_path, lambda there: approve(there, "he", all_approvals(there, "he"))))
    files["reviews.toml"] = files["reviews.toml"].replace(b'author = ""', b'author = "A SECOND person"')
    with pytest.raises(PackRefused, match="somebody who did not write it"):
        install(folder, kept, read(zipped(files)), medicines=NONE, with_reviews=True)


def test_its_own_words_are_shown_as_a_diff(folder: Path, tmp_path: Path) -> None:
    (folder / "he" / "glossary.toml").write_text('[forbidden]\nwords = ["א"]\n', "utf-8")
    assert 'words = ["א"]' in "".join(look(folder, read(pack_of(tmp_path)), medicines=NONE).glossary)


def test_the_last_five_are_kept_and_come_back_one_after_the_other(folder: Path, kept: Path, tmp_path: Path) -> None:
    texts = ["שליחה", *("לשליחה" + "ה" * number for number in range(6))]
    for number, text in enumerate(texts[1:]):
        pack = unzipped(pack_of(tmp_path / str(number)))
        pack["catalogs/site.po"] = pack["catalogs/site.po"].replace("שליחה".encode(), text.encode())
        install(folder, kept, read(zipped(pack)), medicines=NONE)
    assert len(list((kept / "he").iterdir())) == 5
    assert (kept / "he").stat().st_mode & 0o777 == 0o700
    for text in reversed(texts[1:-1]):
        roll_back(folder, kept, "he", medicines=NONE)
        assert f'"{text}"' in path_of(folder, "he", "site").read_text("utf-8")
    with pytest.raises(NotFound):
        roll_back(folder, kept, "he", medicines=NONE)


def test_what_was_approved_before_is_again_but_not_what_was_taken_back_or_came_with_the_pack(
    folder: Path, kept: Path, tmp_path: Path
) -> None:
    approve(folder, "he", all_approvals(folder, "he"))
    changed = read(pack_of(tmp_path, lambda there: edit(there, "he", "legal", "מסכים", "מסכימה")))
    install(folder, kept, changed, medicines=NONE)
    assert Catalogs.load(folder).is_draft("he")
    roll_back(folder, kept, "he", medicines=NONE)
    assert not Catalogs.load(folder).is_draft("he")
    install(folder, kept, changed, medicines=NONE)
    reviews_path(folder, "he").write_text(reviews_text(Reviews(False)), "utf-8")  # somebody took it back, and the door
    roll_back(folder, kept, "he", medicines=NONE)
    assert Catalogs.load(folder).is_draft("he")
    assert not catalog_files.reviews_of(folder, "he").offered
    vouched = read(pack_of(tmp_path / "b", lambda there: approve(there, "he", all_approvals(there, "he"))))
    install(folder, kept, vouched, medicines=NONE, with_reviews=True)
    assert not Catalogs.load(folder).is_draft("he")
    roll_back(folder, kept, "he", medicines=NONE)
    assert Catalogs.load(folder).is_draft("he")
    assert not catalog_files.reviews_of(folder, "he").offered


@pytest.mark.parametrize("broken", range(1, 7))
def test_a_disk_that_fails_in_the_middle_leaves_everything_as_it_was(
    folder: Path, kept: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, broken: int
) -> None:
    pack, before, rename = read(pack_of(tmp_path, better)), contents(folder), Path.rename
    times = iter(range(1, 100))

    def fails(path: Path, target: Path) -> Path:
        if target.is_relative_to(folder) and next(times) == broken:
            raise OSError(28, "No space left on device")
        return rename(path, target)

    monkeypatch.setattr(Path, "rename", fails)
    if broken <= len(before):
        with pytest.raises(replacing.ReadOnly):
            install(folder, kept, pack, medicines=NONE)
        assert contents(folder) == before
    else:
        install(folder, kept, pack, medicines=NONE)


def bomb(files: Contents) -> bytes:
    """Nine megabytes of nothing in nine kilobytes."""
    return zipped({**files, "catalogs/site.po": bytes(9 << 20)})


def liar(files: Contents) -> bytes:
    """It says that it is small, and is not."""
    data = bytearray(zipped({**files, "catalogs/site.po": bytes(1 << 20)}))
    return bytes(data.replace((1 << 20).to_bytes(4, "little"), (100).to_bytes(4, "little")))


def twice(files: Contents) -> bytes:
    """One name, two contents."""
    out = io.BytesIO(zipped(files))
    with zipfile.ZipFile(out, "a") as archive, pytest.warns(UserWarning, match="Duplicate"):
        archive.writestr("reviews.toml", "offered = true")
    return out.getvalue()


@pytest.mark.parametrize(
    ("make", "problem"),
    [
        (lambda files: b"", "damaged"),
        (lambda files: b"PK\x05\x06" + bytes(18), "no manifest.json"),
        (lambda files: bytes(21 << 20), "20 MB"),
        (lambda files: zipped(files)[:-30], "damaged"),
        (bomb, "larger than any"),
        (liar, "not as large|damaged"),
        (twice, "twice"),
        (lambda files: zipped({**files, "../../evil.po": b""}), "'../../evil.po' has no place"),
        (lambda files: zipped({**files, "/etc/passwd": b""}), "has no place"),
        (lambda files: zipped({**files, "catalogs/": b""}), "has no place"),
        (lambda files: zipped({**files, "catalogs/evil.po": b""}), "has no place"),
        (lambda files: zipped({**files, "reviews.toml": b"offered = true"}, sign=False), "were changed"),
        (lambda files: zipped({packs.MANIFEST: files[packs.MANIFEST]}), "no catalog"),
        (lambda files: zipped(files, format=2), "format 1"),
        (lambda files: zipped(files, language="en"), "no language"),
        (lambda files: zipped(files, language="../../he"), "no language"),
        (lambda files: zipped(files, language=["he"]), "no language"),
        (lambda files: zipped(files, date="yesterday"), "date"),
        (lambda files: zipped(files, templates=None), "which English"),
        (lambda files: zipped(files, padding="x" * (65 << 10)), "larger than any"),
    ],
)
def test_what_is_no_pack_is_refused_before_anything_is_unpacked(
    tmp_path: Path, make: Callable[[Contents], bytes], problem: str
) -> None:
    with pytest.raises(PackRefused, match=problem):
        read(make(unzipped(pack_of(tmp_path))))


def test_a_manifest_of_brackets_without_end_is_refused(tmp_path: Path) -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr(packs.MANIFEST, "[" * 60_000)
    with pytest.raises(PackRefused, match="damaged"):
        read(out.getvalue())


def test_another_languages_pack_installs_as_that_language_or_not_at_all(
    folder: Path, kept: Path, tmp_path: Path
) -> None:
    """Hebrew in a pack that says it is Arabic."""
    pack = read(zipped(unzipped(pack_of(tmp_path)), language="ar"))
    with pytest.raises(CannotInstall) as refused:
        install(folder, kept, pack, medicines=NONE)
    assert {"header", "plural-header"} <= {finding.rule for finding in refused.value.outlook.errors}
    assert not (folder / "ar").exists()
