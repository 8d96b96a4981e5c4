#!/usr/bin/env python3
"""The developer's commands. Needs only Python 3.11 or newer, pip and git; the rest goes into ``.venv`` from the locks.

python3 dev.py setup    make .venv and stop
python3 dev.py demo     the demo: believable inquiries, staff accounts, every mail on a page
python3 dev.py test     everything CI runs; with arguments, only pytest with these arguments
python3 dev.py bench    speed and memory, as ratios in one run
python3 dev.py lock     write the locks anew from pyproject.toml
"""

import ctypes
import hashlib
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).resolve().parent
VENV = ROOT / ".venv"
BIN = VENV / "bin"
PYTHON = BIN / "python"
RUNTIME_LOCK = ROOT / "requirements.lock"
DEV_LOCK = ROOT / "requirements-dev.lock"
HTML_CHECKER = "vnu-jar@26.9.27"
FORM_RENDERER = "lforms@40.1.3"
UNASKED = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
ROOM = 4 << 30  # bytes of memory for the files of tests; they need a quarter of it

CHECKS: tuple[tuple[str, ...], ...] = (
    ("ruff", "format", "--check", "--quiet", "."),
    ("ruff", "check", "--quiet", "."),
    ("mypy",),
    ("lint-imports",),
    ("intake", "docs", "--check"),
    ("intake", "catalogs", "check"),
    ("intake", "routing", "check"),
    ("pytest", "-n", "2", "--dist", "loadgroup", "-q"),
)


def run(*command: str | Path) -> None:
    """Run a command in the checkout; a failure ends this program with the same exit code."""
    done = subprocess.run([str(part) for part in command], cwd=ROOT)
    if done.returncode:
        sys.exit(done.returncode)


def make_venv() -> None:
    """A virtual environment with pip, also where Debian's python3 comes without ensurepip (python3-venv)."""
    if PYTHON.exists():
        return
    made = subprocess.run([sys.executable, "-m", "venv", str(VENV)], cwd=ROOT, capture_output=True)
    if made.returncode:
        shutil.rmtree(VENV, ignore_errors=True)
        run(sys.executable, "-m", "venv", "--without-pip", VENV)


def pip(*arguments: str | Path) -> None:
    """pip, inside the environment where it is there, else the system's pip working on the environment."""
    inside = subprocess.run([str(PYTHON), "-m", "pip", "--version"], capture_output=True).returncode == 0
    front = [str(PYTHON), "-m", "pip"] if inside else [sys.executable, "-m", "pip", "--python", str(PYTHON)]
    run(*front, "install", "--quiet", "--disable-pip-version-check", *arguments)


def is_installed(lock: Path) -> bool:
    """Whether ``.venv`` was made from this lock, this project file and this Python."""
    mark = VENV / f"{lock.name}.stamp"
    return PYTHON.exists() and mark.exists() and mark.read_text() == stamp_of(lock)


def stamp_of(lock: Path) -> str:
    """What an environment made from this lock is known by."""
    content = b"".join(path.read_bytes() for path in (lock, ROOT / "pyproject.toml", ROOT / "build_hook.py"))
    return hashlib.sha256(content + sys.version.encode()).hexdigest()


def install(lock: Path) -> None:
    """Bring ``.venv`` up to the lock. The command ``intake`` comes with the developers' lock, which can build it."""
    if is_installed(lock):
        return
    print(f"Installing into {VENV.name} (once, about a minute) …", flush=True)
    make_venv()
    # One of the developers' packages comes as source alone; it is plain Python.
    pip("--only-binary", ":all:", "--no-binary", "dkimpy", "--require-hashes", "-r", lock)
    if lock == DEV_LOCK:
        pip("--no-deps", "--no-build-isolation", "--editable", ROOT)
    (VENV / f"{lock.name}.stamp").write_text(stamp_of(lock))


def demo(arguments: list[str]) -> None:
    """The demo, from the checkout as it is; it needs no tool of the tests."""
    if not is_installed(DEV_LOCK):
        install(RUNTIME_LOCK)
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    os.execve(PYTHON, [str(PYTHON), "-m", "intake", "demo", *arguments], environment)


# What tests start and pip does not have: the program to look for, and Debian's packages that bring it.
PROGRAMS = {
    "chromium-headless-shell": ("chromium-headless-shell", "fonts-liberation", "libgl1-mesa-dri", "fonts-noto-core"),
    # Catalogs, as translators and their programs read them.
    "msgfmt": ("gettext",),
    "i18nspector": ("i18nspector",),
    # A scanner, mail servers, and what judges and seals mail.
    "clamd": ("clamav-daemon",),
    "postfix": ("postfix",),
    "/usr/lib/dovecot/imap": ("dovecot-imapd",),
    "/usr/lib/dovecot/lmtp": ("dovecot-lmtpd",),
    "spamassassin": ("spamassassin",),
    "gpg": ("gnupg",),
}


def ensure_programs() -> None:
    """The programs of ``PROGRAMS`` from Debian, where one is missing and we may; none of them is started."""
    path = f"{os.environ.get('PATH', '')}:/usr/sbin"
    missing = [name for command, names in PROGRAMS.items() if not shutil.which(command, path=path) for name in names]
    try:
        ctypes.CDLL("libatomic.so.1")  # the browser's driver loads it
    except OSError:
        missing.append("libatomic1")
    if not missing or os.geteuid() != 0 or not shutil.which("apt-get"):
        return
    print(f"Installing {', '.join(missing)} for the tests …", flush=True)
    apt("update")
    with no_services():
        # An installation that was cut short before would refuse the next one.
        subprocess.run(["dpkg", "--configure", "-a"], check=True, env=UNASKED, stdout=subprocess.DEVNULL)
        if "postfix" in missing:
            answer = b"postfix postfix/main_mailer_type select No configuration\n"
            subprocess.run(["debconf-set-selections"], check=True, env=UNASKED, input=answer)
        apt("install", "-y", "--no-install-recommends", *missing)


def ensure_html_checker() -> None:
    """The W3C's checker of pages into ``.venv``: a Java program that npm carries. Both come from Debian if missing."""
    if (VENV / "html" / "node_modules" / "vnu-jar").exists():
        return
    missing = [
        package for command, package in (("java", "default-jre-headless"), ("npm", "npm")) if not shutil.which(command)
    ]
    if missing and (os.geteuid() != 0 or not shutil.which("apt-get")):
        return
    if missing:
        print(f"Installing {', '.join(missing)} for the tests …", flush=True)
        apt("update")
        apt("install", "-y", "--no-install-recommends", *missing)
    quiet = ["--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"]
    run("npm", "install", "--prefix", VENV / "html", *quiet, HTML_CHECKER)


def ensure_form_renderer() -> None:
    """A renderer of FHIR questionnaires that is not ours into ``.venv``: npm carries it built, so only its archive."""
    folder = VENV / "lforms"
    if (folder / "package").exists() or not shutil.which("npm"):
        return
    folder.mkdir(exist_ok=True)
    run("npm", "pack", FORM_RENDERER, "--pack-destination", folder, "--silent")
    (archive,) = folder.glob("*.tgz")
    run("tar", "-xzf", archive, "-C", folder, "package/dist/lforms")
    archive.unlink()


def apt(*arguments: str) -> None:
    """apt-get, quiet and without questions."""
    command = ["apt-get", "-qq", *arguments]
    subprocess.run(command, check=True, env=UNASKED, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL)


@contextmanager
def no_services() -> Iterator[None]:
    """Within it, what Debian installs is not started: tests start servers of their own, which need no network."""
    policy = Path("/usr/sbin/policy-rc.d")
    if policy.exists():
        yield  # the machine has a policy already
        return
    policy.write_text("#!/bin/sh\nexit 101\n")
    policy.chmod(0o755)
    try:
        yield
    finally:
        policy.unlink()


def test(arguments: list[str]) -> None:
    """Formatting, lint, types, floors, generated documents, catalogs, routing examples, tests: what CI runs."""
    install(DEV_LOCK)
    ensure_programs()
    ensure_html_checker()
    ensure_form_renderer()
    keep_files_in_memory()
    if arguments:
        run(BIN / "pytest", *arguments)
        return
    for name, *rest in CHECKS:
        started = time.monotonic()
        print("·", name, *rest, flush=True)
        run(BIN / name, *rest)
        print(f"  {time.monotonic() - started:.0f} s", flush=True)


def keep_files_in_memory() -> None:
    """What tests write goes to a file system in memory where there is one with room: each of their commits is synced.

    Where it is a container's few megabytes, or programs may not be run from it, they stay where they are.
    """
    memory = "/dev/shm"  # noqa: S108 - pytest makes a folder of its own in it, for this user alone
    if "TMPDIR" in os.environ or not os.access(memory, os.W_OK):
        return
    here = os.statvfs(memory)
    if here.f_bavail * here.f_frsize > ROOM and not here.f_flag & os.ST_NOEXEC:
        os.environ["TMPDIR"] = memory


def lock() -> None:
    """Both locks, with hashes, for every supported Python and platform; the second contains the first."""
    install(DEV_LOCK)
    pip("uv")
    uv = [f"{BIN}/uv", "pip", "compile", "--quiet", "--universal", "--python-version", "3.11", "--generate-hashes"]
    shared = ["--no-header", "--no-emit-index-url", "--extra", "postgres", "pyproject.toml"]
    run(*uv, *shared, "--no-annotate", "-o", RUNTIME_LOCK)
    run(*uv, *shared, "--no-annotate", "--group", "dev", "-c", RUNTIME_LOCK, "-o", DEV_LOCK)


def main() -> None:
    """Do the one thing asked for on the command line."""
    command, *arguments = sys.argv[1:] or ["help"]
    if command == "setup":
        install(DEV_LOCK)
    elif command == "demo":
        demo(arguments)
    elif command == "test":
        test(arguments)
    elif command == "bench":
        install(DEV_LOCK)
        os.execv(PYTHON, [str(PYTHON), "-m", "benchmarks", *arguments])
    elif command == "lock":
        lock()
    else:
        print(__doc__)
        sys.exit(0 if command in {"help", "--help", "-h"} else 2)


if __name__ == "__main__":
    main()
