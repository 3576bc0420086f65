// Lists in forms grow by an entry at a time; tables take a paste from a spreadsheet; conditions are built from rows.
"use strict";
(() => {
  document.documentElement.classList.add("js");
  const changed = (node) => node.dispatchEvent(new CustomEvent("hengji:changed", { bubbles: true }));
  const clear = (node) => node.querySelectorAll("input, textarea, select").forEach((field) => {
    if (field.type === "checkbox") field.checked = field.defaultChecked;
    else if (field.tagName === "SELECT") field.selectedIndex = 0;
    else if (field.type !== "hidden") field.value = "";
  });

  // Entries of a list: the last one is cloned with the next number in its names.
  const addEntry = (list) => {
    const entries = list.querySelectorAll(":scope > .entry-form");
    const last = entries[entries.length - 1];
    if (!last) return null;
    const prefix = list.dataset.list;
    const next = Number(last.dataset.at) + 1;
    const made = last.cloneNode(true);
    made.dataset.at = String(next);
    for (const field of made.querySelectorAll("[name], [id], [for], [data-list]")) {
      for (const attribute of ["name", "id", "for", "data-list", "aria-describedby"]) {
        const value = field.getAttribute(attribute);
        if (value) field.setAttribute(attribute, value.replace(`${prefix}-${next - 1}`, `${prefix}-${next}`));
      }
    }
    clear(made);
    made.querySelectorAll(".said, .suggestions").forEach((node) => node.remove());
    last.after(made);
    return made;
  };
  // Rows of a grid or of a condition: the last one is cloned as it is.
  const addRow = (body) => {
    const last = body.lastElementChild;
    const made = last.cloneNode(true);
    clear(made);
    last.after(made);
    return made;
  };
  document.addEventListener("click", (event) => {
    const button = event.target.closest("button[data-add], button[data-remove]");
    if (!button) return;
    if (button.dataset.add === "entry") {
      const made = addEntry(button.closest("fieldset").querySelector("[data-list]"));
      if (made) made.querySelector("input:not([type=hidden]), textarea, select").focus();
    } else if (button.dataset.add === "row") {
      const body = button.closest("[data-rows]").querySelector("[data-body]");
      addRow(body).querySelector("input, select").focus();
    } else {
      const entry = button.closest(".entry-form, [data-row]");
      const list = entry.parentElement;
      clear(entry);
      if (list.querySelectorAll(":scope > .entry-form, :scope > [data-row]").length > 1) entry.remove();
      changed(list);
      list.dispatchEvent(new Event("input", { bubbles: true }));
      return;
    }
    changed(button);
  });
  // For keep.js: one more field of a name, if the form can grow there.
  window.hengjiGrow = (form, name) => {
    const field = [...form.elements].find((each) => each.name === name);
    const row = field && field.closest("[data-row]");
    if (row) return addRow(row.parentElement);
    const match = /^(.*?)-(\d+)-/.exec(name);
    const list = match && form.querySelector(`[data-list="${CSS.escape(match[1])}"]`);
    return list ? addEntry(list) : null;
  };

  // Paste: cells apart by tabs, rows by line ends, from the cell in hand to the right and down.
  document.addEventListener("paste", (event) => {
    const cell = event.target.closest("[data-grid] input");
    const text = event.clipboardData && event.clipboardData.getData("text/plain");
    if (!cell || !text || !/[\t\n]/.test(text.replace(/\r?\n$/, ""))) return;
    event.preventDefault();
    const body = cell.closest("[data-body]");
    const lines = text.replace(/\r/g, "").replace(/\n$/, "").split("\n").map((line) => line.split("\t"));
    const column = [...cell.closest("[data-row]").querySelectorAll("input")].indexOf(cell);
    let row = [...body.children].indexOf(cell.closest("[data-row]"));
    for (const line of lines) {
      while (row >= body.children.length) addRow(body);
      const cells = body.children[row].querySelectorAll("input");
      line.forEach((value, place) => { if (cells[column + place]) cells[column + place].value = value.trim(); });
      row += 1;
    }
    changed(body);
    body.dispatchEvent(new Event("input", { bubbles: true }));
  });
  // Up and down move within a grid as in a spreadsheet.
  document.addEventListener("keydown", (event) => {
    const cell = event.target.closest && event.target.closest("[data-grid] input");
    if (!cell || !["ArrowUp", "ArrowDown"].includes(event.key)) return;
    const row = cell.closest("[data-row]");
    const other = event.key === "ArrowUp" ? row.previousElementSibling : row.nextElementSibling;
    if (!other) return;
    event.preventDefault();
    other.querySelectorAll("input")[[...row.querySelectorAll("input")].indexOf(cell)].focus();
  });

  // Conditions: rows write the text; the text is what is saved.
  const LISTED = ["属于", "介于"];
  const quoted = (value) => (/[「」“”"'（）(),，、 ]/.test(value) && !value.startsWith("「") ? `「${value}」` : value);
  const sentence = (builder) => [...builder.querySelectorAll("[data-row]")].map((row) => {
    const [field, op, value] = [...row.querySelectorAll("select, input")].map((each) => each.value.trim());
    if (!field) return "";
    if (!LISTED.includes(op)) return `${field} ${op} ${quoted(value)}`.trim();
    return `${field} ${op}（${value.split(/[、，,]/).map((one) => one.trim()).filter(Boolean).map(quoted).join("，")}）`;
  }).filter(Boolean).join(" 且 ");
  document.addEventListener("input", (event) => {
    const builder = event.target.closest && event.target.closest("[data-condition]");
    if (!builder || event.target.matches("textarea")) return;
    const text = builder.querySelector("textarea");
    text.value = sentence(builder);
    text.dispatchEvent(new Event("input", { bubbles: true }));
  });
  // Another kind of fact brings other fields, other keys of a table other columns: the server draws them anew from
  // what is typed, and nothing is saved by it.
  const FACTS = ["when-fact", "about-fact", "fact"];
  let drawings = 0;
  const redraw = async (form, what) => {
    const turn = (drawings += 1);
    const data = new FormData(form);
    data.set("look", "1");
    let page;
    try {
      const reply = await fetch(location.href, { method: "POST", body: data, credentials: "same-origin" });
      if (!reply.ok) return false;
      page = new DOMParser().parseFromString(await reply.text(), "text/html");
    } catch { return false; }
    if (turn !== drawings) return false;
    for (const old of form.querySelectorAll(what)) {
      const fresh = [...page.querySelectorAll(what)].find((each) => each.dataset.drawn === old.dataset.drawn);
      if (fresh && !old.contains(document.activeElement)) old.replaceWith(document.importNode(fresh, true));
    }
    return true;
  };
  document.addEventListener("change", async (event) => {
    const field = event.target;
    const form = field.closest && field.closest("form[data-try]");
    if (!form) return;
    if (FACTS.includes(field.name)) {
      if (await redraw(form, "[data-condition]")) field.dispatchEvent(new Event("input", { bubbles: true }));
    } else if (field.name === "keys") redraw(form, "[data-rows][data-drawn]");
  });
  // What was typed before and not saved: its rules may be for another kind of fact than the page was made for.
  document.addEventListener("hengji:restored", (event) => redraw(event.target, "[data-condition]"));
  // The values of the field in hand are offered.
  document.addEventListener("focusin", (event) => {
    const input = event.target.closest && event.target.closest("[data-condition] input[list]");
    if (!input) return;
    const list = document.getElementById(input.getAttribute("list"));
    const field = input.closest("[data-row]").querySelector("select").selectedOptions[0];
    list.replaceChildren(...((field && field.dataset.values) || "").split("\n").filter(Boolean).map((value) => {
      const option = document.createElement("option");
      option.value = value;
      return option;
    }));
  });
})();
