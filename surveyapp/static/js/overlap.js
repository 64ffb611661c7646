// Deciding about a pair by keyboard. The page works without this file: the same form has a save button.
//
// A key chooses what shows it, and only while nothing is being typed. Keys can be switched off, and
// stay off in this browser.

const OFF = "surveyapp-overlap-keys-off";
const form = document.querySelector("[data-overlap-card]");
let keysOff = stored();

if (form) start(form);
else document.addEventListener("keydown", (event) => follow(event));

function start(form) {
  const chosen = form.querySelector("[data-chosen]");
  const help = form.querySelector("[data-keys-help]");
  const onOff = form.querySelector("[data-keys-switch]");
  let isSending = false;
  let asked = "";
  help.hidden = false;
  onOff.checked = !keysOff;
  showKeys(onOff.checked);

  onOff.addEventListener("change", () => {
    keysOff = !onOff.checked;
    remember(keysOff);
    showKeys(onOff.checked);
  });

  // A second Enter before the next page has come would keep the same decision twice.
  form.addEventListener("submit", (event) => {
    if (isSending) event.preventDefault();
    isSending = true;
  });
  addEventListener("pageshow", () => (isSending = false));

  // What was written is not left without a question, whichever way one goes.
  addEventListener("beforeunload", (event) => {
    if (!isSending && !asked && isWritten()) event.preventDefault();
  });

  form.addEventListener("change", (event) => {
    asked = "";
    if (event.target.name === "verdict" || event.target.name === "direction") settleAction();
    showDerivation();
    tell();
  });

  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && isTyping(event.target)) {
      event.target.blur();
      return;
    }
    if (event.key === "Enter" && saves(event)) {
      event.preventDefault();
      if (!event.repeat) form.requestSubmit();
      return;
    }
    if (keysOff || !isPlain(event)) return;
    const key = event.key.toLowerCase();
    if (key === "f") {
      event.preventDefault();
      form.elements.namedItem("reason").focus();
      return;
    }
    if (key === "b" && value("verdict") === "derivable") {
      event.preventDefault();
      form.elements.namedItem("how").focus();
      return;
    }
    const choice = [...form.querySelectorAll("input[data-key]")].find((c) => c.dataset.key === key);
    if (choice) {
      event.preventDefault();
      choose(choice);
    } else if (linkOf(key) && isUnsaved() && asked !== key) {
      event.preventDefault();
      asked = key;
      chosen.textContent = form.dataset.unsaved.replace("{key}", key.toUpperCase());
    } else {
      follow(event);
    }
  });

  settleAction();
  showDerivation();
  tell();

  // Enter on a link or a button does what it always does; in a text it starts a new line.
  function saves(event) {
    if (event.altKey || event.metaKey || event.shiftKey || event.isComposing) return false;
    const at = event.target;
    if (at.tagName === "TEXTAREA") return event.ctrlKey;
    if (at.closest("a, button, summary, select, form:not([data-overlap-card])")) return false;
    return event.ctrlKey || !keysOff || form.contains(at);
  }

  function choose(choice) {
    if (!isShown(choice)) return;
    choice.checked = true;
    choice.dispatchEvent(new Event("change", { bubbles: true }));
  }

  function texts() {
    return ["how", "reason"].map((name) => form.elements.namedItem(name));
  }

  // What came back unsaved is on the page from the start, and still nowhere else.
  function isWritten() {
    const isRefused = "refused" in form.dataset;
    return texts().some((t) => (isRefused ? t.value !== "" : t.value !== t.defaultValue));
  }

  function isUnsaved() {
    const choices = [...form.querySelectorAll('input[name="verdict"], input[name="reason_code"]')];
    return "refused" in form.dataset || choices.some((c) => c.checked !== c.defaultChecked) || isWritten();
  }

  function value(name) {
    return form.querySelector(`input[name="${name}"]:checked`)?.value ?? null;
  }

  // The actions that can follow from the verdict, and from the way where there is one.
  function allowedActions() {
    const verdict = form.querySelector('input[name="verdict"]:checked');
    if (!verdict) return null;
    const way = form.querySelector('input[name="direction"]:checked');
    const from = verdict.value === "derivable" && way ? way : verdict;
    return from.dataset.allowed.split(" ");
  }

  // An action that cannot follow from the verdict is let go; "none" is chosen where it can.
  function settleAction() {
    const allowed = allowedActions();
    if (!allowed) return;
    const action = form.querySelector('input[name="action"]:checked');
    if (action && allowed.includes(action.value)) return;
    if (action) action.checked = false;
    if (allowed.includes("")) form.querySelector('input[name="action"][value=""]').checked = true;
  }

  function showDerivation() {
    form.querySelector("[data-when]").hidden = value("verdict") !== "derivable";
  }

  function isShown(choice) {
    return !choice.closest("[hidden]");
  }

  // Without an action there is no question that it is about.
  function tell() {
    const action = value("action");
    const said = [...form.querySelectorAll("input[data-text]:checked")]
      .filter((c) => isShown(c) && !(c.name === "direction" && action === ""))
      .map((c) => c.dataset.text);
    const allowed = allowedActions();
    if (allowed && action !== null && !allowed.includes(action)) said.push(form.dataset.unfit);
    const text = allowed ? said.join(" · ") : form.dataset.nothing;
    if (chosen.textContent !== text) chosen.textContent = text;
  }

  function showKeys(isOn) {
    for (const key of form.querySelectorAll(".govuk-radios .key")) key.hidden = !isOn;
  }
}

// Keys of links on the page: next, previous, back, words.
function follow(event) {
  if (keysOff || !isPlain(event)) return;
  const key = event.key.toLowerCase();
  const link = linkOf(key);
  if (!link) return;
  event.preventDefault();
  link.click();
}

function linkOf(key) {
  return [...document.querySelectorAll("a[data-key]")].find((a) => a.dataset.key === key);
}

function isPlain(event) {
  const { altKey, ctrlKey, metaKey, isComposing, repeat, key, target } = event;
  return !altKey && !ctrlKey && !metaKey && !isComposing && !repeat && key.length === 1 && !isTyping(target);
}

function isTyping(target) {
  if (target.isContentEditable) return true;
  if (target.tagName === "INPUT") return !["radio", "checkbox", "button", "submit"].includes(target.type);
  return ["TEXTAREA", "SELECT"].includes(target.tagName);
}

function stored() {
  try {
    return localStorage.getItem(OFF) === "1";
  } catch {
    return false;
  }
}

function remember(off) {
  try {
    if (off) localStorage.setItem(OFF, "1");
    else localStorage.removeItem(OFF);
  } catch {
    // Without storage the choice lasts as long as the page.
  }
}
