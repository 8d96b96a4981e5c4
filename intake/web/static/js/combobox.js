// Treatments by name, brand or abbreviation while somebody types. What is typed stays: the list only offers.
import { fold, matches } from "./finder.js";

const MOST = 8;

/** A text field with a datalist becomes a combobox (ARIA 1.2): arrows walk, Enter takes, Escape closes. */
export function startCombobox(box) {
  const input = box.querySelector("input");
  const choices = [...box.querySelectorAll("datalist option")].map((option) => {
    const words = `${option.value} ${option.label} ${option.dataset.search ?? ""}`;
    const haystack = ` ${fold(words)} ${fold(words.replace(/[-‐‑–—|+]/g, " "))}`.replace(/[\s|]+/g, " ");
    return { name: option.value, brands: option.getAttribute("label") ?? "", haystack, own: ` ${fold(option.value)}` };
  });
  const list = Object.assign(document.createElement("ul"), { id: `${input.id}-options`, hidden: true });
  const status = Object.assign(document.createElement("p"), { className: "found" });
  list.setAttribute("role", "listbox");
  list.setAttribute("aria-label", input.labels[0]?.textContent.trim() ?? "");
  status.setAttribute("role", "status");
  box.append(list, status);
  input.removeAttribute("list");
  for (const [name, value] of [
    ["role", "combobox"],
    ["aria-expanded", "false"],
    ["aria-controls", list.id],
    ["aria-autocomplete", "list"],
  ])
    input.setAttribute(name, value);
  let active = -1;
  let timer = 0;

  const point = (index) => {
    list.children[active]?.setAttribute("aria-selected", "false");
    active = index;
    const option = list.children[active];
    if (!option) return input.removeAttribute("aria-activedescendant");
    option.setAttribute("aria-selected", "true");
    option.scrollIntoView({ block: "nearest" });
    input.setAttribute("aria-activedescendant", option.id);
  };
  const show = (found) => {
    point(-1);
    list.replaceChildren(
      ...found.slice(0, MOST).map(({ name, brands }, index) => {
        const option = document.createElement("li");
        option.id = `${list.id}-${index}`;
        option.dataset.name = name;
        option.setAttribute("role", "option");
        option.setAttribute("aria-selected", "false");
        option.append(name);
        if (brands) {
          const hint = document.createElement("span");
          hint.className = "choice-hint";
          hint.dir = "auto";
          hint.textContent = brands;
          option.append(" ", hint);
        }
        return option;
      }),
    );
    list.hidden = found.length === 0;
    input.setAttribute("aria-expanded", String(!list.hidden));
  };
  const say = (text) => {
    // Said once the typing rests, so that a screen reader is not talked over.
    clearTimeout(timer);
    timer = setTimeout(() => (status.textContent = text), 400);
  };
  const look = () => {
    const query = fold(input.value).trim();
    const found = query === "" ? [] : choices.filter((choice) => matches(choice.haystack, query));
    // What is called so comes before what only contains it; the sort keeps the order of the page otherwise.
    show(found.sort((a, b) => matches(b.own, query) - matches(a.own, query)));
    say(query === "" ? "" : found.length ? box.dataset.found.replace("#", String(found.length)) : box.dataset.none);
  };
  const close = () => {
    show([]);
    say("");
  };
  const take = (option) => {
    input.value = option.dataset.name;
    close();
    input.dispatchEvent(new Event("change", { bubbles: true }));
  };

  input.addEventListener("input", look);
  input.addEventListener("blur", close);
  input.addEventListener("keydown", (event) => {
    const count = list.children.length;
    if ((event.key === "ArrowDown" || event.key === "ArrowUp") && !event.altKey) {
      if (!count) look();
      if (!list.children.length) return;
      event.preventDefault();
      const step = event.key === "ArrowDown" ? 1 : -1;
      point((active + step + list.children.length + (active < 0 && step < 0 ? 1 : 0)) % list.children.length);
    } else if (event.key === "Enter" && list.children[active]) {
      event.preventDefault(); // It takes the name, it does not send the form.
      take(list.children[active]);
    } else if (event.key === "Escape" && count) {
      event.preventDefault();
      close();
    }
  });
  // Before the field loses the focus, or a tap would close the list first.
  list.addEventListener("pointerdown", (event) => event.preventDefault());
  list.addEventListener("click", (event) => {
    const option = event.target.closest("[role=option]");
    if (option) take(option);
  });
}
