// The page beside a sentence follows what is typed. Only the inside of the frame is replaced: the browser's way back
// stays the way back, and nothing in the frame ever runs. Without this file the button shows the same.

const PAUSE = 400; // milliseconds without a key
const frame = document.getElementById("preview-frame");
const form = document.getElementById("translation");
const button = document.querySelector("[data-preview]");
const wide = document.querySelector("[data-wide]");

/** Put a page into the frame, with the sentence in sight. */
function put(page) {
  const shown = frame.contentDocument;
  const fresh = new DOMParser().parseFromString(page, "text/html");
  shown.replaceChild(shown.adoptNode(fresh.documentElement), shown.documentElement);
  see();
}

/** Only the frame scrolls: `scrollIntoView` would take the page along, and on a phone the field out of sight. */
function see() {
  const here = frame.contentDocument?.getElementById("looking-here")?.getBoundingClientRect();
  if (!here) return;
  const shown = frame.contentWindow;
  const reduced = matchMedia("(prefers-reduced-motion: reduce)").matches;
  const top = shown.scrollY + (here.top + here.bottom - shown.innerHeight) / 2;
  shown.scrollTo({ top, behavior: reduced ? "instant" : "auto" });
}

function follow() {
  let waiting = 0;
  let asked = 0;
  const ask = async () => {
    const number = ++asked;
    const answer = await fetch(button.formAction, { method: "POST", body: new URLSearchParams(new FormData(form)) });
    if (answer.ok && !answer.redirected && number === asked) put(await answer.text());
  };
  const soon = (pause) => {
    clearTimeout(waiting);
    waiting = setTimeout(() => ask().catch(() => {}), pause);
  };
  form.addEventListener("input", () => soon(PAUSE));
  document.getElementById("exhibit").addEventListener("change", () => soon(0));
  frame.addEventListener("load", see);
  wide.hidden = false;
  wide.addEventListener("click", () => {
    const on = frame.classList.toggle("looking-frame--wide");
    wide.setAttribute("aria-pressed", String(on));
    see();
  });
}

if (frame && form) follow();
