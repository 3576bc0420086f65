// Problems lead to their line in the text; Tab writes two spaces, Esc then Tab leaves the text.
"use strict";
(() => {
  const area = document.querySelector("textarea[data-lines]");
  if (!area) return;
  const go = (line) => {
    const lines = area.value.split("\n");
    const start = lines.slice(0, line - 1).reduce((sum, each) => sum + each.length + 1, 0);
    area.focus();
    area.setSelectionRange(start, start + (lines[line - 1] || "").length);
    area.scrollTop = Math.max(0, (line - 6) * (area.scrollHeight / lines.length));
  };
  document.querySelectorAll("button[data-line]").forEach((button) => button.addEventListener("click", () => go(Number(button.dataset.line))));
  const asked = /^#L(\d+)$/.exec(location.hash);
  if (asked) go(Number(asked[1]));
  let leaving = false;
  area.addEventListener("keydown", (event) => {
    if (event.key === "Escape") { leaving = true; return; }
    if (event.key === "Tab" && !event.shiftKey && !leaving && !area.readOnly) {
      event.preventDefault();
      area.setRangeText("  ", area.selectionStart, area.selectionEnd, "end");
      area.dispatchEvent(new Event("input", { bubbles: true }));
    }
    if (event.key !== "Shift") leaving = false;
  });
})();
