// Keys on pages of the office: which letter was meant, whether somebody types, and what is said to who cannot see.

const said = document.getElementById("keys-said");
const sheet = document.getElementById("keys");

/** Say something to who cannot see it happen. */
export function say(what) {
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

/** Each letter does what stands beside it in `does`; ? and the button open the sheet that tells all of them. */
export function startKeys(does) {
  for (const button of document.querySelectorAll("[data-keys]")) {
    button.hidden = false;
    button.addEventListener("click", () => sheet.showModal());
  }
  addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing || types(event.target)) return;
    const key = letter(event);
    const act = key === "?" ? () => sheet?.showModal() : !event.shiftKey && does[key];
    if (!act) return;
    event.preventDefault();
    act();
  });
}
