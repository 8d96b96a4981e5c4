// Comfort for forms. Everything here is done without, too: the server shows, checks and keeps the same things.
import { startEmergency } from "./emergency.js";
import { startFinder } from "./finder.js";
import { startKeeping } from "./keep.js";
import { startProof } from "./proof.js";

/** Show a question only while the answers it depends on are given. What was typed into it stays. */
function startConditions(form) {
  const dependants = [...form.querySelectorAll("[data-enable-when]")].map((field) => ({
    field,
    rule: JSON.parse(field.dataset.enableWhen),
  }));
  const update = () => {
    const answers = new FormData(form);
    // A rule is a list of alternatives; in each, every question named must have one of its codes.
    const fits = (alternatives) =>
      alternatives.some((each) =>
        Object.entries(each).every(([name, codes]) => answers.getAll(name).some((code) => codes.includes(code))),
      );
    for (const { field, rule } of dependants) {
      const asked = (rule.when.length === 0 || fits(rule.when)) && !fits(rule.unless);
      // A question with a complaint stays in sight: its line in the summary must lead somewhere.
      field.hidden = !asked && !field.classList.contains("is-wrong");
      field.querySelector(".only-if")?.setAttribute("hidden", "");
    }
  };
  form.addEventListener("change", update);
  // The browser's back button restores answers after this script has run.
  addEventListener("pageshow", update);
  update();
}

/** Sent twice is one message, also after "back": a form that the browser had to fetch anew keeps its first id. */
function startMemory(form) {
  // A page that answers what was typed has the id in it. Touching its history would make "reload" fetch an empty form.
  if (!("fresh" in form.dataset)) return;
  const fields = ["form_id", "form_secret", "opened"].map((name) => form.elements[name]);
  const [navigation] = performance.getEntriesByType("navigation");
  const kept = navigation?.type === "back_forward" && history.state?.form;
  if (kept) fields.forEach((field, index) => (field.value = kept[index] ?? ""));
  else history.replaceState({ form: fields.map((field) => field.value) }, "");
}

/** The error summary takes the focus; its links open the group they lead into. */
function startSummary() {
  const summary = document.getElementById("problems");
  if (!summary) return;
  summary.focus();
  summary.addEventListener("click", (event) => {
    const link = event.target.closest("a");
    const control = link && document.getElementById(link.hash.slice(1));
    if (!control) return;
    event.preventDefault();
    const field = control.closest(".field");
    (field?.querySelector("legend, label") ?? control).scrollIntoView();
    control.focus({ preventScroll: true });
  });
}

/** Another language keeps the place: the page comes back at the question that was touched last. */
function startSwitch(form) {
  let last = "";
  form.addEventListener("focusin", (event) => {
    last = event.target.closest(".field")?.id ?? last;
  });
  for (const button of document.querySelectorAll(`button[form="${form.id}"][value="switch"]`)) {
    button.addEventListener("click", () => {
      if (last) button.formAction = `${button.formAction.split("#")[0]}#${last}`;
    });
  }
}

const inquiry = document.getElementById("inquiry");
// First what was kept comes back, with the form's own id; the rest looks at what stands there then.
if (inquiry) startKeeping(inquiry);
for (const form of document.querySelectorAll("form")) {
  startConditions(form);
  startEmergency(form);
  if (form.id) startSwitch(form);
}
if (inquiry) {
  startMemory(inquiry);
  startProof(inquiry);
}
for (const box of document.querySelectorAll(".conditions")) startFinder(box);
startSummary();
