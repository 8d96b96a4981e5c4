// The workbench without a mouse: j and k move, Enter opens, e writes, Escape leaves the field, Ctrl+Enter saves and goes
// on; and what the rules say while somebody types. Everything here can be done without: each key presses what is on the
// page already.

const PAUSE = 400; // milliseconds without a key, before the rules are asked

const said = document.getElementById("keys-said");
const sheet = document.getElementById("keys");
const rows = [...document.querySelectorAll("tr[data-message]")];
const one = document.querySelector("section[data-message]");
const form = document.getElementById("translation");

/** Say something to who cannot see it happen. */
function say(what) {
  if (said) said.textContent = said.dataset[what] ?? "";
}

/** The key as a Latin letter, also on a keyboard of another script: there its place counts. */
function letter(event) {
  if (event.key === "؟") return "?";
  if (event.key.length !== 1 || /[a-z?]/i.test(event.key)) return event.key.toLowerCase();
  return /^Key[A-Z]$/.test(event.code) ? event.code[3].toLowerCase() : event.key;
}

/** Whether somebody types: then every key is theirs. */
function types(target) {
  return target.closest("input:not([type=checkbox]):not([type=radio]), textarea, select, [contenteditable], dialog");
}

function move(step) {
  const at = rows.findIndex((row) => row.contains(document.activeElement));
  const row = rows[at < 0 ? 0 : at + step];
  if (!row) return say(step > 0 ? "last" : "first");
  row.querySelector("a").focus({ preventScroll: true });
  row.scrollIntoView({ block: "nearest" });
}

function open(where, otherwise) {
  if (where) location.assign(where);
  else say(otherwise);
}

const ON_LIST = { j: () => move(1), k: () => move(-1), u: () => location.assign("/staff/translations") };
const ON_MESSAGE = {
  j: () => open(one.dataset.next, "last"),
  k: () => open(one.dataset.previous, "first"),
  e: () => form?.querySelector("textarea").focus(),
  u: () => location.assign(one.dataset.list),
};
const does = one ? ON_MESSAGE : ON_LIST;

// --- what the rules say ---------------------------------------------------------------------------------------------

/** Ask the rules about what is typed, a moment after the last key; an older answer never covers a newer one. */
function watch() {
  const checks = document.getElementById("checks");
  const confirm = document.getElementById("confirm");
  let waiting = 0;
  let asked = 0;
  const show = (problems) => {
    const list = document.createElement("ul");
    for (const { text, error } of problems) {
      const item = document.createElement("li");
      item.className = error ? "checks__error" : "checks__remark";
      item.textContent = text;
      list.append(item);
    }
    checks.replaceChildren(...(problems.length ? [list] : []));
    confirm.hidden = !problems.length || problems.some((problem) => problem.error);
    if (confirm.hidden) confirm.querySelector("input").checked = false;
  };
  const ask = async () => {
    const number = ++asked;
    const answer = await fetch(form.dataset.check, { method: "POST", body: new URLSearchParams(new FormData(form)) });
    // Whoever was logged out meanwhile is told so when they save, and loses nothing then.
    if (!answer.ok || answer.redirected) return;
    const { problems } = await answer.json();
    if (number === asked) show(problems);
  };
  form.addEventListener("input", (event) => {
    if (event.target.type === "checkbox") return;
    clearTimeout(waiting);
    waiting = setTimeout(() => ask().catch(() => {}), PAUSE);
  });
}

if (form) watch();

for (const button of document.querySelectorAll("[data-keys]")) {
  button.hidden = false;
  button.addEventListener("click", () => sheet.showModal());
}

addEventListener("keydown", (event) => {
  if (event.isComposing) return;
  if (event.key === "Enter" && (event.ctrlKey || event.metaKey) && !event.altKey) {
    const wanted = form ?? document.getElementById("approval");
    if (!wanted || event.target.closest("dialog")) return;
    event.preventDefault();
    wanted.requestSubmit();
    return;
  }
  if (event.key === "Escape" && form?.contains(event.target)) return event.target.blur();
  if (event.ctrlKey || event.metaKey || event.altKey || types(event.target)) return;
  const key = letter(event);
  const act = key === "?" ? () => sheet?.showModal() : !event.shiftKey && does[key];
  if (!act) return;
  event.preventDefault();
  act();
});
