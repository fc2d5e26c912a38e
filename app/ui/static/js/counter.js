// Says how many characters are left in a field: [data-counter="500"] around a control and a .form-limit. The field has
// no maxlength: whoever pastes a long text sees what is too much instead of losing it silently.
// Counts as the server does: a line break is one character, and so is an emoji.

const ANNOUNCE_FROM = 40;
const PAUSE_MS = 1000;

/** @param {Element} group */
function count(group) {
  const control = /** @type {HTMLTextAreaElement | HTMLInputElement | null} */ (group.querySelector("textarea, input"));
  const line = /** @type {HTMLElement | null} */ (group.querySelector(".form-limit"));
  if (!control || !line) return;
  const limit = Number(/** @type {HTMLElement} */ (group).dataset.counter);
  const figures = new Intl.NumberFormat(document.documentElement.lang);
  const spoken = document.createElement("span");
  spoken.className = "sr-only";
  spoken.setAttribute("role", "status");
  line.after(spoken);
  let timer = 0;
  const show = () => {
    const left = limit - [...control.value].length;
    const words = left < 0 ? line.dataset.over : line.dataset.left;
    const text = (words ?? "").replace("{left}", figures.format(left)).replace("{over}", figures.format(-left));
    line.textContent = text;
    line.classList.toggle("is-over", left < 0);
    clearTimeout(timer);
    timer = setTimeout(() => (spoken.textContent = left <= ANNOUNCE_FROM ? text : ""), PAUSE_MS);
  };
  control.addEventListener("input", show);
  if (control.value) show();
}

document.querySelectorAll("[data-counter]").forEach(count);
