// Filters the rows of a table while one types: [data-filter-table] around a .table-filter and a table. All words must
// occur in the row; case and accents do not count, but æ, ø and å are letters of their own.

/** @param {string} text */
function folded(text) {
  return text
    .toLocaleLowerCase("da")
    .replace(/å/g, "aa")
    .normalize("NFD")
    .replace(/[\u0300-\u036f]/g, "");
}

/** @param {Element} block */
function filterable(block) {
  const bar = /** @type {HTMLElement | null} */ (block.querySelector(".table-filter"));
  const input = bar?.querySelector("input");
  const line = /** @type {HTMLElement | null | undefined} */ (bar?.querySelector(".table-count"));
  const rows = /** @type {HTMLTableRowElement[]} */ ([...block.querySelectorAll("tbody tr")]);
  if (!bar || !input || !line) return;
  const texts = rows.map((row) => folded(row.textContent ?? ""));
  input.addEventListener("input", () => {
    const words = folded(input.value).split(/\s+/).filter(Boolean);
    let shown = 0;
    rows.forEach((row, index) => {
      row.hidden = !words.every((word) => texts[index].includes(word));
      if (!row.hidden) shown += 1;
    });
    const template = (shown ? line.dataset.shown : line.dataset.none) ?? "";
    line.textContent = words.length
      ? template.replace("{shown}", String(shown)).replace("{total}", String(rows.length))
      : "";
  });
  bar.hidden = false;
}

document.querySelectorAll("[data-filter-table]").forEach(filterable);
