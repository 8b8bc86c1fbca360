// Words chosen in the article become the place of a new claim. Places are counted in code points, as the service counts
// them: an emoji is one, although a script's string holds two units for it.
import { _ } from "./strings.js";

const SETTLED = 150; // milliseconds without another change of the selection
let watching = null;

const length = (text) => {
  let points = 0;
  for (const _point of text) points += 1;
  return points;
};

function before(container, node, offset) {
  const range = document.createRange();
  range.setStart(container, 0);
  range.setEnd(node, offset);
  return range.toString();
}

// The chosen place, without the space around it: null where it is not within one field of the article.
export function chosen(selection, root) {
  if (!selection || selection.isCollapsed || !selection.rangeCount) return null;
  const range = selection.getRangeAt(0);
  const container = [...root.querySelectorAll("[data-field]")].find(
    (each) => each.contains(range.startContainer) && each.contains(range.endContainer),
  );
  if (!container || length(container.textContent) !== Number(container.dataset.length)) return null;
  const whole = range.toString();
  const words = whole.trim();
  if (!words) return null;
  const lead = before(container, range.startContainer, range.startOffset) + whole.slice(0, whole.indexOf(words));
  const start = length(lead);
  return { field: container.dataset.field, start, end: start + length(words) };
}

export function begin(root) {
  let button = null;
  const remove = () => { button?.remove(); button = null; };
  const offer = () => {
    const place = chosen(document.getSelection(), root);
    if (button?.matches(":hover, :active, :focus")) return;
    remove();
    if (!place || !root.isConnected) return;
    const box = document.getSelection().getRangeAt(0).getBoundingClientRect();
    button = document.createElement("a");
    button.className = "button primary small choose";
    button.textContent = _("Add as a claim");
    button.href = `/review/${root.dataset.article}?field=${place.field}&start=${place.start}&end=${place.end}#add`;
    const within = root.getBoundingClientRect();
    button.style.left = `${Math.max(0, Math.min(box.left - within.left, within.width - 160))}px`;
    button.style.top = `${box.bottom - within.top + 6}px`;
    root.append(button);
  };
  let soon = 0;
  watching?.abort();
  watching = new AbortController();
  document.addEventListener("selectionchange", () => { clearTimeout(soon); soon = setTimeout(offer, SETTLED); }, { signal: watching.signal });
}
