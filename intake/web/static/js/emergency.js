// The emergency panel names the number of the country that was chosen. Without scripts the server does so.

/** Keep the line in the panel in step with the country. */
export function startEmergency(form) {
  const panel = form.querySelector("[data-emergency]");
  const place = form.elements.residence_country;
  if (!panel || !place) return;
  const line = panel.querySelector("[data-call]");
  const elsewhere = panel.querySelector("[data-elsewhere]");
  const numbers = JSON.parse(panel.dataset.emergency);
  const update = () => {
    const number = numbers[place.value];
    const country = place.selectedOptions[0]?.textContent.trim();
    if (!number) {
      line.replaceChildren(elsewhere.content.cloneNode(true));
      return;
    }
    const link = document.createElement("a");
    link.href = `tel:${number}`;
    link.textContent = panel.dataset.pattern.replace("%country", country).replace("%number", number);
    line.replaceChildren(link);
  };
  place.addEventListener("change", update);
  addEventListener("pageshow", update);
  update();
}
