"use strict";

// A click on a head sorts its table: numbers from the largest, texts from the first.
for (const table of document.querySelectorAll("table")) {
  table.classList.add("sortable");
  const heads = [...table.querySelectorAll("th")];
  for (const [column, head] of heads.entries()) {
    const sort = () => {
      const down = head.getAttribute("aria-sort") !== "descending" && valued(table, column);
      const up = head.getAttribute("aria-sort") !== "ascending" && !down;
      heads.forEach((other) => other.removeAttribute("aria-sort"));
      head.setAttribute("aria-sort", up ? "ascending" : "descending");
      const rows = [...table.tBodies[0].rows];
      rows.sort((a, b) => (up ? 1 : -1) * compare(a.cells[column], b.cells[column]));
      table.tBodies[0].append(...rows);
    };
    head.tabIndex = 0;
    head.addEventListener("click", sort);
    head.addEventListener("keydown", (event) => event.key === "Enter" && sort());
  }
}

function valued(table, column) {
  return table.tBodies[0].rows[0]?.cells[column]?.dataset.value !== undefined;
}

function compare(a, b) {
  if (a.dataset.value !== undefined && b.dataset.value !== undefined) {
    return Number(a.dataset.value) - Number(b.dataset.value);
  }
  return a.textContent.localeCompare(b.textContent);
}

// Findings are shown whose severity is ticked and that hold every word.
const filter = document.getElementById("filter");
const findings = [...document.querySelectorAll(".finding")].map((at) => [at, at.textContent.toLowerCase()]);

function show() {
  const words = filter.querySelector("input[type=search]").value.toLowerCase().split(/\s+/).filter(Boolean);
  const ticked = new Set([...filter.querySelectorAll("input:checked")].map((box) => box.value));
  let shown = 0;
  for (const [at, text] of findings) {
    at.hidden = !(ticked.has(at.dataset.severity) || at.dataset.severity === "off") || !words.every((word) => text.includes(word));
    shown += at.hidden ? 0 : 1;
  }
  filter.querySelector("output").textContent = `${shown} of ${findings.length}`;
}

filter.addEventListener("input", show);
show();
