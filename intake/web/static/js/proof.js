// While very many forms arrive at once, each browser does a little work before it sends. Whatever goes wrong here, the
// form is sent: without the work a person looks at it first, and nothing is refused.
const PATIENCE = 3000;
const LONGEST = 30000;
const AT_ONCE = 256;

/** How many zero bits are asked for; none as long as nobody attacks. */
async function bitsAsked() {
  const stop = new AbortController();
  setTimeout(() => stop.abort(), PATIENCE);
  const answer = await fetch("/inquiry/puzzle", { cache: "no-store", signal: stop.signal });
  return (await answer.json()).bits;
}

/** A text that together with the form's id has a digest beginning with so many zeros; tried in small steps. */
async function found(id, bits) {
  const encoder = new TextEncoder();
  const until = performance.now() + LONGEST;
  for (let first = 0; performance.now() < until; first += AT_ONCE) {
    const tries = Array.from({ length: AT_ONCE }, (_, step) => String(first + step));
    const digests = await Promise.all(
      tries.map((text) => crypto.subtle.digest("SHA-256", encoder.encode(`${id}:${text}`))),
    );
    const right = digests.findIndex((digest) => new DataView(digest).getUint32(0) >>> (32 - bits) === 0);
    if (right >= 0) return tries[right];
  }
  return "";
}

async function prove(form, says) {
  const bits = await bitsAsked();
  if (!(bits > 0)) return;
  says.textContent = says.dataset.working;
  form.elements.proof.value = await found(form.elements.form_id.value, bits);
}

/** Ask before sending whether work is wanted, do it, and send. */
export function startProof(form) {
  const says = document.getElementById("working");
  if (!says || !form.requestSubmit || !globalThis.crypto?.subtle) return;
  let state = "idle";
  form.addEventListener("submit", (event) => {
    const button = event.submitter;
    if (state === "proven" || button?.value !== "send") return;
    event.preventDefault();
    if (state === "busy") return;
    state = "busy";
    prove(form, says)
      .catch(() => {})
      .then(() => {
        state = "proven";
        form.requestSubmit(button);
        state = "idle";
        says.textContent = "";
      });
  });
}
