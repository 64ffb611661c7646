// Saves each answer as it is given, and loses nothing that was typed.
//
// What is typed goes first into a draft in this browser (by person and return), then to the server,
// one request at a time and in order; it leaves the draft when the server has said that it is saved.
// The page works without this file: the same form has a save button.

const form = document.querySelector("[data-answer-form]");

const TYPING_MS = 800;
const TIMEOUT_MS = 20_000;
const RETRY_FIRST_MS = 1_000;
const RETRY_MAX_MS = 30_000;
const DRAFT_DAYS = 60;
const PREFIX = "surveyapp-draft:";

if (form && !("closed" in form.dataset)) start(form);

function start(form) {
  const texts = JSON.parse(document.getElementById("answer-texts").textContent);
  const status = document.getElementById("save-status");
  const csrf = form.elements.namedItem("csrf_token").value;
  const draft = openDraft(form.dataset.user, form.dataset.return);
  const waiting = new Map(); // name -> entry that the server has not confirmed
  const timers = new Map(); // name -> typing that has not come to rest
  const problems = new Set(); // names whose text the server cannot read
  const conflicts = new Set();
  let ready = null; // a changed "section is ready" that waits to be sent
  let sending = null; // the promise of the request under way
  let batch = null; // what it carries; a retry sends exactly the same again
  let retries = 0;
  let retryTimer = 0;
  let isOffline = false;
  let isStopped = false; // signed out or refused: nothing more is sent from this page

  // --- Reading and filling fields -----------------------------------------------------------------

  const say = (text, values = {}) => text.replace(/\{(\w+)\}/g, (_, name) => values[name] ?? "");
  const block = (name) => form.querySelector(`[data-name="${CSS.escape(name)}"]`);
  const controls = (name) => [...form.querySelectorAll(`[name="a-${CSS.escape(name)}"]`)];
  const nonAnswers = (name) => [...form.querySelectorAll(`[name="n-${CSS.escape(name)}"]`)];
  const versionField = (name) => form.querySelector(`[name="v-${CSS.escape(name)}"]`);
  const version = (name) => Number(versionField(name)?.value ?? 0);
  const isChoice = (control) => control.type === "radio" || control.type === "checkbox";
  const newKey = () =>
    crypto.randomUUID?.() ?? [...crypto.getRandomValues(new Uint8Array(16))].map((b) => b.toString(16).padStart(2, "0")).join("");

  function read(name) {
    const raw = controls(name)
      .filter((control) => !isChoice(control) || control.checked)
      .map((control) => control.value)
      .filter((value) => value !== "");
    const non_answer = nonAnswers(name).find((box) => box.checked)?.value ?? "";
    return { raw, non_answer };
  }

  function fill(name, raw, nonAnswer) {
    for (const control of controls(name)) {
      if (isChoice(control)) control.checked = raw.includes(control.value);
      else if (block(name)?.dataset.widget === "rank") {
        control.value = raw.find((text) => [...control.options].some((o) => o.value === text)) ?? "";
      } else control.value = raw[0] ?? "";
    }
    for (const box of nonAnswers(name)) box.checked = box.value === nonAnswer;
    showClear(name);
  }

  // The button goes when the answer elsewhere has been taken, and comes back when it is changed.
  function showReused(name, isUsed) {
    const button = block(name)?.querySelector("[data-reuse]");
    const used = block(name)?.querySelector("[data-reuse-used]");
    if (!button || !used) return;
    const hadFocus = document.activeElement === button;
    button.hidden = isUsed;
    used.hidden = !isUsed;
    if (isUsed && hadFocus) (controls(name).find((control) => control.checked) ?? controls(name)[0])?.focus();
  }

  function setVersion(name, value) {
    const field = versionField(name);
    if (field) field.value = value;
  }

  function showClear(name) {
    const button = block(name)?.querySelector("[data-clear]");
    if (button) button.hidden = !controls(name).some((control) => control.checked);
  }

  const equal = (a, b) => a.non_answer === b.non_answer && a.raw.join("\u0000") === b.raw.join("\u0000");
  const nameOf = (entry) => `${entry.code}@${entry.path}`;

  // --- What the person does -----------------------------------------------------------------------

  function nameFrom(control) {
    const found = /^[an]-(.+)$/s.exec(control.name ?? "");
    return found ? found[1] : null;
  }

  form.addEventListener("input", (event) => {
    const name = nameFrom(event.target);
    if (name === null || isChoice(event.target)) return;
    if (event.target.value !== "") for (const box of nonAnswers(name)) box.checked = false;
    note(name);
    clearTimeout(timers.get(name));
    timers.set(name, setTimeout(() => settle(name), TYPING_MS));
  });

  form.addEventListener("change", (event) => {
    const control = event.target;
    if (control.matches("[data-ready]")) {
      ready = control.checked;
      send();
      return;
    }
    const name = nameFrom(control);
    if (name === null) return;
    if (control.matches("[data-non-answer]") && control.checked) {
      for (const box of nonAnswers(name)) if (box !== control) box.checked = false;
      for (const field of controls(name)) {
        if (isChoice(field)) field.checked = false;
        else field.value = "";
      }
    } else if (!control.matches("[data-non-answer]") && (control.checked || control.value !== "")) {
      for (const box of nonAnswers(name)) box.checked = false;
    }
    showClear(name);
    note(name);
    settle(name);
  });

  form.addEventListener("focusout", (event) => {
    const name = nameFrom(event.target);
    if (name !== null && timers.has(name)) settle(name);
  });

  form.addEventListener("click", (event) => {
    const button = event.target.closest("button");
    if (!button) return;
    if (button.matches("[data-same]")) {
      event.preventDefault();
      const name = button.value;
      const entry = note(name);
      entry.confirmed = true;
      keep(name, entry);
      settle(name);
    } else if (button.matches("[data-reuse]")) {
      event.preventDefault();
      const name = button.value;
      const entry = note(name);
      entry.reused = button.dataset.reuse;
      keep(name, entry);
      settle(name);
    } else if (button.matches("[data-clear]")) {
      event.preventDefault();
      for (const control of controls(button.value)) control.checked = false;
      showClear(button.value);
      note(button.value);
      settle(button.value);
      controls(button.value)[0]?.focus();
    } else if (button.matches("[data-keep]")) {
      event.preventDefault();
      resolve(button.closest("[data-name]").dataset.name, button.dataset.keep);
    }
  });

  // The draft is written at once, before anything is sent.
  function note(name) {
    const [code, path] = split(name);
    const entry = {
      code,
      path,
      ...read(name),
      based_on: waiting.get(name)?.based_on ?? version(name),
      key: newKey(),
      section: form.dataset.section,
      label: form.dataset.sectionLabel,
      url: form.dataset.sectionUrl,
      at: Date.now(),
    };
    keep(name, entry);
    markUnsaved(name, true);
    return entry;
  }

  function keep(name, entry) {
    waiting.set(name, entry);
    draft.put(name, entry);
  }

  function settle(name) {
    clearTimeout(timers.get(name));
    timers.delete(name);
    problems.delete(name);
    send();
  }

  function split(name) {
    const at = name.indexOf("@");
    return [name.slice(0, at), name.slice(at + 1)];
  }

  function markUnsaved(name, isUnsaved) {
    block(name)?.toggleAttribute("data-unsaved", isUnsaved && (problems.has(name) || conflicts.has(name)));
  }

  // --- Sending --------------------------------------------------------------------------------------

  const isSendable = (name) => !timers.has(name) && !problems.has(name) && !conflicts.has(name);

  function collect() {
    const answers = [...waiting].filter(([name]) => isSendable(name)).map(([, entry]) => ({ ...entry }));
    if (answers.length === 0 && ready === null) return null;
    const made = { answers, section: form.dataset.section };
    if (ready !== null) made.ready = ready;
    ready = null;
    return made;
  }

  // Resolves when nothing more can be sent now.
  function send() {
    if (isStopped) return Promise.resolve();
    sending ??= sendAll().finally(() => {
      sending = null;
    });
    return sending;
  }

  async function sendAll() {
    for (;;) {
      batch ??= collect();
      if (batch === null || isStopped) return;
      show("saving", texts.saving);
      let reply;
      try {
        reply = await post(batch);
      } catch {
        lost();
        return;
      }
      if (reply === "refused") return;
      const tries = retries;
      retries = 0;
      if (isOffline) {
        isOffline = false;
        tell("surveyapp:online", {});
      }
      const sent = batch;
      batch = null;
      take(sent, reply, tries);
    }
  }

  async function post(body) {
    const ended = new AbortController();
    const timer = setTimeout(() => ended.abort(), TIMEOUT_MS);
    let answer;
    const text = JSON.stringify({
      section: body.section,
      ready: body.ready,
      answers: body.answers.map(({ code, path, raw, non_answer, based_on, key, confirmed, reused }) => ({
        code, path, raw, non_answer, based_on, key, confirmed, reused,
      })),
    });
    try {
      answer = await fetch(form.dataset.saveUrl, {
        method: "POST",
        // A page that is being left may still finish a small save.
        keepalive: document.visibilityState === "hidden" && text.length < 15_000,
        headers: { "Content-Type": "application/json", Accept: "application/json", "X-CSRFToken": csrf },
        body: text,
        credentials: "same-origin",
        signal: ended.signal,
      });
      const isJson = (answer.headers.get("Content-Type") ?? "").startsWith("application/json");
      const reply = isJson ? await answer.json() : null;
      if (reply && "saved" in reply) return reply;
      if (answer.status >= 500 || answer.status === 429 || answer.status === 408) throw new Error("later");
      refuse(answer.status, reply?.error ?? "");
      return "refused";
    } finally {
      clearTimeout(timer);
    }
  }

  function lost() {
    const wait = Math.min(RETRY_FIRST_MS * 2 ** retries, RETRY_MAX_MS);
    retries += 1;
    if (!isOffline) {
      isOffline = true;
      tell("surveyapp:offline", {});
    }
    show("failed", navigator.onLine ? texts.retrying : texts.offline);
    clearTimeout(retryTimer);
    retryTimer = setTimeout(send, wait);
  }

  addEventListener("online", () => {
    clearTimeout(retryTimer);
    send();
  });

  // Signed out, or the return takes no answers any more: the draft stays, nothing is sent again.
  function refuse(code, message) {
    isStopped = true;
    if (code === 401 || code === 400 || code === 403) {
      const link = document.createElement("a");
      link.className = "govuk-link";
      link.href = `/logga-in?next=${encodeURIComponent(location.pathname)}`;
      link.textContent = texts.sign_in;
      show("failed", `${texts.signed_out} `, link);
    } else {
      show("failed", `${texts.refused} ${message}`);
    }
  }

  function take(sent, reply, tries) {
    const given = new Map(sent.answers.map((entry) => [nameOf(entry), entry]));
    replaceRepeats(reply.html);
    for (const saved of reply.saved) {
      const name = nameOf(saved);
      const mine = given.get(name);
      const newer = waiting.get(name);
      if (mine && newer && newer.key === mine.key) {
        waiting.delete(name);
        draft.drop(name);
      } else if (newer) {
        newer.based_on = saved.version; // typed on while the save before it was under way
        draft.put(name, newer);
      }
      setVersion(name, saved.version);
      problems.delete(name);
      if (saved.raw && !waiting.has(name)) {
        fill(name, saved.raw, saved.non_answer);
        if (mine?.confirmed) block(name)?.querySelector("[data-same]")?.setAttribute("hidden", "");
        showReused(name, Boolean(mine?.reused));
      } else if (mine) showReused(name, false);
      setError(name, "");
      block(name)?.querySelector("[data-conflict]")?.remove();
      const who = block(name)?.querySelector("[data-saved]");
      if (who && saved.by) who.textContent = say(texts.by, { name: saved.by, time: saved.at });
      markUnsaved(name, false);
      if (mine) {
        tell("surveyapp:saved", { question: saved.code, path: saved.path, retries: tries });
        if (mine.reused) tell("surveyapp:answered", { question: saved.code, kind: "prefill_accepted" });
        if (mine.confirmed) tell("surveyapp:answered", { question: saved.code, kind: "unchanged_confirmed" });
      }
    }
    for (const problem of reply.problems) {
      const name = nameOf(problem);
      if (waiting.get(name)?.key === given.get(name)?.key) {
        // What could not be used is not asked for again; what stands in the field is.
        const entry = waiting.get(name);
        if (entry.reused) {
          delete entry.reused;
          keep(name, entry);
        }
        problems.add(name);
        setError(name, problem.message);
        markUnsaved(name, true);
      }
    }
    for (const collision of reply.collisions) collide(collision, tries);
    applyChange(reply);
    // A repeat that was drawn anew shows what is saved; what is still on its way goes back in.
    for (const [name, entry] of waiting) if (!equal(read(name), entry) && !entry.confirmed && !entry.reused) fill(name, entry.raw, entry.non_answer);
    report(reply.saved_at);
  }

  function report(savedAt) {
    if (conflicts.size > 0) show("failed", texts.conflict);
    else if (problems.size > 0) show("failed", texts.problem);
    else if (waiting.size === 0 && savedAt) show("saved", say(texts.saved, { time: savedAt }));
  }

  // --- What the reply changes on the page ---------------------------------------------------------

  function applyChange(reply) {
    for (const name of reply.shown) setHidden(name, false);
    for (const name of reply.hidden) setHidden(name, true);
    for (const [name, value] of Object.entries(reply.computed)) {
      const place = block(name)?.querySelector("[data-computed]");
      if (place) place.textContent = value || "–";
      else if (block(name)?.hasAttribute("data-fixed")) fill(name, value ? [value] : [], "");
    }
    for (const [name, messages] of Object.entries(reply.checks)) showChecks(name, messages);
    for (const [name, codes] of Object.entries(reply.choices)) offer(name, codes);
    for (const [name, text] of Object.entries(reply.notes)) {
      const place = block(name)?.querySelector("[data-text]");
      if (place) place.textContent = text;
    }
    const box = form.querySelector("[data-ready]");
    if (box && ready === null) box.checked = reply.ready;
    showSections(reply.sections);
  }

  function setHidden(name, isHidden) {
    const found = block(name);
    if (found) found.hidden = isHidden;
  }

  function showChecks(name, messages) {
    const place = document.getElementById(`checks-${name}`);
    if (!place) return;
    const had = place.childElementCount > 0;
    place.replaceChildren(
      ...messages.map((message) => {
        const line = document.createElement("p");
        line.className = "question__check";
        line.textContent = message;
        return line;
      }),
    );
    const [question] = split(name);
    if (messages.length > 0 && !had) tell("surveyapp:check", { question, state: "shown", severity: "soft" });
    if (messages.length === 0 && had) tell("surveyapp:check", { question, state: "fixed", severity: "soft" });
  }

  function offer(name, codes) {
    const widget = block(name)?.dataset.widget;
    for (const control of controls(name)) {
      if (isChoice(control)) control.parentElement.hidden = !codes.includes(control.value);
      else if (widget === "rank") {
        const code = control.options[1]?.value.replace(/^\d+:/, "");
        control.parentElement.hidden = !codes.includes(code);
      } else if (widget === "select") {
        for (const option of control.options) {
          if (option.value === "") continue;
          option.hidden = option.disabled = !codes.includes(option.value) && !option.selected;
        }
      }
    }
  }

  function setError(name, message) {
    const place = document.getElementById(`error-${name}`);
    if (!place) return;
    place.hidden = message === "";
    place.querySelector("[data-error-text]").textContent = message;
    place.closest(".govuk-form-group")?.classList.toggle("govuk-form-group--error", message !== "");
    for (const control of controls(name)) {
      control.toggleAttribute("aria-invalid", false);
      if (message === "") continue;
      control.setAttribute("aria-invalid", "true");
      const ids = (control.getAttribute("aria-describedby") ?? "").split(" ").filter(Boolean);
      if (!ids.includes(place.id)) control.setAttribute("aria-describedby", [...ids, place.id].join(" "));
    }
  }

  function replaceRepeats(pieces) {
    const focused = document.activeElement?.id;
    for (const [name, html] of Object.entries(pieces)) {
      const old = block(name);
      if (!old) continue;
      const made = new DOMParser().parseFromString(html, "text/html").querySelector("[data-repeat]");
      if (made) old.replaceWith(document.importNode(made, true));
    }
    if (focused && document.activeElement?.id !== focused) document.getElementById(focused)?.focus();
  }

  function showSections(sections) {
    const list = document.querySelector(".section-nav__list");
    const icons = document.getElementById("state-icons");
    if (!list || !icons || sections.length === 0) return;
    const items = new Map(
      [...list.children].map((item) => [item.querySelector("a").getAttribute("href"), item]),
    );
    const model = list.firstElementChild;
    list.replaceChildren(
      ...sections.map((section) => {
        const item = items.get(section.url) ?? model.cloneNode(true);
        const link = item.querySelector("a");
        if (!items.has(section.url)) {
          link.href = section.url;
          link.removeAttribute("aria-current");
          link.lastElementChild.textContent = section.label;
        }
        const icon = icons.content.querySelector(`[data-state="${section.state}"]`)?.firstElementChild;
        if (icon) link.firstElementChild.replaceWith(icon.cloneNode(true));
        return item;
      }),
    );
  }

  // --- Two answers to one question ----------------------------------------------------------------

  function collide(collision, tries) {
    const name = nameOf(collision);
    conflicts.add(name);
    markUnsaved(name, true);
    tell("surveyapp:conflict", { question: collision.code, path: collision.path, retries: tries });
    const place = block(name);
    if (!place) return;
    place.querySelector("[data-conflict]")?.remove();
    const shown = document.getElementById("conflict-template").content.firstElementChild.cloneNode(true);
    const values = { name: collision.by, time: collision.at };
    shown.querySelector("[data-title]").textContent = say(texts.conflict_title, values);
    shown.setAttribute("aria-label", say(texts.conflict_title, values));
    shown.querySelector("[data-theirs]").textContent = say(texts.theirs, { value: collision.theirs });
    shown.querySelector("[data-mine]").textContent = say(texts.mine, { value: collision.mine });
    shown.collision = collision;
    place.prepend(shown);
  }

  function resolve(name, side) {
    const place = block(name);
    const shown = place.querySelector("[data-conflict]");
    const { collision } = shown;
    conflicts.delete(name);
    shown.remove();
    setVersion(name, collision.version);
    if (side === "theirs") {
      waiting.delete(name);
      draft.drop(name);
      fill(name, collision.raw, collision.non_answer);
      const who = place.querySelector("[data-saved]");
      if (who) who.textContent = say(texts.by, { name: collision.by, time: collision.at });
    } else {
      const { confirmed, reused } = waiting.get(name) ?? {};
      waiting.delete(name);
      const entry = note(name);
      Object.assign(entry, { based_on: collision.version, confirmed, reused });
      keep(name, entry);
    }
    markUnsaved(name, false);
    (controls(name).find((control) => control.checked) ?? controls(name)[0])?.focus();
    report(collision.at);
    send();
  }

  // --- Leaving the page -----------------------------------------------------------------------------

  function settleAll() {
    for (const name of [...timers.keys()]) settle(name);
  }

  // Buttons that post the form first let what is under way finish, so that the two never meet.
  let isPosting = false;
  form.addEventListener("submit", async (event) => {
    if (isPosting) return;
    event.preventDefault();
    const { submitter } = event;
    settleAll();
    await send();
    // With nothing to send the event is still on its way here, and a form that is asked to submit
    // while its submit event is on its way does nothing at all.
    await new Promise((done) => setTimeout(done));
    if (isStopped || batch !== null) return; // not saved: the status says why, the draft holds it
    isPosting = true;
    if (submitter?.name === "action" && conflicts.size + problems.size === 0) draft.clear(form.dataset.section);
    form.requestSubmit(submitter ?? undefined);
  });

  addEventListener("pageshow", (event) => {
    // From the browser's own cache the versions on the page are old.
    if (event.persisted) location.reload();
  });

  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState === "hidden") settleAll();
  });

  addEventListener("beforeunload", (event) => {
    if (isPosting) return;
    settleAll();
    if (!isStopped && waiting.size > 0 && (batch !== null || sending !== null)) event.preventDefault();
  });

  // Signing out clears what other people left in this browser; one's own draft stays until saved.
  for (const leaving of document.querySelectorAll('form[action$="/logga-ut"]')) {
    leaving.addEventListener("submit", () => draft.forgetOthers());
  }

  // --- What was not saved the last time -------------------------------------------------------------

  function restore() {
    const elsewhere = new Map();
    let restored = 0;
    for (const [name, entry] of draft.all()) {
      if (Date.now() - entry.at > DRAFT_DAYS * 86_400_000) {
        draft.drop(name);
      } else if (entry.section !== form.dataset.section) {
        elsewhere.set(entry.url, entry.label);
      } else if (problems.has(name) && equal(read(name), entry)) {
        waiting.set(name, entry); // refused as it stands; it waits to be mended
      } else if (!block(name) || (equal(read(name), entry) && !entry.confirmed && !entry.reused)) {
        draft.drop(name); // saved after all, or no longer asked
      } else {
        if (!entry.confirmed && !entry.reused) fill(name, entry.raw, entry.non_answer);
        waiting.set(name, entry);
        restored += 1;
      }
    }
    const notice = document.getElementById("draft-notice");
    if (restored > 0) addLine(notice, texts.restored);
    for (const [url, label] of elsewhere) {
      const link = document.createElement("a");
      link.className = "govuk-link";
      link.href = url;
      link.textContent = label;
      addLine(notice, `${texts.elsewhere} `, link);
    }
    if (restored > 0) send();
  }

  function addLine(notice, text, ...more) {
    const line = document.createElement("div");
    line.className = "notice notice--info";
    const words = document.createElement("p");
    words.className = "notice__text flush";
    words.append(text, ...more);
    line.append(words);
    notice.append(line);
    notice.hidden = false;
  }

  function show(state, text, ...more) {
    status.dataset.state = state;
    if (status.textContent !== text || more.length > 0) status.replaceChildren(text, ...more);
  }

  function tell(name, detail) {
    form.dispatchEvent(new CustomEvent(name, { detail, bubbles: true }));
  }

  // A page that shows refused entries again knows them as such, and the draft has them already.
  for (const field of form.querySelectorAll("[data-error]:not([hidden])")) {
    problems.add(field.id.slice("error-".length));
  }
  restore();
}

// The draft in this browser: one item per answer, so that two tabs do not overwrite each other's.
function openDraft(user, returned) {
  const own = `${PREFIX}${user}:`;
  const prefix = `${own}${returned}:`;
  const safely = (work, otherwise) => {
    try {
      return work();
    } catch {
      return otherwise; // storage is full or switched off: saving goes on without a draft
    }
  };
  const keys = () => Object.keys(localStorage).filter((key) => key.startsWith(prefix));
  const parsed = (key) => JSON.parse(localStorage.getItem(key));
  return {
    put: (name, entry) => safely(() => localStorage.setItem(prefix + name, JSON.stringify(entry))),
    drop: (name) => safely(() => localStorage.removeItem(prefix + name)),
    all: () => safely(() => keys().map((key) => [key.slice(prefix.length), parsed(key)]), []),
    clear: (section) =>
      safely(() => {
        for (const key of keys()) if (parsed(key).section === section) localStorage.removeItem(key);
      }),
    forgetOthers: () =>
      safely(() => {
        for (const key of Object.keys(localStorage)) {
          if (key.startsWith(PREFIX) && !key.startsWith(own)) localStorage.removeItem(key);
        }
      }),
  };
}
