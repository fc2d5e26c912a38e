// Lets the keys 1-4 begin anywhere on the page: they go to the first criterion without a level, where js/levels.js
// takes over. Typing in a text field stays typing. Without either file the levels are plain radio buttons.

const form = /** @type {HTMLFormElement | null} */ (document.querySelector("[data-assess]"));

/** @param {KeyboardEvent} event */
function begin(event) {
  const target = /** @type {HTMLElement} */ (event.target);
  if (event.ctrlKey || event.metaKey || event.altKey || !/^[1-4]$/.test(event.key)) return;
  if (target.closest("input, textarea, select, fieldset") || form?.closest("details:not([open])")) return;
  const criteria = [...(form?.querySelectorAll("[data-levels]") ?? [])];
  const next = criteria.find((criterion) => !criterion.querySelector(":checked"));
  if (!next) return;
  event.preventDefault();
  next.dispatchEvent(new KeyboardEvent("keydown", { key: event.key, cancelable: true }));
}

if (form) {
  /** @type {HTMLElement} */ (form.querySelector(".assess-keys")).hidden = false;
  document.addEventListener("keydown", begin);
}
