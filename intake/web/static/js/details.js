// Comfort for the pages of details. Without it the browser's own list, the server and one more tap do the same.
import { startCombobox } from "./combobox.js";

for (const box of document.querySelectorAll("[data-combobox]")) startCombobox(box);

// "One more" without asking the server: an empty copy of the last row.
for (const button of document.querySelectorAll("[data-one-more]")) {
  button.addEventListener("click", (event) => {
    event.preventDefault();
    const rows = button.parentElement.querySelectorAll("select");
    const last = rows[rows.length - 1];
    const row = last.cloneNode(true);
    row.id = `${rows[0].id}-${rows.length + 1}`;
    row.setAttribute("aria-label", last.getAttribute("aria-label").replace(/\d+/, String(rows.length + 1)));
    row.value = "";
    last.after(row);
    row.focus();
  });
}

// The clock of this device, where nobody has said otherwise.
const zone = document.getElementById("time_zone");
if (zone && !zone.value) {
  const { timeZone } = Intl.DateTimeFormat().resolvedOptions();
  const here = [...zone.options].find((option) => option.value === timeZone);
  if (here) here.selected = true;
}
