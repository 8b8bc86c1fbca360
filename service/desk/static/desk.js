// Comfort on every page: times in the reader's zone, the menu on small screens. Every page works without it.
import { _ } from "./strings.js";

const ZONE_COOKIE = "tallywire_zone";

function rememberZone() {
  const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
  if (!zone || !/^[\w+/-]+$/.test(zone)) return;
  const known = document.cookie.split("; ").includes(`${ZONE_COOKIE}=${zone}`);
  if (known) return; // the server has told the times in this zone already
  document.cookie = `${ZONE_COOKIE}=${zone}; path=/; max-age=31536000; samesite=lax`;
  for (const time of document.querySelectorAll("time[datetime]:not([data-rough])")) tellLocally(time, zone);
  const footnote = document.querySelector("[data-zone]");
  if (footnote) footnote.textContent = _("Times are in %(zone)s", { zone });
}

function tellLocally(time, zone) {
  const moment = new Date(time.dateTime);
  if (Number.isNaN(moment.getTime())) return;
  const parts = { year: "numeric", month: "2-digit", day: "2-digit", hour: "2-digit", minute: "2-digit", hourCycle: "h23" };
  const told = new Intl.DateTimeFormat("sv-SE", { ...parts, timeZone: zone }).format(moment);
  const onlyDay = /^\d{4}-\d\d-\d\d$/.test(time.textContent.trim());
  time.textContent = onlyDay ? told.slice(0, 10) : told.slice(0, 16);
}

function closeMenuOutside() {
  const menu = document.querySelector("[data-menu]");
  if (!menu) return;
  document.addEventListener("click", (event) => {
    if (menu.open && !menu.contains(event.target)) menu.open = false;
  });
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && menu.open) {
      menu.open = false;
      menu.querySelector("summary").focus();
    }
  });
}

rememberZone();
closeMenuOutside();
