// The list of claims: one box for all, and facets that stay open where there is room.
const form = document.querySelector("[data-choose]");
if (form) {
  const all = form.querySelector("[data-all]");
  const boxes = [...form.querySelectorAll('input[name="claim"]')];
  const buttons = [...form.querySelectorAll("button[data-chosen]")];
  const tell = () => {
    const chosen = boxes.filter((box) => box.checked).length;
    all.checked = chosen === boxes.length;
    all.indeterminate = chosen > 0 && chosen < boxes.length;
    for (const button of buttons) button.disabled = chosen === 0;
  };
  all.closest("label").hidden = false;
  all.addEventListener("change", () => {
    for (const box of boxes) box.checked = all.checked;
    tell();
  });
  form.addEventListener("change", tell);
  tell();
}

const facets = document.querySelector("[data-open-wide]");
const wide = matchMedia("(min-width: 64rem)");
if (facets) {
  facets.open = wide.matches;
  wide.addEventListener("change", () => (facets.open = wide.matches));
}
