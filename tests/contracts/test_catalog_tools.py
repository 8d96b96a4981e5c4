"""The catalogs as the tools of translators see them: no errors, every warning explained, and read and written unharmed.

What a tool says and we do not follow stands in ``catalog_warnings.toml``, each with its reason. What is not explained
there fails, and so does an explanation that nothing needs any more.
"""

import re
import shutil
import subprocess
import sys
import tomllib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import pytest
from translate.storage.pypo import pofile

from intake.lib import po
from intake.lib.locales import tag_of
from intake.lib.paths import LOCALES
from tests.needed import missing

CATALOGS = sorted(LOCALES.glob("*/LC_MESSAGES/*.po"))
EXPLAINED = Path(__file__).with_name("catalog_warnings.toml")
BIN = Path(sys.executable).parent


@dataclass(frozen=True, slots=True)
class Warned:
    """What a tool says of a catalog, and of which message (its context or its English), if of one."""

    tool: str
    says: str
    tag: str
    domain: str
    message: str = ""


@dataclass(frozen=True, slots=True)
class Explained:
    """Why a finding is no mistake here: for all languages or some, for all messages or some."""

    tool: str
    says: str
    why: str
    locales: tuple[str, ...] = ()
    messages: tuple[str, ...] = ()

    def covers(self, warned: Warned) -> bool:
        return (
            (self.tool, self.says) == (warned.tool, warned.says)
            and (not self.locales or warned.tag in self.locales)
            and (not self.messages or warned.message.startswith(self.messages))
        )


def run(*command: str | Path) -> subprocess.CompletedProcess[str]:
    """A tool's answer; where it is not installed the test ends."""
    program = shutil.which(str(command[0]), path=f"{BIN}:/usr/bin:/usr/local/bin")
    if program is None:
        missing(f"{command[0]} is not installed")
    return subprocess.run([program, *map(str, command[1:])], capture_output=True, text=True, timeout=120)


def msgfmt() -> Iterator[Warned]:
    for path in CATALOGS:
        done = run("msgfmt", "--check", "--output-file=/dev/null", path)
        for line in done.stderr.splitlines():
            says = re.sub(r"^.*?\.po(:\d+)*: (warning: )?", "", line)
            yield Warned("msgfmt", says, *of(path))
        if done.returncode:
            yield Warned("msgfmt", "error", *of(path))


def i18nspector() -> Iterator[Warned]:
    for line in run("i18nspector", *CATALOGS).stdout.splitlines():
        severity, path, says = re.sub(r"^(.): (\S+?\.po): (\S+).*", r"\1 \2 \3", line).split(" ")
        yield Warned("i18nspector", f"{severity}: {says}", *of(Path(path)))


def pofilter(target: Path) -> Iterator[Warned]:
    for folder in sorted({path.parent for path in CATALOGS}):
        language, out = folder.parent.name, target / folder.parent.name
        run("pofilter", "--progress=none", f"--language={language}", f"--input={folder}", f"--output={out}")
        for path in sorted(out.glob("*.po")):
            for block in po.parse(path.read_text("utf-8")).live:
                if not block.entry.translated:
                    continue  # what is missing is a matter of our own check, which knows what patients are offered
                for note in block.entry.notes:
                    if found := re.match(r"\(pofilter\) (\w+):", note):
                        about = block.entry.context or block.entry.id
                        yield Warned("pofilter", found[1], tag_of(language), path.stem, about)


def of(path: Path) -> tuple[str, str]:
    return tag_of(path.parts[-3]), path.stem


def explained() -> list[Explained]:
    rows = tomllib.loads(EXPLAINED.read_text("utf-8"))["warning"]
    return [
        Explained(row["tool"], row["says"], row["why"], tuple(row.get("locales", ())), tuple(row.get("messages", ())))
        for row in rows
    ]


@pytest.mark.parametrize("tool", ["msgfmt", "i18nspector", "pofilter"])
def test_every_warning_of_a_tool_is_explained_and_every_explanation_is_needed(tool: str, tmp_path: Path) -> None:
    tools: dict[str, Callable[[], Iterator[Warned]]] = {
        "msgfmt": msgfmt,
        "i18nspector": i18nspector,
        "pofilter": lambda: pofilter(tmp_path),
    }
    found = list(tools[tool]())
    reasons = [one for one in explained() if one.tool == tool]
    assert [warned for warned in found if not any(one.covers(warned) for one in reasons)][:20] == []
    for one in reasons:
        covered = [warned for warned in found if one.covers(warned)]
        assert covered, f"nothing needs this explanation any more: {one}"
        assert {warned.tag for warned in covered} >= set(one.locales), one
        assert [text for text in one.messages if not any(w.message.startswith(text) for w in covered)] == [], one
        assert len(one.why) > 20, one


def test_the_tools_find_what_is_wrong(tmp_path: Path) -> None:
    """They run, and speak up: a catalog that breaks is not one that passes."""
    path = tmp_path / "site.po"
    path.write_text('msgid ""\nmsgstr "Content-Type: text/plain; charset=UTF-8\\n"\n\nmsgid "a\\n"\nmsgstr "b"\n')
    assert run("msgfmt", "--check", "--output-file=/dev/null", path).returncode == 1
    assert "E: " in run("i18nspector", "--language=de", path).stdout


def normal(file: po.PoFile) -> str:
    """A catalog with every entry written anew, as we write them."""
    return "".join(po.write(block.entry) for block in (file.header, *file.blocks)).removesuffix("\n")


def entries(file: po.PoFile) -> list[tuple[po.Key, str | None, tuple[str, ...], bool, bool]]:
    """All that matters of a catalog: what is said, in which order."""
    found = (block.entry for block in file.blocks)
    return [(entry.key, entry.plural, entry.strings, entry.fuzzy, entry.obsolete) for entry in found]


def ours(path: Path, template: Path) -> str:
    return str(po.parse(path.read_bytes().decode()))


def msgcat(path: Path, template: Path) -> str:
    return run("msgcat", "--no-wrap", path).stdout


def wrapped(path: Path, template: Path) -> str:
    """As Poedit and Weblate save by default: lines of 79 characters."""
    return run("msgcat", path).stdout


def msgmerge(path: Path, template: Path) -> str:
    return run("msgmerge", "--quiet", "--previous", "--no-wrap", "--no-fuzzy-matching", path, template).stdout


def toolkit(path: Path, template: Path) -> str:
    """As Weblate and Pootle save: parsed and serialized, nothing changed."""
    return bytes(pofile.parsefile(str(path))).decode()


TOOLS: tuple[Callable[[Path, Path], str], ...] = (ours, msgcat, wrapped, msgmerge, toolkit)

EVERYTHING = """# Two people keep this file.
msgid ""
msgstr ""
"Language: ru\\n"
"MIME-Version: 1.0\\n"
"Content-Type: text/plain; charset=UTF-8\\n"
"Content-Transfer-Encoding: 8bit\\n"
"Plural-Forms: nplurals=3; plural=(n%10==1 && n%100!=11 ? 0 : n%10>=2 && n%10<=4 ? 1 : 2);\\n"
"X-Generator: Poedit 3.4\\n"

# A note of the translator.
#. A remark of the source.
#: templates/public/home.html
#, fuzzy
#| msgctxt "button"
#| msgid "Send"
msgctxt "button"
msgid "Send it"
msgstr "Отправить"

#: templates/public/home.html
msgid "%(count)s \\"day\\""
msgid_plural "%(count)s \\"days\\""
msgstr[0] "%(count)s «день»"
msgstr[1] "%(count)s «дня»"
msgstr[2] "%(count)s «дней»"

#: templates/public/home.html
msgid ""
"One line\\n"
"\\n"
"\\tand another\\\\"
msgstr ""
"Строка\\n"
"\\n"
"\\tи ещё одна\\\\"

#~ msgid "Gone"
#~ msgstr "Ушло"
"""


@pytest.fixture(scope="module")
def everything(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """A catalog with everything a catalog can have, and the list of sentences it belongs to."""
    folder = tmp_path_factory.mktemp("everything")
    path, template = folder / "site.po", folder / "site.pot"
    path.write_text(EVERYTHING, "utf-8")
    live = [block.entry for block in po.parse(EVERYTHING).live]
    template.write_text(
        po.template(po.Entry(e.id, e.context, e.plural, comments=e.comments, places=e.places) for e in live), "utf-8"
    )
    return path, template


@cache
def as_it_lies(path: Path) -> tuple[str, po.PoFile]:
    """A catalog, read once for all tools."""
    text = path.read_bytes().decode()
    return text, po.parse(text)


def wrongly_saved(tool: Callable[[Path, Path], str], path: Path, template: Path) -> str:
    """What a tool did to a catalog in which nobody changed anything; empty if nothing that matters."""
    before, mine = as_it_lies(path)
    after = tool(path, template)
    if after == before:
        return ""
    theirs = po.parse(after)
    if entries(mine) != entries(theirs):
        return "other strings"
    return "" if normal(mine) == normal(theirs) else "other bytes, also in our own form"


@pytest.mark.parametrize("tool", TOOLS, ids=lambda tool: tool.__name__)
def test_what_a_tool_saves_unchanged_is_unchanged(
    tool: Callable[[Path, Path], str], everything: tuple[Path, Path]
) -> None:
    pairs = [(path, LOCALES / f"{path.stem}.pot") for path in CATALOGS]
    wrong = {
        str(path): said for path, template in (*pairs, everything) if (said := wrongly_saved(tool, path, template))
    }
    assert wrong == {}


def test_our_own_reader_and_writer_change_no_byte(everything: tuple[Path, Path]) -> None:
    for path in (*CATALOGS, everything[0]):
        assert ours(path, path) == path.read_bytes().decode(), path
    assert normal(po.parse(EVERYTHING)) == EVERYTHING
