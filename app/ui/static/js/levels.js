// Assessing without a mouse: the keys 1-4 choose a level in the criterion that has focus and go on to the next one.

/** @param {HTMLFieldSetElement | undefined} criterion */
function enter(criterion) {
  const radio = criterion?.querySelector("input:checked") ?? criterion?.querySelector("input");
  /** @type {HTMLElement | null | undefined} */ (radio)?.focus();
}

const criteria = /** @type {HTMLFieldSetElement[]} */ ([...document.querySelectorAll("fieldset[data-levels]")]);

criteria.forEach((criterion, index) => {
  criterion.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.altKey || event.metaKey || !/^[1-9]$/.test(event.key)) return;
    const radio = /** @type {HTMLInputElement | null} */ (criterion.querySelector(`input[value="${event.key}"]`));
    if (!radio) return;
    event.preventDefault();
    radio.checked = true;
    radio.dispatchEvent(new Event("input", { bubbles: true }));
    radio.dispatchEvent(new Event("change", { bubbles: true }));
    if (criteria[index + 1]) enter(criteria[index + 1]);
    else radio.focus();
  });
});
