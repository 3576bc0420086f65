// What was typed and not saved stays in this tab until it is saved or thrown away: back never loses a form.
"use strict";
(() => {
  const form = document.querySelector("form[data-keep]");
  if (!form) return;
  const seen = form.querySelector("input[name=seen]");
  const key = `hengji:${location.pathname}${location.search}:${seen ? seen.value : ""}`;
  const skipped = new Set(["csrf_token", "seen"]);
  const values = () => [...new FormData(form)].filter(([name, value]) => !skipped.has(name) && typeof value === "string");
  const first = JSON.stringify(values());
  // What was sent and saved is kept no longer: the same text may come back, and it must not bring old typing along.
  const SENT = "hengji:sent";
  try {
    const sent = sessionStorage.getItem(SENT);
    sessionStorage.removeItem(SENT);
    if (sent && document.querySelector(".message.success")) sessionStorage.removeItem(sent);
  } catch { /* as below */ }
  form.addEventListener("submit", () => {
    try { sessionStorage.setItem(SENT, key); } catch { /* as below */ }
  });
  const keep = () => {
    const now = JSON.stringify(values());
    try {
      if (now === first) sessionStorage.removeItem(key); else sessionStorage.setItem(key, now);
    } catch { /* a full or forbidden store: the form works without */ }
  };
  const restore = (kept) => {
    const byName = new Map();
    for (const [name, value] of kept) byName.set(name, [...(byName.get(name) || []), value]);
    for (const [name, list] of byName) {
      const fields = () => [...form.elements].filter((field) => field.name === name);
      while (fields().length < list.length && window.hengjiGrow && window.hengjiGrow(form, name));
      fields().forEach((field, place) => {
        if (field.type === "checkbox") field.checked = true;
        else if (place < list.length) field.value = list[place];
      });
    }
    for (const field of form.elements) if (field.type === "checkbox" && !byName.has(field.name)) field.checked = false;
    form.dispatchEvent(new CustomEvent("hengji:restored", { bubbles: true }));
  };
  let kept = null;
  try { kept = sessionStorage.getItem(key); } catch { kept = null; }
  if (kept && kept !== first && !form.dataset.refused) {
    restore(JSON.parse(kept));
    const note = document.querySelector("template#kept-note");
    if (note) {
      form.prepend(note.content.cloneNode(true));
      form.querySelector("[data-throw-away]").addEventListener("click", () => {
        sessionStorage.removeItem(key);
        location.reload();
      });
    }
  }
  form.addEventListener("input", keep);
  form.addEventListener("change", keep);
  form.addEventListener("hengji:changed", keep);
})();
