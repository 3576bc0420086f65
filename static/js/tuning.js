// Sliders: a move asks the server at once and the last answer wins. Values are whole numbers of the last decimal here,
// so that no weight ever passes through a binary fraction.
"use strict";
(function () {
  document.documentElement.classList.add("js");
  for (const asked of document.querySelectorAll("form[data-busy]")) {
    const button = asked.querySelector("[type=submit]");
    const words = button.textContent;
    asked.addEventListener("submit", function () { button.textContent = asked.dataset.busy; });
    window.addEventListener("pageshow", function () { button.textContent = words; });
  }
  const root = document.getElementById("tuning");
  if (!root) return;
  const form = document.getElementById("settings");
  const result = document.getElementById("result");
  const status = document.getElementById("status");
  const problems = document.getElementById("problems");
  const saveAddress = document.querySelector("#save input[name=address]");
  const knobs = Array.from(root.querySelectorAll(".knob"), knob);
  const WAIT = 30; // milliseconds in which moves are gathered into one question
  let timer = null;
  let flying = false;
  let waiting = false;
  let held = null; // the form that was sent while the answer to the last move was still on its way

  function knob(box) {
    const made = {
      box: box,
      range: box.querySelector(".range"),
      field: box.querySelector(".value input"),
      error: box.querySelector("[data-error]"),
      start: Number(box.dataset.start),
      step: Number(box.dataset.step),
      count: Number(box.dataset.count),
      places: Number(box.dataset.places),
    };
    follow(made);
    made.range.addEventListener("input", function () {
      made.field.value = decimal(made.start + Number(made.range.value) * made.step, made.places);
      mark(made);
      ask();
    });
    made.field.addEventListener("input", function () {
      follow(made);
      mark(made);
      ask();
    });
    return made;
  }

  function decimal(whole, places) {
    const digits = String(Math.abs(whole)).padStart(places + 1, "0");
    const cut = digits.length - places;
    return (whole < 0 ? "-" : "") + digits.slice(0, cut) + (places ? "." + digits.slice(cut) : "");
  }

  // The typed text as a whole number of the last decimal; null when it is none or has too many decimals.
  function whole(text, places) {
    const found = /^([+\-−]?)(\d*)(?:\.(\d*))?%?$/.exec(text.trim().normalize("NFKC").replace(/,/g, ""));
    if (!found || !(found[2] || found[3])) return null;
    const rest = (found[3] || "").replace(/0+$/, "");
    if (rest.length > places) return null;
    const size = Number((found[2] || "0") + rest.padEnd(places, "0"));
    return found[1] && found[1] !== "+" ? -size : size;
  }

  function follow(made) {
    const value = whole(made.field.value, made.places);
    if (value === null) return;
    made.range.value = String(Math.round((value - made.start) / made.step));
  }

  function mark(made) {
    const now = whole(made.box.dataset.now, made.places);
    made.box.classList.toggle("moved", whole(made.field.value, made.places) !== now);
    made.range.setAttribute("aria-valuetext", made.field.value);
  }

  function ask() {
    if (flying) {
      waiting = true;
      return;
    }
    clearTimeout(timer);
    timer = setTimeout(send, WAIT);
  }

  function say(text, wrong) {
    status.textContent = text;
    status.classList.toggle("wrong", Boolean(wrong));
  }

  async function send() {
    flying = true;
    timer = null;
    waiting = false;
    say(root.dataset.busy);
    const body = new URLSearchParams();
    for (const [name, value] of new FormData(form)) {
      if (name !== "show" && name !== "picked") body.append(name, value);
    }
    body.append("key", root.dataset.key);
    let good = false;
    try {
      const answer = await fetch(root.dataset.outcome, {
        method: "POST",
        headers: { "X-CSRFToken": root.dataset.token },
        body: body,
      });
      const json = (answer.headers.get("Content-Type") || "").startsWith("application/json");
      good = answer.ok && json;
      if (good) show(await answer.json());
      else say(answer.status === 400 || (answer.ok && !json) ? root.dataset.expired : root.dataset.failed, true);
    } catch (_error) {
      good = false;
      say(root.dataset.failed, true);
    }
    flying = false;
    if (waiting) ask();
    else if (held) release(good);
  }

  // What is saved is what the last move set: the form goes once that is answered, and not at all if it is not.
  function release(good) {
    const asked = held;
    held = null;
    if (good) asked.requestSubmit();
  }

  function show(found) {
    if (!waiting) {
      for (const made of knobs) {
        const error = found.errors[made.box.dataset.address] || "";
        made.error.textContent = error;
        if (error) made.field.setAttribute("aria-invalid", "true");
        else made.field.removeAttribute("aria-invalid");
      }
      problems.replaceChildren(...found.problems.map(function (text) {
        const line = document.createElement("div");
        line.className = "message error";
        line.textContent = text;
        return line;
      }));
    }
    const people = result.querySelector(".people");
    const top = people ? people.scrollTop : 0;
    result.innerHTML = found.html;
    if (top) result.querySelector(".people").scrollTop = top;
    root.dataset.key = found.key;
    saveAddress.value = found.query;
    say(found.renewed ? root.dataset.renewed : root.dataset.done);
    try {
      history.replaceState(null, "", form.getAttribute("action") + (found.query ? "?" + found.query : ""));
    } catch (_error) {
      // Browsers refuse a page that changes its address too often; the next answer carries it.
    }
  }

  saveAddress.form.addEventListener("submit", function (event) {
    if (!flying && timer === null) return;
    event.preventDefault();
    held = event.target;
  });

  document.getElementById("reset").addEventListener("click", function () {
    for (const made of knobs) {
      made.field.value = made.box.dataset.now;
      follow(made);
      mark(made);
    }
    ask();
  });
  form.querySelectorAll(".line-fields input").forEach(function (field) { field.addEventListener("input", ask); });
  form.addEventListener("keydown", function (event) {
    if (event.key === "Enter" && event.target.matches(".value input, .line-fields input")) {
      event.preventDefault();
      ask();
    }
  });

  const search = document.getElementById("search");
  search.addEventListener("keydown", function (event) { if (event.key === "Enter") event.preventDefault(); });
  search.addEventListener("input", function () {
    const words = search.value.trim().split(/\s+/).filter(Boolean);
    for (const group of form.querySelectorAll("fieldset[data-group]")) {
      let any = false;
      for (const label of group.querySelectorAll(".ticks label")) {
        const text = group.dataset.group + label.textContent;
        label.hidden = !words.every(function (word) { return text.includes(word); });
        any = any || !label.hidden;
      }
      group.hidden = !any;
    }
  });
  form.addEventListener("click", function (event) {
    const button = event.target.closest("[data-all], [data-none]");
    if (!button) return;
    for (const label of button.closest("fieldset").querySelectorAll(".ticks label")) {
      if (!label.hidden) label.querySelector("input").checked = button.hasAttribute("data-all");
    }
  });
})();
