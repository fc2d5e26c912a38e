// Says how many characters are left in a field: [data-counter] around a control and a .form-limit.

const ANNOUNCE_FROM = 40;
const PAUSE_MS = 1000;

/** @param {Element} group */
function count(group) {
  const control = /** @type {HTMLTextAreaElement | HTMLInputElement | null} */ (group.querySelector("textarea, input"));
  const line = /** @type {HTMLElement | null} */ (group.querySelector(".form-limit"));
  if (!control || !line) return;
  const limit = control.maxLength;
  // Whoever pastes a long text sees what is too much instead of losing it silently.
  control.removeAttribute("maxlength");
  const spoken = document.createElement("span");
  spoken.className = "sr-only";
  spoken.setAttribute("role", "status");
  line.after(spoken);
  let timer = 0;
  const show = () => {
    // Browsers send line breaks as two characters; the server counts what it receives.
    const left = limit - control.value.replace(/\n/g, "\r\n").length;
    const words = left < 0 ? line.dataset.over : line.dataset.left;
    const text = (words ?? "").replace("{left}", String(left)).replace("{over}", String(-left));
    line.textContent = text;
    line.classList.toggle("is-over", left < 0);
    clearTimeout(timer);
    timer = setTimeout(() => (spoken.textContent = left <= ANNOUNCE_FROM ? text : ""), PAUSE_MS);
  };
  control.addEventListener("input", show);
  if (control.value) show();
}

document.querySelectorAll("[data-counter]").forEach(count);
