// Copy and print for the receipt: offered only where a script can do them.
const done = document.querySelector(".done");

for (const button of document.querySelectorAll("[data-print]")) {
  button.hidden = false;
  button.addEventListener("click", () => print());
}

// The clipboard exists on secure pages only; without it there is no button.
if (navigator.clipboard) {
  for (const button of document.querySelectorAll("[data-copy]")) {
    button.hidden = false;
    button.addEventListener("click", async () => {
      await navigator.clipboard.writeText(button.dataset.copy);
      done.textContent = button.dataset.done;
    });
  }
}
