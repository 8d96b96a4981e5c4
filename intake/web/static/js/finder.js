// Narrow the list of conditions while somebody types. Names and other words for them stand in data-search.

// The same letters as in intake/lib/folding.py, which reads on the server what is typed without scripts.
const MIXED_UP = "ґєіыךםןףץٱىیکگپڤة";
const AS_ONE = "геииכמנפצاييككبفه";
const MIXED = new RegExp(`[${MIXED_UP}]`, "g");

/** Fold what people type: case, accents, hyphens, two spellings of leukaemia, and everyday words for medical ones. */
export function fold(text) {
  return text
    .normalize("NFKD")
    .replace(/[\p{M}\p{Cf}\u0640ء]/gu, "")
    .toLowerCase()
    .replace(MIXED, (sign) => AS_ONE[MIXED_UP.indexOf(sign)])
    .replace(/מאב/g, "מב")
    .replace(/لوكيميا/g, "ابيضاض")
    .replace(/ليمفوم/g, "لمفوم")
    .replace(/леикеми\p{L}*/gu, "леикоз")
    .replace(/aemi/g, "emi")
    .replace(/haem/g, "hem")
    .replace(/oede/g, "ede")
    .replace(/tumour/g, "tumor")
    .replace(/['’׳״"().,;:/]/g, " ")
    .replace(/[-‐‑–—־]/g, "");
}

// Russian words change their ends: "желудок" is in the list as "желудка".
const stem = (word) => (/^[\u0400-\u04ff]{6,}$/.test(word) ? word.slice(0, -2) : word);

/** True if every word of the query begins a word of the text, or stands anywhere in it once it is four letters long. */
export function matches(haystack, query) {
  return query
    .split(/\s+/)
    .filter(Boolean)
    .map(stem)
    .every((word) => haystack.includes(` ${word}`) || (word.length > 3 && haystack.includes(word)));
}

export function startFinder(box) {
  const input = box.querySelector(".finder input");
  const found = box.querySelector(".found");
  const groups = [...box.querySelectorAll("details.group")];
  const wasOpen = groups.map((group) => group.open);
  const options = [...box.querySelectorAll(".choice")].map((label) => {
    const group = label.closest("details").querySelector("summary").textContent;
    const words = `${label.textContent} ${label.dataset.search ?? ""} ${group}`;
    // "B-ALL" is found as "ball" and as "b all".
    return { label, haystack: ` ${fold(words)} ${fold(words.replace(/[-‐‑–—|]/g, " "))}`.replace(/[\s|]+/g, " ") };
  });
  let timer = 0;

  const narrow = () => {
    const query = fold(input.value).trim();
    const seen = new Set();
    for (const { label, haystack } of options) {
      label.hidden = query !== "" && !matches(haystack, query);
      if (!label.hidden) seen.add(label.querySelector("input").value);
    }
    groups.forEach((group, index) => {
      const some = group.querySelector(".choice:not([hidden])") !== null;
      const last = index === groups.length - 1; // "Not sure" never goes away
      group.hidden = query !== "" && !some && !last;
      const chosen = group.querySelector(":checked") !== null;
      group.open = query === "" ? wasOpen[index] || chosen : some || (last && seen.size === 0);
      if (last && !some) for (const label of group.querySelectorAll(".choice")) label.hidden = false;
    });
    // Said once the typing rests, so that a screen reader is not talked over.
    clearTimeout(timer);
    timer = setTimeout(() => {
      const text = seen.size ? found.dataset.found.replace("#", String(seen.size)) : found.dataset.none;
      found.textContent = query === "" ? "" : text;
    }, 400);
  };

  // The browser's back button restores the choice after this script has run: its group must not hide it.
  addEventListener("pageshow", () => {
    for (const group of groups) if (group.querySelector(":checked")) group.open = true;
  });
  box.querySelector(".finder").hidden = false;
  input.addEventListener("input", narrow);
  input.addEventListener("keydown", (event) => {
    if (event.key === "Enter") event.preventDefault(); // Enter looks, it does not send the form.
    if (event.key === "Escape") {
      input.value = "";
      narrow();
    }
  });
}
