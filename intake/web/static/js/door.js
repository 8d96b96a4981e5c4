// The QR code of a receipt leads here with reference and code behind the "#", which no server is sent. They go into
// the fields, and out of the address and the history at once.

/** What stands behind the "#", if it can be what our codes hold: `7qk2-m9d4.1234567890123456`, or the digits alone. */
function keysOf(hash) {
  const [, reference = "", code] = /^#(?:([0-9a-z]{4}-[0-9a-z]{4})\.)?([0-9]{16})$/.exec(hash) ?? [];
  return code ? { reference, code } : null;
}

function open() {
  const keys = keysOf(location.hash);
  if (!keys) return;
  history.replaceState(history.state, "", location.pathname + location.search);
  const fields = keys.reference ? { reference: keys.reference, access_code: keys.code } : { code: keys.code };
  let last;
  for (const [name, value] of Object.entries(fields)) {
    const field = document.querySelector(`main form [name="${name}"]`);
    if (!field) return;
    field.value = value;
    last = field;
  }
  // One press more: a link somebody sent must not open anything by itself.
  last.form.querySelector("[type=submit]").focus();
}

addEventListener("hashchange", open);
open();
