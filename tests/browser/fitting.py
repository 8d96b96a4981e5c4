"""Looking at a page in a language nobody speaks: what was not translated, and what does not fit its box."""

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any

from playwright.sync_api import Page

from intake.lib.pseudo import CLOSED, OPENED

# Words in Latin letters that are no language's: addresses, references, codes, sizes of files.
NO_WORDS = re.compile(
    r"[\w.+-]+@[\w.-]+|(?:https?://)?[\w-]+(?:\.[\w-]+)+(?:/\S*)?|\b[a-z0-9]{4}-[a-z0-9]{4}\b|"
    r"\b[a-z]{2}-[A-Z]{2}\b|\b[A-Z0-9]+(?:[-/][A-Z0-9]+)*s?\b|\w*\d\w*|(?<!\w)/\w+(?:/\w+)*"
)
WORD = re.compile(r"[A-Za-z][a-z'’-]+")

# Everything read on a page, block by block, and what is read aloud; but for what says that it is in another language.
SAID = """() => {
  document.querySelectorAll('details').forEach((one) => { one.open = true });
  const own = document.documentElement.lang, said = [];
  const foreign = (one) => { const at = one.closest('[lang]'); return at && at.lang !== own; };
  const skipped = 'script, style, template, textarea, svg, kbd, code, .code, .words, .queue__language';
  const block = (node) => {
    let at = node.parentElement;
    while (at.parentElement && getComputedStyle(at).display.startsWith('inline')) at = at.parentElement;
    return at;
  };
  const blocks = new Map(), walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const node = walker.currentNode, at = node.parentElement;
    if (!node.data.trim() || at.closest(skipped) || foreign(at)) continue;
    const key = at.closest('option') || block(node);
    blocks.set(key, (blocks.get(key) || '') + node.data);
  }
  blocks.forEach((text, at) => said.push([at.tagName.toLowerCase() + (at.className ? '.' + at.className : ''), text]));
  said.push(['title', document.title]);
  const read = ['alt', 'title', 'placeholder', 'aria-label', 'aria-description', 'aria-roledescription',
    'aria-valuetext', 'data-label'];
  for (const name of read) document.querySelectorAll(`[${name}]`).forEach((at) => {
    if (!foreign(at)) said.push([`${at.tagName.toLowerCase()}[${name}]`, at.getAttribute(name)]);
  });
  document.querySelectorAll('input[type=submit], input[type=button]').forEach((at) => said.push(['input', at.value]));
  const about = document.querySelector('meta[name=description]');
  if (about) said.push(['description', about.content]);
  return said.map(([where, text]) => [where, text.replace(/\\s+/g, ' ').trim()]);
}"""

# What is wider than its page, cut off by its box, or stands outside the box it belongs to.
CLIPPED = """() => {
  const found = [], root = document.documentElement;
  const name = (one) => one.outerHTML.slice(0, 120).replace(/\\s+/g, ' ');
  const out = (one) => { const box = one.getBoundingClientRect(); return box.right > innerWidth + 1 || box.left < -1; };
  if (root.scrollWidth > root.clientWidth) {
    const wide = [...document.body.querySelectorAll('*')].filter((one) => out(one) && !one.closest('.scroll *'));
    found.push(`the page is ${root.scrollWidth} wide: ${wide.slice(-2).map(name)}`);
  }
  const seen = (one) => one.checkVisibility() && one.clientWidth > 1 && one.clientHeight > 1
    && !one.closest('.hidden, .unseen, .skip');
  for (const one of document.body.querySelectorAll('*')) {
    if (!one.textContent.trim() || !seen(one)) continue;
    const style = getComputedStyle(one), cut = (value) => value === 'hidden' || value === 'clip';
    if (cut(style.overflowX) && one.scrollWidth > one.clientWidth + 1) found.push(`cut off sideways: ${name(one)}`);
    if (cut(style.overflowY) && one.scrollHeight > one.clientHeight + 1) found.push(`cut off below: ${name(one)}`);
  }
  const boxes = 'button, .button, label, legend, summary, th, td, dt, dd, h1, h2, h3, .chip, .notice, li, p';
  for (const one of document.body.querySelectorAll(boxes)) {
    if (!seen(one) || getComputedStyle(one).display === 'inline' || one.closest('.scroll')) continue;
    const box = one.getBoundingClientRect(), walker = document.createTreeWalker(one, NodeFilter.SHOW_TEXT);
    while (walker.nextNode()) {
      const node = walker.currentNode, at = node.parentElement;
      if (!node.data.trim() || !seen(at) && getComputedStyle(at).position === 'absolute') continue;
      const range = document.createRange();
      range.selectNodeContents(node);
      const beyond = [...range.getClientRects()].some((rect) => rect.width > 1 &&
        (rect.left < box.left - 2 || rect.right > box.right + 2 || rect.bottom > box.bottom + 8));
      if (beyond) { found.push(`outside its box: ${name(one)}`); break; }
    }
  }
  return found;
}"""


@dataclass(frozen=True, slots=True)
class Names:
    """Words that stay as they are in every language, each list with its reason."""

    words: frozenset[str]

    @classmethod
    def of(cls, *texts: str) -> "Names":
        """Every word of these texts."""
        return cls(frozenset(word for text in texts for word in WORD.findall(text)))


def hard_coded(page: Page, names: Names) -> Sequence[str]:
    """What is not in the language of the page, and what is a piece of a sentence."""
    found = []
    for where, text in page.evaluate(SAID):
        if left := [word for word in WORD.findall(NO_WORDS.sub(" ", text)) if word not in names.words]:
            found.append(f"{where}: {' '.join(left)} | {text[:160]}")
        elif text.count(OPENED) != text.count(CLOSED) and not text.endswith("…"):
            found.append(f"{where}: a piece of a sentence | {text[:160]}")
    return found


def clipped(page: Page) -> Sequence[str]:
    """What does not fit."""
    return list(dict.fromkeys(page.evaluate(CLIPPED)))


def at_widths(page: Page, widths: Collection[int]) -> Any:
    """The page at each width, once it has been laid out."""
    for width in widths:
        page.set_viewport_size({"width": width, "height": 800})
        yield width
