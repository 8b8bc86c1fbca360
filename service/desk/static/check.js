// The mark under the pointer or the focus lights its claim, and the other way round. Ctrl+Enter sends the form.
const marks = [...document.querySelectorAll("[data-claims]")];
const cards = [...document.querySelectorAll("[data-claim]")];

function light(numbers) {
  for (const card of cards) card.classList.toggle("lit", numbers.includes(card.dataset.claim));
  for (const mark of marks) mark.classList.toggle("lit", mark.dataset.claims.split(" ").some((one) => numbers.includes(one)));
}

for (const mark of marks) {
  const numbers = mark.dataset.claims.split(" ");
  for (const name of ["pointerenter", "focus"]) mark.addEventListener(name, () => light(numbers));
  for (const name of ["pointerleave", "blur"]) mark.addEventListener(name, () => light([]));
}
for (const card of cards) {
  card.addEventListener("pointerenter", () => light([card.dataset.claim]));
  card.addEventListener("pointerleave", () => light([]));
}

const form = document.querySelector(".checker");
if (form) {
  form.querySelector("[data-hint]").hidden = false;
  form.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) form.requestSubmit();
  });
}
