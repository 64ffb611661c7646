// Searches for what is asked elsewhere while a question is written. The page works without this
// file: the button then opens what it found in a tab of its own.
//
// What was found stands until something else is found, so that nothing flickers; a list that is
// read out says only how many there are.

const place = document.querySelector("[data-close]");
const form = document.getElementById("reword");

const TYPING_MS = 500;
const LEAST_LETTERS = 12;

if (place && form) start(place, form);

function start(place, form) {
  const list = place.querySelector("[data-close-list]");
  const status = place.querySelector("[data-close-status]");
  const what = place.querySelector("[data-close-what]");
  const texts = place.querySelector("[data-close-texts]").content;
  const fields = [...form.querySelectorAll("[data-question-text]")];
  let timer = 0;
  let asking = null; // what can stop the request under way
  let asked = "";

  place.querySelector("[data-close-tab]").remove();
  what.textContent = texts.querySelector("[data-typed]").textContent;

  // The first search of a server reads the whole bank, which takes seconds: it is asked for while the
  // person is still reading, and what it finds is left aside.
  const first = fields.find((field) => field.value.trim().length >= LEAST_LETTERS);
  if (first) post(first).catch(() => {});

  form.addEventListener("input", (event) => {
    if (!fields.includes(event.target)) return;
    clearTimeout(timer);
    timer = setTimeout(() => search(event.target), TYPING_MS);
  });

  place.querySelector("[data-close-search]").addEventListener("click", (event) => {
    event.preventDefault();
    clearTimeout(timer);
    asked = "";
    search(fields.find((field) => field.value.trim() !== "") ?? fields[0]);
  });

  async function search(field) {
    const language = field.dataset.questionText;
    const text = field.value.trim();
    if (text.length < LEAST_LETTERS || asked === `${language} ${text}`) return;
    asked = `${language} ${text}`;
    asking?.abort();
    const mine = new AbortController();
    asking = mine;
    list.setAttribute("aria-busy", "true");
    try {
      const reply = await post(field, mine.signal);
      if (!reply.ok) throw new Error(String(reply.status));
      show((await reply.json()).html);
    } catch (error) {
      if (error.name === "AbortError") return;
      asked = "";
      status.textContent = texts.querySelector("[data-failed]").textContent;
    } finally {
      if (asking === mine) list.removeAttribute("aria-busy");
    }
  }

  function post(field, signal) {
    const language = field.dataset.questionText;
    const body = new FormData();
    body.set("csrf_token", form.elements.namedItem("csrf_token").value);
    body.set("question_id", place.dataset.question);
    body.set("language", language);
    body.set(`text-${language}`, field.value.trim());
    body.set("fragment", "1");
    return fetch(place.dataset.closeUrl, {
      method: "POST",
      body,
      credentials: "same-origin",
      headers: { Accept: "application/json" },
      signal,
    });
  }

  function show(html) {
    const made = new DOMParser().parseFromString(html, "text/html").body;
    if (made.innerHTML.trim() !== list.innerHTML.trim()) list.replaceChildren(...made.childNodes);
    status.textContent = list.querySelector("[data-close-count]")?.textContent.trim() ?? "";
  }
}
