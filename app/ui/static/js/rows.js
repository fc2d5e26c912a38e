// Hides the empty rows of a rows field behind a button: <fieldset data-rows>. Without JavaScript all rows are shown.

const SHOWN_AT_FIRST = 2;

/** @param {Element} row */
function isFilled(row) {
  const controls = /** @type {NodeListOf<HTMLInputElement>} */ (row.querySelectorAll("input, select"));
  return [...controls].some((control) => control.value.trim() !== "");
}

/** @param {Element} field */
function fold(field) {
  const rows = /** @type {HTMLElement[]} */ ([...field.querySelectorAll(".rows-row")]);
  const button = /** @type {HTMLButtonElement | null} */ (field.querySelector("[data-add-row]"));
  if (!button) return;
  const used = rows.reduce((last, row, index) => (isFilled(row) ? index + 1 : last), 0);
  let shown = Math.max(SHOWN_AT_FIRST, used);
  const draw = () => {
    rows.forEach((row, index) => (row.hidden = index >= shown));
    button.hidden = shown >= rows.length;
  };
  button.addEventListener("click", () => {
    shown += 1;
    draw();
    /** @type {HTMLElement | null} */ (rows[shown - 1].querySelector("input, select"))?.focus();
  });
  // A draft that was put back may have filled rows that were folded away.
  field.closest("form")?.addEventListener("praksis:restored", () => {
    shown = Math.max(shown, rows.reduce((last, row, index) => (isFilled(row) ? index + 1 : last), 0));
    draw();
  });
  draw();
}

document.querySelectorAll("[data-rows]").forEach(fold);
