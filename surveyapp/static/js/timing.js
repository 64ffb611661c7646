// Records when each question was worked on, and nothing about what was answered.
//
// Reads from the form: data-timing-endpoint, data-timing-token (the signed page session; without it
// nothing is recorded: the officer has switched measurement off), data-timing-session (its id),
// data-timing-return, data-section. Questions are elements with data-question="CODE"; help is
// <details data-help>, data-help="definition" or data-help="lastyear".
//
// What may be sent is decided by the server's allow-list (timing/rules/events.py); the two change
// together. Entering a question leaves the one before, so that is not said twice. A fault in here
// must never reach the page: every entrance is wrapped.

const SECOND = 1000;
const DAY = 24 * 60 * 60 * SECOND;

const DEFAULTS = {
  // How often a visible page says that it is there: the most that a crash loses.
  beatMs: 15 * SECOND,
  // How often events are sent.
  sendMs: 15 * SECOND,
  // Without input for this long the page reports quiet. The limit that decides what is idle is the
  // server's; this is the shortest one it is tried with.
  idleMs: 30 * SECOND,
  // Typing that rests for this long is one change.
  debounceMs: SECOND,
};
const BEAT_WHILE_QUIET_MS = 180 * SECOND; // the longest idle limit: after it nothing can be active
const SEND_AT_EVENTS = 50;
const BATCH_EVENTS = 200;
const BATCH_BYTES = 50_000; // with the envelope below the server's 60,000
const OUTBOX_EVENTS = 20_000;
const RECORD_FOR_MS = 7 * DAY - 60 * 60 * SECOND;
const KEEP_LEFTOVERS_MS = 30 * DAY;
const RETRY_MAX_MS = 60 * SECOND;

const CODE = /^[\p{L}\p{N}_.:/[\]-]{1,128}$/u;
const HELP_EVENTS = { definition: "definition_open", lastyear: "lastyear_open" };
const CHECK_EVENTS = { shown: "check_shown", overridden: "check_overridden", fixed: "check_fixed" };
const SEVERITIES = ["hard", "soft", "info"];
const TOLD_KINDS = ["prefill_accepted", "unchanged_confirmed", "imported", "cleared"];
const NOTHING = Object.freeze({ stop() {}, flush: async () => {} });

const started = new WeakMap();

/**
 * Start recording on a form.
 * @param {{root: HTMLElement, endpoint?: string, token?: string, section?: string}} options
 *   what is left out is read from the form's data attributes
 * @returns {{stop: () => void, flush: () => Promise<void>}}
 */
export function startTiming({ root, endpoint, token, section } = {}) {
  try {
    if (!root) return NOTHING;
    if (started.has(root)) return started.get(root);
    const data = root.dataset;
    const settings = {
      root,
      endpoint: endpoint ?? data.timingEndpoint,
      token: token ?? data.timingToken,
      section: section ?? data.section,
      session: data.timingSession,
      returnId: data.timingReturn,
    };
    for (const [name, value] of Object.entries(DEFAULTS)) {
      const given = Number(data[`timing${name[0].toUpperCase()}${name.slice(1)}`]);
      settings[name] = given > 0 ? given : value;
    }
    const needed = [settings.endpoint, settings.token, settings.session, settings.returnId];
    if (needed.some((value) => !value) || !CODE.test(settings.section ?? "")) return NOTHING;
    if (!claim(settings.session)) return NOTHING;
    const handle = record(settings);
    started.set(root, handle);
    return handle;
  } catch {
    return NOTHING;
  }
}

// A page that the browser shows again from its cache brings back a page session that has already
// counted its events; two counts under one name would be mixed up, so the second stays silent.
function claim(session) {
  try {
    const key = `surveyapp-timing:${session}`;
    if (sessionStorage.getItem(key)) return false;
    sessionStorage.setItem(key, "1");
  } catch {
    // Storage is switched off: the server still keeps the first event of each number.
  }
  return true;
}

function record(settings) {
  const { root } = settings;
  const listening = new AbortController();
  const post = postbox(settings);
  const timers = new Set();
  let seq = 0;
  let current = null;
  let section = settings.section;
  let lastInput = now();
  let isIdle = false;
  let isClosed = false;
  let change = null;

  function tell(name, payload = {}, question = current) {
    const t = now();
    if (isClosed || t > RECORD_FOR_MS) return;
    seq += 1;
    post.add({ seq, t_ms: t, name, question_code: question, section, payload });
  }

  function safely(work) {
    return (event) => {
      try {
        work(event);
      } catch {
        // Measuring must never disturb answering.
      }
    };
  }

  function on(target, names, work, more = {}) {
    for (const name of names.split(" ")) {
      target.addEventListener(name, safely(work), { signal: listening.signal, ...more });
    }
  }

  function every(ms, work) {
    timers.add(setInterval(safely(work), ms));
  }

  // --- Where the person is ---

  function blockOf(node) {
    const block = node instanceof Element ? node.closest("[data-question]") : null;
    return block && root.contains(block) && CODE.test(block.dataset.question) ? block : null;
  }

  function enter(block, reason) {
    const question = block.dataset.question;
    if (question === current) return;
    commitChange();
    current = question;
    const within = block.closest("[data-section]")?.dataset.section;
    if (within && CODE.test(within)) section = within;
    tell("question_enter", { reason });
  }

  function input() {
    lastInput = now();
    if (!isIdle) return;
    isIdle = false;
    tell("idle_end");
  }

  function checkIdle(isHidden = document.hidden) {
    const quiet = now() - lastInput;
    if (isIdle || isHidden || quiet < settings.idleMs) return;
    isIdle = true;
    tell("idle_start", { quiet_ms: Math.min(quiet, 7 * DAY) });
  }

  on(root, "focusin", (event) => {
    input();
    const block = blockOf(event.target);
    if (block) enter(block, "focus");
  });
  on(root, "pointerdown", (event) => {
    input();
    const block = blockOf(event.target);
    if (block) enter(block, "pointer");
  });
  const passive = { passive: true, capture: true };
  on(window, "keydown pointerdown wheel touchmove input", input, passive);
  // Chromium repeats a mouse move at rest when the page below it changes.
  on(window, "pointermove", (event) => (event.movementX || event.movementY) && input(), passive);

  // --- That an answer was changed, never to what ---

  function commitChange() {
    if (!change) return;
    const { question, kind, timer } = change;
    clearTimeout(timer);
    change = null;
    tell("answer_change", { kind }, question);
  }

  function kindOf(event) {
    const field = event.target;
    if (field.matches("select, [type=radio], [type=checkbox]")) return "picked";
    if (event.inputType === "insertFromPaste") return "pasted_block";
    return field.value === "" ? "cleared" : "typed";
  }

  on(root, "input", (event) => {
    const block = blockOf(event.target);
    if (!block) return;
    enter(block, "focus");
    if (change) clearTimeout(change.timer);
    change = {
      question: current,
      kind: kindOf(event),
      timer: setTimeout(safely(commitChange), settings.debounceMs),
    };
  });
  on(root, "change", (event) => {
    const block = blockOf(event.target);
    if (!block) return;
    if (!change && kindOf(event) === "picked") {
      enter(block, "focus");
      change = { question: current, kind: "picked", timer: 0 };
    }
    commitChange();
  });
  on(
    root,
    "toggle",
    (event) => {
      const help = event.target;
      if (!(help instanceof HTMLDetailsElement) || !("help" in help.dataset)) return;
      const block = blockOf(help);
      const question = block?.dataset.question ?? null;
      // A help text that comes open with the page is not somebody who opens it.
      if (question !== null && question !== current) return;
      const name = HELP_EVENTS[help.dataset.help] ?? "help_open";
      tell(name, { state: help.open ? "open" : "closed" }, question);
    },
    { capture: true }, // toggle does not bubble
  );

  // --- What the other scripts of the page tell ---

  const codeIn = (detail) => (CODE.test(detail?.question ?? "") ? detail.question : null);
  const retriesIn = (detail) => {
    const retries = Number(detail?.retries);
    return Number.isInteger(retries) && retries >= 0 ? { retries: Math.min(retries, 1000) } : {};
  };
  on(document, "surveyapp:saved", ({ detail }) => tell("saved", retriesIn(detail), codeIn(detail)));
  on(document, "surveyapp:conflict", ({ detail }) =>
    tell("save_conflict", retriesIn(detail), codeIn(detail)),
  );
  on(document, "surveyapp:check", ({ detail }) => {
    const name = CHECK_EVENTS[detail?.state];
    const severity = SEVERITIES.includes(detail?.severity) ? { severity: detail.severity } : {};
    if (name) tell(name, severity, codeIn(detail));
  });
  on(document, "surveyapp:answered", ({ detail }) => {
    const question = codeIn(detail);
    if (!question || !TOLD_KINDS.includes(detail.kind)) return;
    const block = blockOf(root.querySelector(`[data-question="${CSS.escape(question)}"]`));
    if (!block) return;
    enter(block, "pointer");
    tell("answer_change", { kind: detail.kind });
  });
  on(window, "offline", () => tell("offline"));
  on(window, "online", () => {
    tell("online");
    post.retryNow();
  });

  // --- Seen, hidden, left ---

  function hide() {
    checkIdle(false); // about the time until now
    commitChange();
    isIdle = false;
    tell("visibility", { state: "hidden" });
  }

  on(document, "visibilitychange", () => {
    if (isClosed) return;
    if (document.hidden) {
      hide();
      post.send({ isLast: true });
    } else {
      lastInput = now();
      tell("visibility", { state: "visible" });
    }
  });
  on(window, "submit", (event) => {
    if (event.defaultPrevented || event.target !== root) return;
    commitChange();
    if (current) tell("question_leave", { reason: "submit" });
    current = null;
    post.send({ isLast: true });
  });
  on(window, "pagehide", () => {
    checkIdle();
    commitChange();
    tell("page_close", {}, null);
    isClosed = true; // Chromium tells of the hidden page after this
    post.leave();
  });
  on(window, "pageshow", (event) => {
    if (!event.persisted) return;
    isClosed = false;
    isIdle = false;
    lastInput = now();
    tell("page_open", { from: "bfcache" }, null);
  });

  every(settings.beatMs, () => {
    // After a sleep this is the first to run: say that it was quiet before saying "here".
    checkIdle();
    if (document.hidden || now() - lastInput > BEAT_WHILE_QUIET_MS) return;
    tell("beat", { state: isIdle ? "idle" : "active" });
  });
  every(Math.min(settings.idleMs / 10, SECOND), () => checkIdle());
  every(settings.sendMs, () => post.tick());

  tell("page_open", { from: "load" });
  if (document.hidden) hide();
  const focused = blockOf(document.activeElement);
  if (focused) enter(focused, "focus");
  post.sendLeftovers();

  return {
    stop() {
      listening.abort();
      for (const timer of timers) clearInterval(timer);
      commitChange();
      isClosed = true;
      post.send();
    },
    flush: async () => {
      commitChange();
      await post.send();
    },
  };
}

// Milliseconds since this page was loaded, by a clock that nobody can set.
function now() {
  return Math.round(performance.now());
}

// --- Sending: kept in memory and on disk until the server says that it has them ---

function postbox({ endpoint, token, session, returnId, sendMs }) {
  const envelope = {
    page_session_id: session,
    return_id: returnId,
    client_wall_at_load_ms: Math.round(Date.now() - performance.now()),
    tz_offset: -new Date().getTimezoneOffset(),
    token,
  };
  let outbox = [];
  let failures = 0;
  let isSending = false;
  let isGone = false;
  let hasLeftovers = true;
  let retryTimer = 0;
  let keepTimer = 0;

  function add(event) {
    if (isGone) return;
    outbox.push(event);
    if (outbox.length > OUTBOX_EVENTS) outbox.shift();
    if (!keepTimer) keepTimer = setTimeout(keep, 100);
    if (outbox.length >= SEND_AT_EVENTS && failures === 0) send();
  }

  function keep() {
    clearTimeout(keepTimer);
    keepTimer = 0;
    return disk.put({
      session,
      envelope,
      events: outbox.slice(),
      keptWallMs: Date.now(),
      keptMonoMs: now(),
    });
  }

  function without(events) {
    const sent = new Set(events.map((event) => event.seq));
    outbox = outbox.filter((event) => !sent.has(event.seq));
  }

  async function sendNow({ isLast = false } = {}) {
    // The last chance before the page may be gone: what is under way is sent again, which the
    // server takes as nothing new.
    if ((isSending && !isLast) || isGone || outbox.length === 0) return;
    isSending = true;
    if (isLast) keep();
    let verdict = "later";
    try {
      for (const events of batches(outbox)) {
        verdict = await deliver(endpoint, body(envelope, events, now()));
        if (verdict === "later") break;
        without(events);
        if (verdict === "gone") break;
      }
    } finally {
      isSending = false;
    }
    if (verdict === "gone") {
      isGone = true;
      outbox = [];
    }
    if (verdict === "later") {
      failures += 1;
      const wait = Math.min(RETRY_MAX_MS, sendMs * 2 ** failures);
      clearTimeout(retryTimer);
      retryTimer = setTimeout(() => send(), wait * (0.5 + Math.random() / 2));
    } else {
      failures = 0;
      keep();
      if (hasLeftovers) leftovers();
    }
  }

  const send = quietly(sendNow);

  function tick() {
    if (failures === 0) send(); // otherwise the retry has its own, slower pace
  }

  function retryNow() {
    failures = 0;
    send();
  }

  // Nothing answers a beacon: what it carries stays on disk, and the next page load sends it again.
  function leave() {
    keep();
    if (isGone) return;
    for (const events of batches(outbox)) {
      const text = body(envelope, events, now());
      const blob = new Blob([text], { type: "application/json" });
      if (!navigator.sendBeacon?.(endpoint, blob)) {
        deliver(endpoint, text);
        return;
      }
    }
  }

  // What earlier page loads could not send, each under its own page session.
  async function sendLeftovers() {
    hasLeftovers = false;
    for (const kept of await disk.all()) {
      if (kept.session === session) continue;
      const age = Date.now() - kept.keptWallMs;
      if (kept.events.length === 0 || age > KEEP_LEFTOVERS_MS) {
        await disk.forget(kept.session, Infinity);
        continue;
      }
      const passed = Date.now() - kept.envelope.client_wall_at_load_ms;
      const mono = Math.min(Math.max(kept.keptMonoMs, passed), KEEP_LEFTOVERS_MS);
      for (const events of batches(kept.events)) {
        const verdict = await deliver(endpoint, body(kept.envelope, events, mono));
        if (verdict === "later") {
          hasLeftovers = true;
          return;
        }
        await disk.forget(kept.session, events.at(-1).seq);
      }
    }
  }

  const leftovers = quietly(sendLeftovers);

  return { add, send, tick, leave, retryNow, sendLeftovers: leftovers };
}

function quietly(work) {
  return async (...given) => {
    try {
      await work(...given);
    } catch {
      // Kept on disk; the next page load tries again.
    }
  };
}

function* batches(all) {
  const measure = new TextEncoder();
  let events = [];
  let bytes = 0;
  for (const event of all.slice()) {
    const size = measure.encode(JSON.stringify(event)).length + 1;
    if (events.length === BATCH_EVENTS || bytes + size > BATCH_BYTES) {
      yield events;
      events = [];
      bytes = 0;
    }
    events.push(event);
    bytes += size;
  }
  if (events.length > 0) yield events;
}

function body(envelope, events, mono) {
  return JSON.stringify({
    ...envelope,
    batch_id: uuid(),
    seq_from: events[0].seq,
    client_mono_now_ms: Math.max(mono, events.at(-1).t_ms),
    events,
  });
}

// crypto.randomUUID exists on secure origins only; an inner network may serve plain HTTP.
function uuid() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = (bytes[6] & 0x0f) | 0x40;
  bytes[8] = (bytes[8] & 0x3f) | 0x80;
  const hex = Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
}

// "taken", "refused" (never to be sent again), "gone" (record no more) or "later".
async function deliver(endpoint, text) {
  try {
    const answer = await fetch(endpoint, {
      method: "POST",
      body: text,
      headers: { "Content-Type": "application/json" },
      credentials: "same-origin",
      keepalive: true,
      cache: "no-store",
      redirect: "error",
    });
    if (answer.ok) return "taken";
    if (answer.status === 410) return "gone";
    return [400, 403, 404, 409, 413, 415, 422].includes(answer.status) ? "refused" : "later";
  } catch {
    return "later";
  }
}

// --- The disk: one record per page session; without IndexedDB memory alone has to do ---

const STORE = "page-sessions";

const disk = {
  opened: null,
  database: null,

  open() {
    this.opened ??= new Promise((resolve) => {
      try {
        const request = indexedDB.open("surveyapp-timing", 1);
        request.onupgradeneeded = () => request.result.createObjectStore(STORE, { keyPath: "session" });
        request.onsuccess = () => resolve(request.result);
        request.onerror = request.onblocked = () => resolve(null);
      } catch {
        resolve(null);
      }
    });
    return this.opened;
  },

  async use(mode, work, otherwise) {
    // Once it is open nothing is waited for: a page that is being left gets no second turn.
    const database = this.database ?? (this.database = await this.open());
    if (!database) return otherwise;
    return new Promise((resolve) => {
      try {
        const transaction = database.transaction(STORE, mode);
        let result = otherwise;
        work(transaction.objectStore(STORE), (value) => (result = value), transaction);
        transaction.oncomplete = () => resolve(result);
        transaction.onerror = transaction.onabort = () => resolve(otherwise);
      } catch {
        resolve(otherwise);
      }
    });
  },

  put(kept) {
    return this.use("readwrite", (store, give, transaction) => {
      if (kept.events.length > 0) store.put(kept);
      else store.delete(kept.session);
      transaction.commit?.();
    });
  },

  all() {
    return this.use(
      "readonly",
      (store, give) => {
        const request = store.getAll();
        request.onsuccess = () => give(request.result);
      },
      [],
    );
  },

  // A page session of another open tab may have grown meanwhile: only what was sent goes.
  forget(session, upTo) {
    return this.use("readwrite", (store) => {
      const request = store.get(session);
      request.onsuccess = () => {
        const kept = request.result;
        if (!kept) return;
        kept.events = kept.events.filter((event) => event.seq > upTo);
        if (kept.events.length > 0) store.put(kept);
        else store.delete(session);
      };
    });
  },
};

for (const form of document.querySelectorAll("form[data-timing-endpoint]")) {
  startTiming({ root: form });
}
