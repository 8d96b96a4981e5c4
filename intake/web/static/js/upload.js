// One request for each file, so that a file that fails takes neither another nor the text with it. Without this script
// the browser sends the form as a whole, and the server does the same with it.

/** A row that shows how far one file is. */
function addRow(list, file, words) {
  const row = document.createElement("li");
  const name = document.createElement("bdi");
  const progress = document.createElement("progress");
  const cancel = document.createElement("button");
  const text = document.createElement("span");
  row.className = "upload";
  name.className = "file-name";
  name.textContent = file.name;
  progress.max = 1;
  progress.value = 0;
  progress.setAttribute("aria-label", `${words.sending} ${file.name}`);
  cancel.type = "button";
  cancel.className = "button secondary";
  cancel.textContent = words.cancel;
  cancel.setAttribute("aria-label", `${words.cancel}: ${file.name}`);
  row.append(name, progress, cancel, text);
  list.append(row);
  const end = (said, good) => {
    const held = document.activeElement === cancel;
    progress.remove();
    cancel.remove();
    text.className = "outcome-text";
    text.textContent = said;
    row.classList.add(good ? "outcome-good" : "outcome-bad");
    if (held) list.focus(); // whoever pressed the button must not be thrown to the top of the page
  };
  return { progress, cancel, end };
}

/** Show what the server has by now: the sections of its answer take the place of ours. */
function renew(page) {
  for (const id of ["records", "stored"]) {
    const fresh = page.getElementById(id);
    const old = document.getElementById(id);
    if (fresh && old) old.replaceWith(document.adoptNode(fresh));
  }
}

/** What became of a file, read from the page that the server answers with or without this script. */
function outcomeOf(request, words) {
  const page = new DOMParser().parseFromString(request.responseText, "text/html");
  const said = page.querySelector(".outcome .outcome-text")?.textContent;
  if (page.getElementById("reference")) return { text: words.over, good: false, again: true };
  renew(page);
  if (request.status === 200) return { text: said ?? words.stored, good: true };
  if (said) return { text: said, good: false };
  return { text: request.status === 413 ? words.large : words.failed, good: false, again: request.status !== 413 };
}

/** Send one file; resolves to what became of it, and never fails. */
function send(form, file, row, words) {
  return new Promise((resolve) => {
    const request = new XMLHttpRequest();
    const body = new FormData();
    if (form.elements.of) body.append("of", form.elements.of.value);
    body.append("kind", form.elements.kind.value);
    body.append("action", "send");
    body.append("files", file);
    body.append("announced", "1");
    body.append("end", "yes");
    request.upload.addEventListener("progress", (event) => {
      if (event.lengthComputable) row.progress.value = event.loaded / event.total;
    });
    request.addEventListener("load", () => resolve(outcomeOf(request, words)));
    request.addEventListener("error", () => resolve({ text: words.failed, good: false, again: true }));
    request.addEventListener("abort", () => resolve({ text: words.cancelled, good: false }));
    row.cancel.addEventListener("click", () => {
      request.abort();
      resolve({ text: words.cancelled, good: false });
    });
    request.open("POST", form.dataset.upload);
    request.send(body);
  });
}

function startUpload(form) {
  const input = form.elements.files;
  const list = form.querySelector(".uploads");
  const said = form.querySelector(".uploads-said");
  const words = form.dataset;
  let busy = false;
  let rows = [];

  // What is still to be sent: what the connection lost or has not taken yet, and what was chosen meanwhile.
  const remaining = () => {
    const files = new DataTransfer();
    const begun = new Set(rows.map((each) => each.file));
    for (const each of rows) if (each.waits && !each.cancelled) files.items.add(each.file);
    for (const file of input.files) if (!begun.has(file)) files.items.add(file);
    return files.files;
  };

  const sendAll = async (submitter) => {
    busy = true;
    list.replaceChildren();
    rows = [...input.files].map((file) => ({ file, row: addRow(list, file, words), cancelled: false, waits: true }));
    for (const each of rows) each.row.cancel.addEventListener("click", () => (each.cancelled = true));
    let stored = 0;
    for (const each of rows) {
      said.textContent = `${words.sending} ${each.file.name}`;
      let outcome = { text: words.cancelled, good: false };
      if (each.file.size > Number(words.most)) outcome = { text: words.large, good: false };
      else if (!each.cancelled) outcome = await send(form, each.file, each.row, words);
      each.row.end(outcome.text, outcome.good);
      stored += outcome.good ? 1 : 0;
      each.waits = Boolean(outcome.again);
    }
    busy = false;
    input.files = remaining();
    said.textContent = stored === rows.length ? words.done : words.some;
    if (stored !== rows.length || words.then !== "submit") return;
    if (form.elements.message.value.trim()) form.requestSubmit(submitter);
    else location.assign(words.next);
  };

  form.addEventListener("submit", (event) => {
    if (busy && event.submitter?.value === "switch") input.files = remaining(); // they go with the page
    form.elements.announced.value = String(input.files.length);
    if (event.submitter?.value === "switch" || (input.files.length === 0 && !busy)) return;
    event.preventDefault();
    if (!busy) sendAll(event.submitter);
  });
}

for (const form of document.querySelectorAll("form[data-upload]")) startUpload(form);
