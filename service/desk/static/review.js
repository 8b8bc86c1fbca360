// The review room by keyboard: one claim at a time, forms sent without leaving the page. Every form works without it.
import { begin as chooseWords } from "./review-words.js";
import { _ } from "./strings.js";

const said = document.getElementById("said");
const dialog = document.getElementById("keys");
const passed = []; // claims that were skipped here, the last one at the end
let current = null;
let busy = false;

const room = () => document.getElementById("room");
const cards = () => [...room().querySelectorAll("[data-claim]")];
const card = (id) => cards().find((each) => each.dataset.claim === id) ?? null;
const adding = () => room().querySelector("[data-adding]");
const finished = () => document.getElementById("done");

function tell(words) {
  said.textContent = "";
  requestAnimationFrame(() => { said.textContent = words; });
}

function show(id, { focus = true } = {}) {
  const found = card(id) ?? cards()[0] ?? null;
  current = found?.dataset.claim ?? null;
  for (const each of cards()) each.classList.toggle("current", each === found);
  for (const mark of room().querySelectorAll(".said")) {
    const claims = mark.dataset.claims.split(" ");
    mark.dataset.state = card(claims[0])?.dataset.state ?? "";
    mark.classList.toggle("here", claims.includes(current));
  }
  const where = room().querySelector("[data-where]");
  const place = cards().indexOf(found);
  where.textContent = "";
  const told = { number: place + 1, all: cards().length };
  if (found) where.textContent = _("Claim %(number)s of %(all)s", told);
  room().querySelector("[data-walk]").hidden = cards().length < 2;
  if (!found) return;
  room().querySelector(".said.here")?.scrollIntoView({ block: "center", behavior: "auto" });
  if (focus) found.querySelector("h2").focus({ preventScroll: true });
}

function step(by) {
  const all = cards();
  if (!all.length) return;
  const next = all[Math.min(all.length - 1, Math.max(0, all.findIndex((each) => each.dataset.claim === current) + by))];
  show(next.dataset.claim);
}

function undecidedAfter(id) {
  const all = cards();
  const start = all.findIndex((each) => each.dataset.claim === id);
  const order = [...all.slice(start + 1), ...all.slice(0, start)];
  return order.find((each) => each.dataset.state === "unreviewed" && !passed.includes(each.dataset.claim)) ?? null;
}

function goOn(from) {
  const next = undecidedAfter(from);
  if (next) return show(next.dataset.claim);
  const left = cards().some((each) => each.dataset.state === "unreviewed");
  show(from, { focus: false });
  const end = finished() ?? document.getElementById("next-article");
  (end?.querySelector?.("a") ?? end)?.focus();
  tell(left ? _("Every other claim here is decided.") : _("Every claim here is decided"));
  return undefined;
}

async function submit(form, button) {
  if (busy) return;
  busy = true;
  room().classList.add("room-busy");
  const body = new FormData(form, button);
  const id = form.closest("[data-claim]")?.dataset.claim ?? null;
  try {
    const response = await fetch(form.action, { method: "POST", body: new URLSearchParams(body), credentials: "same-origin", headers: { Accept: "text/html" } });
    const page = new DOMParser().parseFromString(await response.text(), "text/html");
    const fresh = page.getElementById("room");
    if (!fresh) throw new Error(page.querySelector("h1, .title")?.textContent ?? String(response.status));
    const words = [...page.querySelectorAll(".flash, [role=alert] p")].map((each) => each.textContent.trim()).join(" ");
    const warned = page.querySelector(".flash.warning, .flash.problem");
    const known = cards().map((each) => each.dataset.claim);
    replaceRoom(fresh);
    after(form, id, button, response, known, warned);
    if (words) tell(words);
  } catch (error) {
    tell(_("That was not stored: %(why)s", { why: error.message }));
    const note = document.createElement("p");
    note.className = "flash problem";
    note.textContent = said.textContent || _("That was not stored: %(why)s", { why: error.message });
    room().prepend(note);
  } finally {
    busy = false;
    room().classList.remove("room-busy");
  }
}

function after(form, id, button, response, known, warned) {
  if (!response.ok) { // the form again, with what is wrong
    if (id) show(id, { focus: false });
    const where = card(id)?.matches(".failed") ? card(id) : adding();
    (where?.querySelector("[aria-invalid]") ?? where?.querySelector("form select"))?.focus();
    return;
  }
  if (form.matches("[data-undo]")) return show(id);
  if (warned) return show(id);
  if (button?.value === "skip") passed.push(id);
  if (id) return goOn(id);
  history.replaceState(null, "", `/review/${room().dataset.article}`);
  return show(cards().map((each) => each.dataset.claim).find((each) => !known.includes(each)) ?? current);
}

function replaceRoom(fresh) {
  fresh.classList.add("live");
  room().replaceWith(document.adoptNode(fresh));
  chooseWords(room());
  room().querySelector("[data-keys]").hidden = false;
}

function takeBack() {
  const skipped = passed.pop();
  if (skipped && card(skipped)) {
    tell(_("Back to the claim that was skipped."));
    return show(skipped);
  }
  const mine = cards().filter((each) => each.querySelector("[data-undo]"));
  const last = mine.sort((one, other) => Number(other.dataset.order) - Number(one.dataset.order))[0];
  if (!last) return tell(_("There is no decision of yours here to take back."));
  return submit(last.querySelector("[data-undo]"), last.querySelector("[data-undo] button"));
}

function press(key) {
  const shown = card(current);
  const button = shown?.querySelector(`[data-key="${key}"]`);
  if (button) submit(button.form, button);
}

function edit() {
  const details = card(current)?.querySelector("details.edit");
  if (!details) return;
  details.open = true;
  details.querySelector("select, input:not([type=hidden])").focus();
}

function close() {
  const open = document.activeElement?.closest("details[open]");
  const cancel = document.activeElement?.closest("[data-adding]")?.querySelector("[data-cancel]");
  if (open) {
    open.open = false;
    if (open.matches(".edit")) show(current);
    else open.querySelector("summary").focus();
  } else if (cancel) cancel.click();
}

function byWords() {
  const details = room().querySelector(".by-words");
  if (!details) return;
  details.open = true;
  details.querySelector("input").focus();
}

function copies() {
  const box = card(current)?.querySelector("[name=copies]");
  if (!box) return;
  box.checked = !box.checked;
  tell(box.checked ? _("The copies will be decided about too.") : _("Only this claim will be decided about."));
}

const KEYS = {
  a: () => press("a"),
  x: () => press("x"),
  " ": () => press("space"),
  e: edit,
  j: () => step(1),
  k: () => step(-1),
  Backspace: takeBack,
  c: copies,
  n: byWords,
  "?": () => dialog.showModal(),
};

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing || dialog.open) return;
  const at = event.target;
  if (event.key === "Escape") return close();
  if (at.closest?.("input, select, textarea, [contenteditable]")) return;
  if (event.key === " " && at.closest?.("a, button, summary")) return;
  const act = KEYS[event.key];
  if (!act) return;
  event.preventDefault();
  act();
});

document.addEventListener("submit", (event) => {
  const form = event.target;
  if (!form.matches("#room [data-decide], #room [data-undo], #room [data-edit-form]")) return;
  event.preventDefault();
  submit(form, event.submitter);
});

document.addEventListener("click", (event) => {
  const mark = event.target.closest?.(".said");
  if (mark) {
    event.preventDefault();
    const claims = mark.dataset.claims.split(" ");
    return show(claims[(claims.indexOf(current) + 1) % claims.length]);
  }
  const stepper = event.target.closest?.("[data-step]");
  if (stepper) return step(Number(stepper.dataset.step));
  if (event.target.closest?.("[data-keys]")) dialog.showModal();
  return undefined;
});

room().classList.add("live");
room().querySelector("[data-keys]").hidden = false;
chooseWords(room());
const target = location.hash.slice(1);
show(card(target) ? target : room().dataset.current, { focus: !adding() && Boolean(room().dataset.current) });
adding()?.querySelector("h2").focus();
