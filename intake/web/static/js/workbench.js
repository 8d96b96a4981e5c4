// The workbench without a mouse: j and k move, Enter opens, e writes, Escape leaves the field, Ctrl+Enter saves and goes
// on; and what the rules say while somebody types. Everything here can be done without: each key presses what is on the
// page already.
import { say, startKeys } from "./keys.js";

const PAUSE = 400; // milliseconds without a key, before the rules are asked

const rows = [...document.querySelectorAll("tr[data-message]")];
const one = document.querySelector("section[data-message]");
const form = document.getElementById("translation");

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
startKeys(one ? ON_MESSAGE : ON_LIST);

addEventListener("keydown", (event) => {
  if (event.isComposing) return;
  if (event.key === "Enter" && (event.ctrlKey || event.metaKey) && !event.altKey) {
    const wanted = form ?? document.getElementById("approval");
    if (!wanted || event.target.closest("dialog")) return;
    event.preventDefault();
    wanted.requestSubmit();
  } else if (event.key === "Escape" && form?.contains(event.target)) event.target.blur();
});
