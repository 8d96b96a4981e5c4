// What changes while a page of the office lies open: one quiet line, who else is here, and nothing that was typed lost.
// The server sends ids and codes; the words stand in the page. Without this file pages do not update, and all else works.
import { startMentions } from "./mention.js";

const BEAT = 20_000;
const WRITES_FOR = 60_000; // after the last key somebody is only reading
const AGAIN = 60_000; // when a stream was refused
const line = document.getElementById("live");
const id = /^\/staff\/inquiries\/([a-z2-7]{26})(?=\/|$)/.exec(location.pathname)?.[1];
const onList = location.pathname === "/staff/";
const status = line.querySelector("[role=status]");
const way = line.querySelector(".live__way");
const box = line.querySelector(".live__now");
const words = line.dataset;
const fill = (text, values) => text.replace(/\{(\w+)\}/g, (_, name) => values[name]);

// -- names ------------------------------------------------------------------------------------------------------------

let names = null;

/** The colleague's name; asked for once, and again for somebody new. Null: we are logged out. */
async function nameOf(staffId) {
  if (!names?.[staffId]) {
    const answer = await fetch("/staff/colleagues", { redirect: "manual" }).catch(() => null);
    if (answer?.ok) names = await answer.json();
    else if (answer?.type === "opaqueredirect") over();
  }
  return names?.[staffId] ?? words.colleague;
}

// -- the line ---------------------------------------------------------------------------------------------------------

/** Say it, with one thing to do about it. */
function say(text, label = "", act = null) {
  status.textContent = text;
  const button = way.querySelector("button");
  button.textContent = label;
  button.onclick = act;
  button.hidden = !act;
  line.classList.add("live--said");
}

/** It has been read. */
function close() {
  line.classList.remove("live--said");
  status.textContent = "";
  box.replaceChildren();
  box.hidden = true;
}

/** By the office's clock, as every other time of the page. */
const lang = document.documentElement.lang.replace(/^en$/, "en-GB");
const clock = new Intl.DateTimeFormat(lang, { timeStyle: "short", timeZone: words.zone });
const time = (at) => clock.format(new Date(at));

function over() {
  stream?.close();
  say(words.over);
}

const fresh = new Set();

async function changed({ id: which, by, at }) {
  if (onList && by !== words.me) {
    fresh.add(which);
    say(fill(words.list, { number: fresh.size }), words.showList, () => location.reload());
  }
  if (which !== id) return;
  const when = { time: time(at) };
  if (by === words.me) return say(fill(words.changedMe, when), words.show, show);
  if (by === "public") return say(fill(words.changedPublic, when), words.show, show);
  if (by === "worker" || by === "operator") return say(fill(words.changedSystem, when), words.show, show);
  say(fill(words.changed, { name: await nameOf(by), ...when }), words.show, show);
}

// -- what is typed ----------------------------------------------------------------------------------------------------

const differs = (field) =>
  field.options
    ? [...field.options].some((option, index) => option.selected !== (option.defaultSelected || (!index && !field.querySelector("[selected]"))))
    : field.type === "checkbox" || field.type === "radio"
      ? field.checked !== field.defaultChecked
      : field.type !== "hidden" && field.value !== field.defaultValue;
const isTyped = () => [...document.querySelectorAll("main :is(input, select, textarea)")].some(differs);
const written = () => [...document.querySelectorAll("main textarea")].filter((field) => differs(field) && field.value.trim());
const OURS = /\/(notes|messages|status|assign|records|tasks|take|release)$/;

/** How it is now: the page anew where nothing is typed on it, else beside what is typed, which can be sent then. */
async function show() {
  if (!isTyped()) return location.reload();
  const answer = await fetch(`/staff/inquiries/${id}/now`, { redirect: "manual" }).catch(() => null);
  if (answer?.type === "opaqueredirect") return over();
  if (!answer?.ok) return;
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  const now = page.querySelector("[data-version]");
  box.replaceChildren(now);
  box.hidden = false;
  box.tabIndex = -1;
  box.focus();
  way.querySelector("button").hidden = true;
  for (const form of document.querySelectorAll("main form")) {
    const version = form.querySelector("input[name=version]");
    if (version && OURS.test(new URL(form.action).pathname)) version.value = now.dataset.version;
  }
}

// -- who is here ------------------------------------------------------------------------------------------------------

const beside = document.getElementById("beside");
const answerBox = (field) => field.form && /\/(messages|decline)$|\/replies\//.test(new URL(field.form.action).pathname);
let typedAt = 0;
let stopped = false;

async function present({ id: which, who }) {
  const others = who.filter(([staffId]) => staffId !== words.me);
  if (onList) return presentInRow(which, others);
  if (which !== id) return;
  const mine = who.find(([staffId]) => staffId === words.me)?.[1];
  const writer = others.find(([, doing]) => doing === "writing");
  if (!writer) stopped = false; // nobody is in the way any more
  if (mine === "stopped" && !stopped && writer) {
    stopped = true;
    say(fill(words.stopped, { name: await nameOf(writer[0]) }));
  }
  if (!beside) return;
  const sentences = await Promise.all(
    others.map(async ([staffId, doing]) =>
      fill(doing === "writing" ? words.writing : words.reading, { name: await nameOf(staffId) }),
    ),
  );
  beside.querySelector("ul").replaceChildren(...sentences.map((text) => item("li", text)));
  beside.querySelector("form").hidden = !writer;
  beside.hidden = !others.length;
}

async function presentInRow(which, others) {
  const link = document.querySelector(`main a[href^="/staff/inquiries/${which}"]`);
  if (!link) return;
  const said = await Promise.all(
    others.map(async ([staffId, doing]) =>
      fill(doing === "writing" ? words.rowWriting : words.rowReading, { name: await nameOf(staffId) }),
    ),
  );
  link.parentElement.querySelector(".present")?.remove(); // it stands on the line above the row, and moves nothing
  if (said.length) link.after(Object.assign(item("span", said.join(", ")), { className: "present" }));
}

function item(tag, text) {
  return Object.assign(document.createElement(tag), { textContent: text });
}

async function beat() {
  if (!id || document.hidden) return;
  const writes = typedAt && Date.now() - typedAt < WRITES_FOR;
  const doing = stopped ? "stopped" : writes ? "writing" : "reading";
  const body = new URLSearchParams({ doing });
  const sent = { method: "POST", body, redirect: "manual" };
  const answer = await fetch(`/staff/inquiries/${id}/presence`, sent).catch(() => null);
  if (answer?.type === "opaqueredirect") over();
}

/** Taking over keeps what is typed: the page stays. */
async function takeOver(event) {
  event.preventDefault();
  const sent = { method: "POST", body: new URLSearchParams(), redirect: "manual" };
  const answer = await fetch(event.target.action, sent).catch(() => null);
  if (answer?.type !== "opaqueredirect") return;
  stopped = false;
  typedAt = Date.now();
  event.target.hidden = true;
  close();
  document.getElementById("message")?.focus();
}

// -- the stream -------------------------------------------------------------------------------------------------------

let stream = null;
let upto = words.upto;

function listen() {
  if (document.hidden || (stream && stream.readyState !== EventSource.CLOSED)) return;
  stream = new EventSource(`/staff/events?upto=${upto}`);
  const heard = (then) => (event) => {
    if (event.lastEventId) upto = event.lastEventId;
    then(JSON.parse(event.data));
  };
  stream.addEventListener("changed", heard(changed));
  stream.addEventListener("present", heard(present));
  stream.addEventListener("error", async () => {
    if (stream.readyState !== EventSource.CLOSED) return; // the browser asks again by itself
    const answer = await fetch("/staff/colleagues", { redirect: "manual" }).catch(() => null);
    if (answer?.type === "opaqueredirect") over();
    else setTimeout(listen, AGAIN);
  });
}

if (onList || id) {
  // A hidden page holds no connection: a browser has few for each host. It hears what it missed when it is looked at.
  document.addEventListener("visibilitychange", () => {
    if (document.hidden) return stream?.close();
    listen();
    beat();
  });
  listen();
}
if (id) {
  document.addEventListener("input", (event) => {
    if (!answerBox(event.target)) return;
    const begins = Date.now() - typedAt > WRITES_FOR;
    typedAt = Date.now();
    if (begins && !stopped) beat();
  });
  addEventListener("pagehide", () => {
    navigator.sendBeacon(`/staff/inquiries/${id}/presence`, new URLSearchParams({ doing: "gone" }));
  });
  beside?.querySelector("form").addEventListener("submit", takeOver);
  beat();
  setInterval(beat, BEAT);
}
way.querySelector("[data-close]").addEventListener("click", close);
// One form sent takes the words in another with it: the browser asks first.
let sent = null;
document.addEventListener("submit", (event) => (sent = event.target));
addEventListener("beforeunload", (event) => {
  if (written().some((field) => field.form !== sent)) event.preventDefault();
  sent = null;
});
for (const note of document.querySelectorAll("textarea#note")) startMentions(note, document.getElementById("tell"));
