// Starts the small behaviours shared by all pages. Every page works without this file.

import { initAll } from "../vendor/govuk-frontend-6.6.0/govuk-frontend.min.js";

initAll();

// A menu that was opened closes with Escape or by pressing somewhere else.
const menus = () => document.querySelectorAll("details[data-menu][open]");

document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  for (const menu of menus()) {
    menu.open = false;
    menu.querySelector("summary").focus();
  }
});

document.addEventListener("click", (event) => {
  for (const menu of menus()) {
    if (!menu.contains(event.target)) menu.open = false;
  }
});

// A choice list marked so sends its form when changed; without JavaScript there is a button.
for (const control of document.querySelectorAll("[data-submit-on-change]")) {
  control.addEventListener("change", () => control.form.requestSubmit());
}

// Long tables scroll sideways inside a region; only a region that really scrolls takes focus.
const regions = document.querySelectorAll(".table-scroll");

function markScrolling() {
  for (const region of regions) {
    const scrolls = region.scrollWidth > region.clientWidth + 1;
    region.toggleAttribute("data-scrolls", scrolls);
    if (scrolls) region.setAttribute("tabindex", "0");
    else region.removeAttribute("tabindex");
  }
}

if (regions.length > 0) {
  markScrolling();
  addEventListener("resize", markScrolling);
}
