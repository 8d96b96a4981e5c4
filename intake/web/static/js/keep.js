// Keeps what is typed on this device, only while its box is ticked: until the message is sent, and a week at most.
const KEY = "intake.kept";
const LONGEST = 7 * 24 * 60 * 60 * 1000;
const IDENTITY = ["form_id", "form_secret", "opened"];
const NEVER = new Set([...IDENTITY, "form_version", "action", "proof", "form_note"]);

/** What is kept, if it is not too old and can be read. */
function kept() {
  try {
    const found = JSON.parse(localStorage.getItem(KEY));
    if (found && Date.now() - found.at < LONGEST) return found;
  } catch {
    // Not ours, or broken: it goes.
  }
  forget();
  return null;
}

/** Nothing is kept any more. */
export function forget() {
  try {
    localStorage.removeItem(KEY);
  } catch {
    // Where there is no storage, there is nothing in it.
  }
}

/** Fields of files are left out: a file is never kept. */
function put(form) {
  const values = [...new FormData(form)].filter(([name, value]) => typeof value === "string" && !NEVER.has(name));
  const identity = IDENTITY.map((name) => form.elements[name].value);
  try {
    localStorage.setItem(KEY, JSON.stringify({ at: Date.now(), identity, values }));
    return true;
  } catch {
    return false;
  }
}

/** Everything typed back in its place; groups that hold a choice are opened. */
function fill(form, { identity, values }) {
  IDENTITY.forEach((name, index) => (form.elements[name].value = identity[index] ?? ""));
  for (const field of form.querySelectorAll("input[name], select[name], textarea[name]")) {
    if (NEVER.has(field.name) || field.type === "file" || field.type === "hidden") continue;
    const typed = values.filter(([name]) => name === field.name).map(([, value]) => value);
    if (field.type === "radio" || field.type === "checkbox") {
      field.checked = typed.includes(field.value);
      if (field.checked) field.closest("details")?.setAttribute("open", "");
    } else if (typed.length) {
      field.value = typed[0];
    }
  }
}

/** Offer the box, and do what it says. A form that comes from the server with words in it is newer than ours. */
export function startKeeping(form) {
  const box = document.getElementById("keep");
  if (!box || !("localStorage" in globalThis)) return;
  const found = kept();
  const mine = found && found.identity[0] === form.elements.form_id.value;
  const fresh = "fresh" in form.dataset;
  if (found && fresh && !mine) fill(form, found);
  box.checked = Boolean(found && (fresh || mine));
  box.closest(".keep").hidden = false;
  const note = () => {
    if (box.checked && !put(form)) box.checked = false;
  };
  if (box.checked && !fresh) note();
  box.addEventListener("change", () => (box.checked ? note() : forget()));
  form.addEventListener("input", note);
  form.addEventListener("change", note);
}
