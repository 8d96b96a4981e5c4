"""Every kind of mail in every language, as other people's programs see it: parsers, a judge of spam, a browser."""

import os
import shutil
import subprocess
from email import policy
from email.parser import BytesParser
from functools import cache
from pathlib import Path

import mailparser

from intake.lib.locales import locale_of
from intake.services.mail.composer import Composer
from intake.services.mail.samples import SAMPLES
from tests.lib.test_mime import body
from tests.makers import make_catalogs, make_content
from tests.needed import missing

CATALOGS = make_catalogs()
# As the server that judges it has written above it: without it some of the rules do not look.
RECEIVED = (
    b"Received: from intake.example.org (intake.example.org [93.184.216.34])\r\n"
    b"\tby mx.example.net with ESMTPS id 1; Mon, 02 Mar 2026 09:30:01 +0000\r\n"
)
SPAM = b"Subject: x\r\n\r\nXJS*C4JDBQADN1.NSBN3*2IDNEN*GTUBE-STANDARD-ANTI-UBE-TEST-EMAIL*C.34X\r\n"
JUDGE = """
use Mail::SpamAssassin;
my $judge = Mail::SpamAssassin->new({local_tests_only => 1, dont_copy_prefs => 1,
    userprefs_filename => "$ARGV[0]/none", userstate_dir => $ARGV[0], post_config_text => "use_bayes 0\\n"});
$judge->init(1);
while (my $file = <STDIN>) {
    chomp $file; open my $handle, "<", $file or die; local $/; my $mail = $judge->parse(scalar <$handle>);
    my $found = $judge->check($mail);
    printf "%s %.1f %s\\n", $file, $found->get_score, $found->get_names_of_tests_hit;
    $found->finish; $mail->finish; $/ = "\\n";
}
"""


@cache
def every_mail() -> dict[tuple[str, str], bytes]:
    """Each kind in each language, and in English in every way it can be said."""
    base = "https://intake.example.org"
    composer = Composer(make_content(), CATALOGS, base_url=base, sender="Example Clinic <intake@example.org>")
    return {
        (name, tag): one.written(composer, tag)
        for name, one in SAMPLES.items()
        for tag in (("en",) if one.variant else CATALOGS.tags)
    }


def test_two_parsers_read_the_same_and_every_level_says_its_language() -> None:
    """Mail programs keep the page, its body, or only what is inside it: each of them says language and direction."""
    for (name, tag), wire in every_mail().items():
        ours = BytesParser(policy=policy.default).parsebytes(wire)
        theirs = mailparser.parse_from_bytes(wire)
        assert not any(part.defects for part in ours.walk()), (name, tag)
        assert not theirs.defects, (name, tag)
        assert (theirs.subject, theirs.message_id) == (ours["Subject"], ours["Message-ID"])
        assert theirs.to == [("", "demo@example.org")]
        html, both = body(ours, "html"), f'lang="{tag}" dir="{locale_of(tag).direction}"'
        assert "".join(theirs.text_plain).replace("\r\n", "\n") == body(ours, "plain")
        assert "".join(theirs.text_html).replace("\r\n", "\n") == html
        assert [html.count(f"<{element} {both}") for element in ("html", "body", "div")] == [1, 1, 1], (name, tag)
        assert max(map(len, wire.split(b"\r\n"))) <= 998


def test_no_mail_looks_like_spam(tmp_path: Path) -> None:
    """Each kind in English, and the acknowledgement in every language; EVERY_MAIL=1: all of them, in about a minute.

    And one that is spam to everybody: else this could not fail.
    """
    if shutil.which("spamassassin") is None:
        missing("there is no SpamAssassin here: install it, or let `python3 dev.py test` do so as root")
    everything = os.environ.get("EVERY_MAIL") == "1"
    mails = {f"{name}.{tag}": wire for (name, tag), wire in every_mail().items() if everything or _is_judged(name, tag)}
    for name, wire in (mails | {"spam": SPAM}).items():
        (tmp_path / name).write_bytes(RECEIVED + wire)
    asked = "".join(f"{tmp_path / name}\n" for name in (*mails, "spam"))
    command = ["perl", "-e", JUDGE, str(tmp_path)]
    told = subprocess.run(command, input=asked, capture_output=True, text=True, check=True).stdout.splitlines()
    scores = {Path(file).name: (float(score), why) for file, score, why in (line.split(" ", 2) for line in told)}
    assert scores.pop("spam")[0] > 900
    assert scores.keys() == mails.keys()
    assert all("HTML_MESSAGE" in why for _, why in scores.values())  # it did look
    assert {mail: found for mail, found in scores.items() if found[0] >= 2} == {}


def _is_judged(name: str, tag: str) -> bool:
    return name == "inquiry_received" or (tag == "en" and not SAMPLES[name].variant)
