"""Write ``intake/lib/cldr/{countries,languages}.json``: the codes in each language's order, sorted by ICU (needs Node).

Run after a new Babel, or when a language is added: ``.venv/bin/python scripts/collation.py``; `--check` only compares.
"""

import json
import shutil
import subprocess
import sys
from pathlib import Path

CLDR = Path(__file__).resolve().parent.parent / "intake" / "lib" / "cldr"
sys.path.insert(0, str(CLDR.parents[2]))

from intake.lib import formats  # noqa: E402 — the checkout is put on the path first

# The languages of the pages, now and later.
TAGS = "en he ar ru uk ro el ka tr es fr de pt-BR pl zh-Hans hi fa"

COUNTRIES = """
AD AE AF AG AI AL AM AO AQ AR AS AT AU AW AX AZ BA BB BD BE BF BG BH BI BJ BL BM BN BO BQ BR BS BT BV BW BY BZ CA CC CD
CF CG CH CI CK CL CM CN CO CR CU CV CW CX CY CZ DE DJ DK DM DO DZ EC EE EG EH ER ES ET FI FJ FK FM FO FR GA GB GD GE GF
GG GH GI GL GM GN GP GQ GR GS GT GU GW GY HK HM HN HR HT HU ID IE IL IM IN IO IQ IR IS IT JE JM JO JP KE KG KH KI KM KN
KP KR KW KY KZ LA LB LC LI LK LR LS LT LU LV LY MA MC MD ME MF MG MH MK ML MM MN MO MP MQ MR MS MT MU MV MW MX MY MZ NA
NC NE NF NG NI NL NO NP NR NU NZ OM PA PE PF PG PH PK PL PM PN PR PS PT PW PY QA RE RO RS RU RW SA SB SC SD SE SG SH SI
SJ SK SL SM SN SO SR SS ST SV SX SY SZ TC TD TF TG TH TJ TK TL TM TN TO TR TT TV TW TZ UA UG UM US UY UZ VA VC VE VG VI
VN VU WF WS YE YT ZA ZM ZW
"""

LANGUAGES = """
af am ar az be bg bn bs ca ckb cs da de el en es et fa fi fil fr gu ha he hi hr hu hy id it ja ka kk km ko ku ky lo lt
lv mk ml mn mr ms my nb ne nl om pa pl ps pt-BR pt-PT ro ru si sk sl so sq sr sv sw ta te tg th ti tk tr uk ur uz vi yi
yo zh-Hans zh-Hant
"""


def names() -> dict[str, dict[str, dict[str, str]]]:
    """What is to be sorted: kind → language → code → name."""
    return {
        "countries": {
            tag: {code: formats.country_name(code, tag) for code in COUNTRIES.split()} for tag in TAGS.split()
        },
        "languages": {
            tag: {code: formats.language_name(code, tag) for code in LANGUAGES.split()} for tag in TAGS.split()
        },
    }


def sort(by_tag: dict[str, dict[str, str]]) -> str:
    """The file for one kind: one line for each language."""
    node = shutil.which("node")
    if node is None:
        raise SystemExit("Node is needed (apt-get install nodejs): its Intl.Collator is ICU")
    script = Path(__file__).with_suffix(".mjs")
    run = subprocess.run([node, str(script)], input=json.dumps(by_tag), capture_output=True, text=True, check=True)
    orders = {tag: " ".join(codes) for tag, codes in json.loads(run.stdout).items()}
    return json.dumps(orders, indent=0, ensure_ascii=False) + "\n"


def main() -> int:
    """Write the files, or compare them with what would be written."""
    behind = 0
    for kind, by_tag in names().items():
        path, text = CLDR / f"{kind}.json", sort(by_tag)
        if "--check" not in sys.argv:
            path.write_text(text, "utf-8")
        elif path.read_text("utf-8") != text:
            print(f"{path}: behind Babel's names; run scripts/collation.py")
            behind = 1
    return behind


if __name__ == "__main__":
    sys.exit(main())
