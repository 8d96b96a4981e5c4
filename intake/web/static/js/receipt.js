// Copy and print for pages with a code: offered only where a script can do them.
import { forget } from "./keep.js";

for (const button of document.querySelectorAll("[data-print]")) {
  button.hidden = false;
  button.addEventListener("click", () => print());
}

/** A button that copies, and says so beside itself. */
function startCopy(button, text) {
  button.hidden = false;
  button.addEventListener("click", async () => {
    await navigator.clipboard.writeText(text());
    button.closest(".actions").querySelector(".done").textContent = button.dataset.done;
  });
}

// The clipboard exists on secure pages only; without it there is no button.
if (navigator.clipboard) {
  for (const button of document.querySelectorAll("[data-copy]")) startCopy(button, () => button.dataset.copy);
  for (const button of document.querySelectorAll("[data-copy-of]")) {
    startCopy(button, () => document.getElementById(button.dataset.copyOf).textContent.trim());
  }
}

// The message is with us: what the form kept on this device is not needed any more.
if (document.querySelector("[data-sent]")) forget();
