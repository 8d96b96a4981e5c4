// Colleagues offered while somebody types @ and a name into a note. What is typed stays: the list only offers.

const MOST = 6;

/** A textarea with a list of names below it: arrows walk, Enter and Tab take, Escape closes. Names are the select's. */
export function startMentions(input, select) {
  const people = [...(select?.options ?? [])].filter((option) => option.value).map((option) => option.textContent.trim());
  if (!people.length) return;
  const list = Object.assign(document.createElement("ul"), { id: `${input.id}-people`, hidden: true, className: "mentions" });
  list.setAttribute("role", "listbox");
  list.setAttribute("aria-label", select.labels[0]?.textContent.trim() ?? "");
  input.after(list);
  input.setAttribute("aria-autocomplete", "list");
  input.setAttribute("aria-haspopup", "listbox");
  input.setAttribute("aria-controls", list.id);
  let active = -1;

  const point = (index) => {
    list.children[active]?.setAttribute("aria-selected", "false");
    active = index;
    const option = list.children[active];
    if (!option) return input.removeAttribute("aria-activedescendant");
    option.setAttribute("aria-selected", "true");
    input.setAttribute("aria-activedescendant", option.id);
  };
  /** What stands after the last @ before the caret, if it begins a word. */
  const begun = () => /(?:^|[\s(])@([^@\n]{0,40})$/u.exec(input.value.slice(0, input.selectionStart))?.[1];
  const show = (found) => {
    list.replaceChildren(
      ...found.slice(0, MOST).map((name, index) => {
        const option = Object.assign(document.createElement("li"), { id: `${list.id}-${index}`, textContent: name });
        option.setAttribute("role", "option");
        option.setAttribute("aria-selected", "false");
        return option;
      }),
    );
    list.hidden = !found.length;
    list.lastElementChild?.scrollIntoView({ block: "nearest" });
    point(found.length ? 0 : -1);
  };
  const look = () => {
    const query = begun()?.toLocaleLowerCase();
    const fits = (name) => name.toLocaleLowerCase().startsWith(query) && name.toLocaleLowerCase() !== query;
    show(query === undefined ? [] : people.filter(fits));
  };
  const take = (name) => {
    const query = begun() ?? "";
    input.setRangeText(`${name} `, input.selectionStart - query.length, input.selectionStart, "end");
    show([]);
    input.dispatchEvent(new Event("input", { bubbles: true }));
    input.focus();
  };

  input.addEventListener("input", look);
  input.addEventListener("blur", () => show([]));
  input.addEventListener("keydown", (event) => {
    const count = list.children.length;
    if (!count) return;
    if (event.key === "ArrowDown" || event.key === "ArrowUp") point((active + (event.key === "ArrowDown" ? 1 : count - 1)) % count);
    else if (event.key === "Enter" || event.key === "Tab") take(list.children[active].textContent);
    else if (event.key === "Escape") show([]);
    else return;
    event.preventDefault();
  });
  // Before the field loses the focus, or a tap would close the list first.
  list.addEventListener("pointerdown", (event) => event.preventDefault());
  list.addEventListener("click", (event) => {
    const option = event.target.closest("[role=option]");
    if (option) take(option.textContent);
  });
}
