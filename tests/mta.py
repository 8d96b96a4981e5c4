"""A real mail server on loopback for one test run: Postfix takes mail, Dovecot keeps it and is read by IMAP.

with running() as mta:
    SmtpCourier(mta.smtp_url, tls=mta.trust) …
    assert len(mta.read("ada@example.org")) == 1

Anybody at example.org, example.com and example.net has a mailbox, and nothing ever leaves the machine. Some addresses
have a fate of their own: `REPLIES`, `GONE`, `SLOW`, `HANDED_OVER`. Tests of ``xdist_group("mta")`` share one server,
the fixture ``mta``; each writes to addresses of its own.
"""

import imaplib
import os
import pwd
import shutil
import signal
import socket
import ssl
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from tests.certificates import make_certificates
from tests.needed import missing

REPLIES = {
    "later@example.org": "451 4.3.0 try again later",
    "unknown@example.org": "550 5.1.1 no such user",
    "full@example.org": "452 4.2.2 mailbox full",
}
"""What Postfix answers to whoever writes to these addresses."""
GONE = "gone@example.org"
"""Taken, and only afterwards refused by the next server: Postfix sends a bounce to the return path."""
SLOW = "slow@example.org"
"""Taken, and put off by the next server: Postfix tells the return path that it takes longer."""
HANDED_OVER = "handed-over@example.org"
"""Handed to whoever listens for LMTP at `Mta.lmtp_port`."""
PASSWORD = "secret"

_MASTER = Path("/usr/lib/postfix/sbin/master")
_DOVECOT = Path("/usr/sbin/dovecot")
_NEEDED = (_MASTER, _DOVECOT, Path("/usr/lib/dovecot/imap"), Path("/usr/lib/dovecot/lmtp"))
_PATIENCE = 15.0
_QUEUES = ("active", "bounce", "corrupt", "defer", "deferred", "flush", "hold", "incoming", "saved", "trace")

_MAIN_CF = """
compatibility_level = 3.6
queue_directory = {folder}/queue
data_directory = {folder}/data
maillog_file = {folder}/log/postfix
maillog_file_prefixes = {folder}
maillog_file_permissions = 0600
myhostname = mx.example.org
mydestination =
alias_maps =
alias_database =
mynetworks = 127.0.0.0/8
inet_interfaces = 127.0.0.1
inet_protocols = ipv4
virtual_mailbox_domains = example.org, example.com, example.net
virtual_mailbox_maps = static:ok
virtual_transport = lmtp:unix:{folder}/lmtp
transport_maps = inline:{{ {gone}={elsewhere}, {slow}={elsewhere}, {handed_over}=lmtp:inet:[127.0.0.1]:{lmtp_port} }}
default_transport = error:5.7.1 nothing leaves this machine
relay_transport = error:5.7.1 nothing leaves this machine
smtp_dns_support_level = disabled
smtpd_recipient_restrictions = check_recipient_access {replies}, permit_auth_destination, reject
smtpd_relay_restrictions = permit_auth_destination, reject
smtpd_tls_security_level = may
smtpd_tls_chain_files = {folder}/tls/server.pem
smtpd_client_connection_rate_limit = 0
smtpd_client_connection_count_limit = 0
smtpd_error_sleep_time = 0
smtpd_soft_error_limit = 10000
smtpd_hard_error_limit = 10000
lmtp_destination_recipient_limit = 1
default_destination_rate_delay = 0s
minimal_backoff_time = 1s
maximal_backoff_time = 2s
queue_run_delay = 1s
delay_warning_time = 1s
"""
_MASTER_CF = """
127.0.0.1:{smtp_port} inet n - n - - smtpd
127.0.0.1:{elsewhere_port} inet n - n - - smtpd
    -o {{ smtpd_recipient_restrictions = check_recipient_access {refusals}, reject }}
pickup unix n - n 60 1 pickup
cleanup unix n - n - 0 cleanup
qmgr unix n - n 1 1 qmgr
tlsmgr unix - - n 1000? 1 tlsmgr
rewrite unix - - n - - trivial-rewrite
bounce unix - - n - 0 bounce
defer unix - - n - 0 bounce
trace unix - - n - 0 bounce
verify unix - - n - 1 verify
flush unix n - n 1000? 0 flush
proxymap unix - - n - - proxymap
smtp unix - - n - - smtp
showq unix n - n - - showq
error unix - - n - - error
retry unix - - n - - error
lmtp unix - - n - - lmtp
anvil unix - - n - 1 anvil
scache unix - - n - 1 scache
postlog unix-dgram n - n - 1 postlogd
"""
_DOVECOT_CONF = """
base_dir = {folder}/dovecot
log_path = {folder}/log/dovecot
stats_writer_socket_path =
protocols = imap lmtp
listen = 127.0.0.1
ssl = yes
ssl_cert = <{folder}/tls/server.pem
ssl_key = <{folder}/tls/server.pem
ssl_min_protocol = TLSv1.2
auth_mechanisms = plain
first_valid_uid = 1
mail_location = maildir:{folder}/mail/%u
mail_max_userip_connections = 1000
passdb {{
  driver = static
  args = password={password}
}}
userdb {{
  driver = static
  args = uid=mail gid=mail home={folder}/mail/%u allow_all_users=yes
}}
service imap-login {{
  inet_listener imap {{
    port = 0
  }}
  inet_listener imaps {{
    port = {imap_port}
    ssl = yes
  }}
}}
service lmtp {{
  unix_listener {folder}/lmtp {{
    mode = 0666
  }}
}}
"""


@dataclass(frozen=True, slots=True)
class Mta:
    """The servers: their ports, and whom to trust."""

    folder: Path
    smtp_port: int
    imap_port: int
    lmtp_port: int

    @property
    def smtp_url(self) -> str:
        """What `INTAKE_SMTP_URL` is for Postfix; it demands TLS."""
        return f"smtp://localhost:{self.smtp_port}?starttls=required"

    @property
    def ca(self) -> Path:
        """The certificate that signed the servers'."""
        return self.folder / "tls" / "ca.pem"

    @property
    def trust(self) -> ssl.SSLContext:
        """A context that knows the servers' certificate."""
        return ssl.create_default_context(cafile=str(self.ca))

    def imap_url(self, address: str) -> str:
        """What `INTAKE_MAIL_IN` is for the mailbox of this address."""
        return f"imaps://{address.replace('@', '%40')}:{PASSWORD}@localhost:{self.imap_port}/INBOX"

    @contextmanager
    def mailbox(self, address: str) -> Iterator[imaplib.IMAP4_SSL]:
        """The inbox of an address, opened as a mail program does."""
        with imaplib.IMAP4_SSL("localhost", self.imap_port, ssl_context=self.trust, timeout=_PATIENCE) as client:
            client.login(address, PASSWORD)
            client.select("INBOX")
            yield client

    def read(self, address: str) -> list[bytes]:
        """Every mail in the inbox of an address, the oldest first, read and left there."""
        with self.mailbox(address) as client:
            numbers = client.search(None, "ALL")[1][0].split()
            fetched = [client.fetch(number, "(BODY.PEEK[])")[1][0] for number in numbers]
        return [part[1] for part in fetched if isinstance(part, tuple)]

    def wait_for(self, address: str, count: int = 1) -> list[bytes]:
        """Wait until so many mails have come to an address; all of them. Raises `TimeoutError`."""
        found: list[bytes] = []

        def come() -> bool:
            found[:] = self.read(address)
            return len(found) >= count

        _wait(come, f"{count} mails to {address}", self.log)
        return found

    def log(self) -> str:
        """The last of what the servers wrote down, for a test that went wrong."""
        files = sorted((self.folder / "log").iterdir())
        return "\n".join(line for file in files for line in file.read_text(errors="replace").splitlines()[-20:])


@contextmanager
def running() -> Iterator[Mta]:
    """The servers, ended afterwards. Without them or without root the test is skipped, but never in CI."""
    if any(not program.exists() for program in _NEEDED) or os.geteuid() != 0:
        missing("no Postfix and Dovecot here: let `python3 dev.py test` install them, as root")
    # Not pytest's folder: the path of a socket has 107 bytes at most, and the servers' own users must reach it.
    with tempfile.TemporaryDirectory(prefix="mta-") as name:
        folder = Path(name)
        smtp_port, elsewhere, imap_port, lmtp_port = _free_ports(4)
        mta = Mta(folder, smtp_port, imap_port, lmtp_port)
        _lay_out(mta, elsewhere)
        started = [
            subprocess.Popen([_DOVECOT, "-F", "-c", folder / "dovecot.conf"], stderr=subprocess.DEVNULL),
            subprocess.Popen([_MASTER, "-c", folder / "postfix", "-d"], stderr=subprocess.DEVNULL),
        ]
        try:
            _wait(lambda: _listens(smtp_port) and _listens(imap_port), "the mail servers", mta.log)
            yield mta
        finally:
            for process in started:
                process.send_signal(signal.SIGTERM)
            for process in started:
                process.wait(_PATIENCE)


def _lay_out(mta: Mta, elsewhere: int) -> None:
    """Every file and folder the servers want, owned by whom they want."""
    folder, postfix = mta.folder, pwd.getpwnam("postfix")
    folder.chmod(0o755)
    for part in ("postfix", "queue", "queue/pid", "data", "log", "dovecot", "mail", "tls"):
        (folder / part).mkdir()
    for part in (*_QUEUES, "private", "public", "maildrop"):
        (folder / "queue" / part).mkdir(mode=0o700)
        shutil.chown(folder / "queue" / part, "postfix", "postdrop" if part in {"public", "maildrop"} else None)
    shutil.chown(folder / "data", postfix.pw_name)
    shutil.chown(folder / "mail", "mail", "mail")
    make_certificates(folder / "tls")
    values = {
        "folder": folder,
        "gone": GONE,
        "slow": SLOW,
        "elsewhere": f"smtp:[127.0.0.1]:{elsewhere}",
        "elsewhere_port": elsewhere,
        "handed_over": HANDED_OVER,
        "replies": _inline(REPLIES),
        "refusals": _inline({GONE: "550 5.1.1 no such mailbox", SLOW: "451 4.3.0 not now"}),
        "password": PASSWORD,
        "smtp_port": mta.smtp_port,
        "imap_port": mta.imap_port,
        "lmtp_port": mta.lmtp_port,
    }
    for file, text in (
        ("postfix/main.cf", _MAIN_CF),
        ("postfix/master.cf", _MASTER_CF),
        ("dovecot.conf", _DOVECOT_CONF),
    ):
        (folder / file).write_text(text.format(**values).lstrip())


def _inline(table: Mapping[str, str]) -> str:
    """A table as Postfix reads it where it is named."""
    return "inline:{ " + ", ".join(f"{{ {key} = {value} }}" for key, value in table.items()) + " }"


def _free_ports(count: int) -> list[int]:
    """Ports nobody listens on, all taken at once so that they differ."""
    sockets = [socket.socket() for _ in range(count)]
    try:
        for each in sockets:
            each.bind(("127.0.0.1", 0))
        return [each.getsockname()[1] for each in sockets]
    finally:
        for each in sockets:
            each.close()


def _listens(port: int) -> bool:
    with suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=1):
        return True
    return False


def _wait(done: Callable[[], bool], what: str, why: Callable[[], str]) -> None:
    """Look again and again until it is so. Raises `TimeoutError` with what the servers say."""
    until = time.monotonic() + _PATIENCE
    while not done():
        if time.monotonic() > until:
            raise TimeoutError(f"{what} did not come: {why()}")
        time.sleep(0.05)
