// The inbox without a mouse: j and k move, Enter opens, x chooses, a takes, n notes, u goes back, ? tells all that.
// Everything here can be done without: each key presses what is on the page already.
import { say, startKeys } from "./keys.js";

const KEPT = "intake.queue"; // which list somebody came from: addresses of pages alone, gone with the tab or the log-out

const rows = [...document.querySelectorAll("tr[data-inquiry]")];

const kept = () => JSON.parse(sessionStorage.getItem(KEPT) ?? "null");
const keep = (what) => sessionStorage.setItem(KEPT, JSON.stringify({ ...kept(), ...what }));

// --- the list -------------------------------------------------------------------------------------------------------

const here = () => rows.find((row) => row.contains(document.activeElement));

function goTo(row) {
  const link = row.querySelector(".queue__reference a");
  link.focus({ preventScroll: true });
  row.scrollIntoView({ block: "nearest" });
}

function move(step) {
  const at = rows.indexOf(here());
  const next = at < 0 ? rows.findIndex((row) => row.dataset.inquiry === kept()?.at) : at + step;
  if (rows[next]) goTo(rows[next]);
  else if (at < 0) goTo(rows[0]);
  else say(step > 0 ? "last" : "first");
}

async function take(row) {
  const body = new URLSearchParams({ version: row.dataset.version });
  const answer = await fetch(`${row.dataset.inquiry}/take`, { method: "POST", body, redirect: "manual" });
  // What was done leads to the page of the inquiry; anything else is a page that says why not.
  if (answer.type !== "opaqueredirect") return say("refused");
  keep({ at: row.dataset.inquiry, taken: true });
  location.reload();
}

function startList() {
  const marks = [...document.querySelectorAll("input[name=inquiry]")];
  const all = document.querySelector("input[name=all]");
  const count = document.querySelector(".many__count");
  const update = () => {
    const chosen = marks.filter((mark) => mark.checked).length;
    count.textContent = chosen || count.dataset.none;
    all.checked = chosen === marks.length;
    // What is wanted next stays in sight; before anything is chosen it covers nothing.
    all.closest("fieldset").classList.toggle("is-wanted", chosen > 0);
    for (const row of rows) row.classList.toggle("is-chosen", row.querySelector("input[name=inquiry]").checked);
  };
  all.addEventListener("change", () => {
    for (const mark of marks) mark.checked = all.checked;
    update();
  });
  for (const mark of marks) mark.addEventListener("change", update);
  addEventListener("pageshow", update);
  update();
  const before = kept();
  keep({ list: location.href, rows: rows.map((row) => row.dataset.inquiry), taken: false });
  const row = rows.find((each) => each.dataset.inquiry === before?.at);
  if (row && before.taken) {
    goTo(row);
    say("taken");
  }
}

const ON_LIST = {
  j: () => move(1),
  k: () => move(-1),
  x: () => here()?.querySelector("input[name=inquiry]").click(),
  a: () => here() && take(here()),
  n: () => here() && location.assign(`${here().dataset.inquiry}#note`),
};

// --- one inquiry ----------------------------------------------------------------------------------------------------

function openBeside(step) {
  const { rows: known = [] } = kept() ?? {};
  const at = known.indexOf(location.pathname);
  const next = at < 0 ? undefined : known[at + step];
  if (next) location.assign(next);
  else say(step > 0 ? "last" : "first");
}

function write() {
  const note = document.getElementById("note");
  note?.closest("details")?.setAttribute("open", "");
  note?.focus();
}

const ON_INQUIRY = {
  j: () => openBeside(1),
  k: () => openBeside(-1),
  a: () => document.querySelector("main form[action$='/take'] button")?.click(),
  n: write,
  u: () => location.assign(kept()?.list ?? "/staff/"),
};

function startInquiry() {
  keep({ at: location.pathname });
  const back = document.querySelector(".case__back a");
  const from = kept();
  // Back to the very list somebody came from, with its filters and its page.
  if (back && from.list && from.rows?.includes(location.pathname)) back.href = from.list;
  if (location.hash === "#note") write();
}

// --- both -----------------------------------------------------------------------------------------------------------

const does = rows.length > 0 ? ON_LIST : document.querySelector(".case") ? ON_INQUIRY : {};
if (rows.length > 0) startList();
if (does === ON_INQUIRY) startInquiry();
startKeys(does);
