// What this device keeps for a person, on every page of somebody who is signed in: it is wiped at sign-out, forgotten when
// the server says so (data-clear-draft="name"), and never kept longer than a month. It also closes the account menu.

const PREFIX = "praksis:";
const MONTH_MS = 30 * 24 * 60 * 60 * 1000;

/** @returns {string[]} */
function keys() {
  try {
    return Object.keys(localStorage).filter((key) => key.startsWith(PREFIX));
  } catch {
    return [];
  }
}

/** Where storage is forbidden there is nothing to forget. @param {string} key */
function forget(key) {
  try {
    localStorage.removeItem(key);
  } catch {
    // Nothing was kept.
  }
}

/** @param {string} key */
function isOld(key) {
  try {
    const kept = JSON.parse(localStorage.getItem(key) ?? "null");
    return !kept || Date.now() - Date.parse(kept.at) > MONTH_MS;
  } catch {
    return true;
  }
}

const person = document.body.dataset.person ?? "";
document.querySelectorAll("[data-clear-draft]").forEach((element) => {
  const name = /** @type {HTMLElement} */ (element).dataset.clearDraft;
  forget(`${PREFIX}draft:${person}:${name}`);
});
keys().filter(isOld).forEach(forget);

document.querySelectorAll("form[data-sign-out]").forEach((form) => {
  form.addEventListener("submit", (event) => {
    const question = /** @type {HTMLElement} */ (form).dataset.unsaved ?? "";
    const unsaved = keys().some((key) => key.startsWith(`${PREFIX}draft:${person}:`));
    if (unsaved && !window.confirm(question)) {
      event.preventDefault();
      return;
    }
    keys().forEach(forget);
    try {
      sessionStorage.clear();
    } catch {
      // Nothing was kept.
    }
  });
});

const menu = /** @type {HTMLDetailsElement | null} */ (document.querySelector("details.account"));
if (menu) {
  document.addEventListener("click", (event) => {
    if (menu.open && event.target instanceof Node && !menu.contains(event.target)) menu.open = false;
  });
  menu.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || !menu.open) return;
    menu.open = false;
    menu.querySelector("summary")?.focus();
  });
}

// A form that came back with errors shows them first.
/** @type {HTMLElement | null} */ (document.querySelector(".error-summary"))?.focus();
