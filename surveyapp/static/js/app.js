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

// What has just happened takes focus: not every screen reader tells an alert that is there from the
// start. An error summary comes before it, and so does a field that the page has chosen.
const told = document.querySelector('main .notice[role="alert"]');
if (told && document.activeElement === document.body && !document.querySelector(".govuk-error-summary")) {
  told.tabIndex = -1;
  told.focus({ preventScroll: true });
}

// On a small screen the list of sections starts closed, so that the questions come first.
if (matchMedia("(max-width: 59.99rem)").matches) {
  for (const list of document.querySelectorAll("details.section-nav")) list.open = false;
}

// A choice list marked so sends its form when changed; without JavaScript there is a button.
for (const control of document.querySelectorAll("[data-submit-on-change]")) {
  control.addEventListener("change", () => control.form.requestSubmit());
}

// Long tables scroll sideways inside a region; only a region that really scrolls takes focus.
const regions = document.querySelectorAll(".table-scroll, .chart__picture");

function markScrolling() {
  for (const region of regions) {
    const scrolls = region.scrollWidth > region.clientWidth + 1 || region.scrollHeight > region.clientHeight + 1;
    region.toggleAttribute("data-scrolls", scrolls);
    if (scrolls) region.setAttribute("tabindex", "0");
    else region.removeAttribute("tabindex");
  }
}

if (regions.length > 0) {
  markScrolling();
  addEventListener("resize", markScrolling);
}

// A job's progress is asked for every other second until it has ended; the page is then loaded anew
// so that its result and its next step are shown by the server.
const ended = ["done", "failed", "cancelled"];

async function follow(progress) {
  const answer = await fetch(progress.dataset.progress, { headers: { Accept: "application/json" } });
  if (!answer.ok) return;
  const job = await answer.json();
  const bar = progress.querySelector("progress");
  if (job.total) {
    bar.max = job.total;
    bar.value = job.done;
  }
  if (job.text) progress.querySelector(".progress__text").textContent = job.text;
  if (ended.includes(job.state)) location.reload();
  else setTimeout(() => follow(progress), 2000);
}

for (const progress of document.querySelectorAll("[data-progress]")) {
  if (!ended.includes(progress.dataset.state)) setTimeout(() => follow(progress), 1000);
}
