// Formulas and conditions are checked while they are typed: problems at their character, a trial with numbers, and the
// names that may stand there.
"use strict";
(() => {
  const form = document.querySelector("form[data-try]");
  if (!form) return;
  const token = form.querySelector("input[name=csrf_token]").value;
  const WAIT = 300;
  const known = new Map();
  const latest = new WeakMap();
  const typed = new WeakMap();
  const fact = (field) => {
    const chosen = form.querySelector("[name='when-fact'], [name='about-fact'], [name=fact]");
    return chosen ? chosen.value : "";
  };
  const fullMarks = () => Boolean(form.querySelector("[name=full_marks]") && form.querySelector("[name=full_marks]").value.trim());
  const among = () => { const chosen = form.querySelector("[name=among]"); return chosen ? chosen.value : ""; };
  const place = (field) => field.name.replace(/-\d+(?=-)/g, "");
  const said = (field) => {
    let box = field.parentElement.querySelector(":scope > .said");
    if (!box) {
      box = document.createElement("div");
      box.className = "said";
      box.setAttribute("role", "status");
      field.after(box);
    }
    return box;
  };
  const element = (tag, text, kind) => {
    const made = document.createElement(tag);
    made.textContent = text;
    if (kind) made.className = kind;
    return made;
  };

  const ask = async (field) => {
    const number = (latest.get(field) || 0) + 1;
    latest.set(field, number);
    if (!field.value.trim()) {
      const empty = field.parentElement.querySelector(":scope > .said");
      if (empty) empty.remove();
      return;
    }
    const body = {
      what: field.dataset.check, kind: form.dataset.kind, place: place(field), text: field.value, fact: fact(field),
      full_marks: fullMarks(), among: among(), typed: typed.get(field) || [],
    };
    let answer;
    try {
      const reply = await fetch(form.dataset.try, {
        method: "POST", credentials: "same-origin", body: JSON.stringify(body),
        headers: { "Content-Type": "application/json", "X-CSRFToken": token },
      });
      if (!reply.ok) return;
      answer = await reply.json();
    } catch { return; }
    if (latest.get(field) === number) show(field, answer);
  };

  const show = (field, answer) => {
    const box = said(field);
    const focused = box.contains(document.activeElement) ? document.activeElement.dataset.key : null;
    const rows = answer.problems.map((problem) => {
      const row = element("p", "", problem.severity === "error" ? "error" : "assumption");
      const jump = element("button", problem.place, "at");
      jump.type = "button";
      jump.addEventListener("click", () => { field.focus(); field.setSelectionRange(problem.column - 1, problem.column + problem.length - 1); });
      row.append(jump, document.createTextNode(problem.text));
      return row;
    });
    field.setAttribute("aria-invalid", answer.problems.some((problem) => problem.severity === "error") ? "true" : "false");
    if (answer.sentence) rows.push(element("p", answer.sentence, "sentence"));
    if (answer.asked.length) {
      const inputs = element("div", "", "trial");
      inputs.append(element("span", answer.title, "quiet"));
      for (const one of answer.asked) inputs.append(input(field, one));
      rows.push(inputs);
    }
    if (answer.numbers) rows.push(element("p", answer.numbers, "numbers"));
    box.replaceChildren(...rows);
    if (focused) {
      const again = box.querySelector(`[data-key="${CSS.escape(focused)}"]`);
      if (again) { again.focus(); if (again.setSelectionRange) again.setSelectionRange(again.value.length, again.value.length); }
    }
  };

  const input = (field, one) => {
    const label = element("label", one.label);
    let made;
    if (one.choices.length) {
      made = document.createElement("select");
      for (const choice of one.choices) made.append(new Option(choice, choice, false, choice === one.value));
    } else {
      made = document.createElement("input");
      made.type = "text";
      made.value = one.value;
    }
    made.dataset.key = `${one.name}|${one.when}`;
    made.addEventListener("input", (event) => {
      event.stopPropagation();
      const all = [...made.closest(".trial").querySelectorAll("[data-key]")].map((each) => {
        const [name, when] = each.dataset.key.split("|");
        return { name, when, value: each.value };
      });
      typed.set(field, all);
      clearTimeout(made.timer);
      made.timer = setTimeout(() => ask(field), WAIT);
    });
    label.append(made);
    return label;
  };

  // Completion: the word before the caret against the names that may stand here.
  const names = async (field) => {
    const key = `${place(field)}|${fact(field)}|${fullMarks()}|${among()}`;
    if (!known.has(key)) {
      const query = new URLSearchParams({
        what: field.dataset.check, kind: form.dataset.kind, place: place(field), fact: fact(field), full_marks: fullMarks() ? "1" : "",
        among: among(),
      });
      known.set(key, fetch(`${form.dataset.names}?${query}`, { credentials: "same-origin" })
        .then((reply) => (reply.ok ? reply.json() : { names: [] })).catch(() => ({ names: [] })));
    }
    return (await known.get(key)).names;
  };
  const word = (field) => /[\p{L}\p{N}_·]*$/u.exec(field.value.slice(0, field.selectionStart))[0];
  const close = (field) => {
    const list = field.parentElement.querySelector(":scope > .suggestions");
    if (list) list.remove();
    field.removeAttribute("aria-activedescendant");
    field.setAttribute("aria-expanded", "false");
  };
  const accept = (field, option) => {
    const start = field.selectionStart - word(field).length;
    field.setRangeText(option.dataset.insert, start, field.selectionStart, "end");
    if (option.dataset.insert.endsWith("（）")) field.setSelectionRange(field.selectionStart - 1, field.selectionStart - 1);
    close(field);
    field.dispatchEvent(new Event("input", { bubbles: true }));
    close(field);
  };
  const suggest = async (field, all) => {
    const start = word(field);
    const every = await names(field);
    if (document.activeElement !== field || (!start && !all)) { close(field); return; }
    const found = every.filter((one) => one.name.includes(start) && one.name !== start)
      .sort((one, other) => Number(other.name.startsWith(start)) - Number(one.name.startsWith(start))).slice(0, 12);
    close(field);
    if (!found.length) return;
    const list = element("ul", "", "suggestions");
    list.setAttribute("role", "listbox");
    list.id = `${field.id}-suggestions`;
    found.forEach((one, place_) => {
      const option = element("li", "");
      option.setAttribute("role", "option");
      option.id = `${list.id}-${place_}`;
      option.dataset.insert = one.insert;
      option.append(element("b", one.name), element("span", one.means, "quiet"));
      option.addEventListener("mousedown", (event) => { event.preventDefault(); accept(field, option); });
      list.append(option);
    });
    field.after(list);
    field.setAttribute("aria-controls", list.id);
    field.setAttribute("aria-expanded", "true");
  };
  const move = (field, step) => {
    const options = [...field.parentElement.querySelectorAll(":scope > .suggestions > li")];
    const at = options.findIndex((option) => option.getAttribute("aria-selected") === "true");
    const next = options[(at + step + options.length + (at < 0 && step < 0 ? 1 : 0)) % options.length];
    options.forEach((option) => option.setAttribute("aria-selected", String(option === next)));
    field.setAttribute("aria-activedescendant", next.id);
    next.scrollIntoView({ block: "nearest" });
  };

  form.addEventListener("input", (event) => {
    const field = event.target;
    if (field.dataset.check) {
      clearTimeout(field.timer);
      field.timer = setTimeout(() => ask(field), WAIT);
      if (!event.isComposing && document.activeElement === field) suggest(field, false);
    } else if (["when-fact", "about-fact", "fact", "full_marks", "among"].includes(field.name)) {
      form.querySelectorAll("[data-check]").forEach((each) => ask(each));
    }
  });
  form.addEventListener("keydown", (event) => {
    const field = event.target;
    if (!field.dataset.check) return;
    const list = field.parentElement.querySelector(":scope > .suggestions");
    if (event.key === " " && event.ctrlKey) { event.preventDefault(); suggest(field, true); return; }
    if (!list) {
      if (event.key === "Enter" && !event.isComposing) { event.preventDefault(); form.requestSubmit(form.querySelector("button[data-save]")); }
      return;
    }
    const chosen = list.querySelector("[aria-selected=true]");
    if (event.key === "ArrowDown" || event.key === "ArrowUp") { event.preventDefault(); move(field, event.key === "ArrowDown" ? 1 : -1); }
    else if ((event.key === "Enter" || event.key === "Tab") && chosen) { event.preventDefault(); accept(field, chosen); }
    else if (event.key === "Enter") { event.preventDefault(); close(field); }
    else if (event.key === "Escape") { event.stopPropagation(); close(field); }
  });
  form.addEventListener("focusout", (event) => { if (event.target.dataset.check) setTimeout(() => close(event.target), 150); });
  form.addEventListener("focusin", (event) => { if (event.target.dataset.check && !event.target.parentElement.querySelector(":scope > .said")) ask(event.target); });
  form.addEventListener("hengji:restored", () => form.querySelectorAll("[data-check]").forEach((field) => ask(field)));
  form.querySelectorAll("[data-check]").forEach((field) => { if (field.dataset.first) ask(field); });
})();
