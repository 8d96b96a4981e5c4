// Sorts names as each language sorts them. Development time only: `scripts/collation.py` calls it and keeps the answer.
// stdin: {"he": {"IL": "ישראל", …}, …}   stdout: {"he": ["AZ", …], …}
import { readFileSync } from "node:fs";

const names = JSON.parse(readFileSync(0, "utf8"));
const orders = {};
for (const [tag, byCode] of Object.entries(names)) {
  if (Intl.Collator.supportedLocalesOf([tag]).length === 0) throw new Error(`ICU has no collation for ${tag}`);
  const collator = new Intl.Collator(tag, { usage: "sort" });
  orders[tag] = Object.entries(byCode)
    .sort(([a, left], [b, right]) => collator.compare(left, right) || (a < b ? -1 : 1))
    .map(([code]) => code);
}
process.stdout.write(JSON.stringify(orders));
