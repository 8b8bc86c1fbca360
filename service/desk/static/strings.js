// The page's words in the reader's language. English is the id: _("Saved") looks up "Saved".
const given = document.getElementById("strings");
const words = given ? JSON.parse(given.textContent) : {};

export function _(message, values = {}) {
  const found = words[message] ?? message;
  return found.replace(/%\((\w+)\)s/g, (whole, name) => (name in values ? String(values[name]) : whole));
}
