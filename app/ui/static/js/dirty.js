// Warns before one leaves a form with unsaved changes: <form data-dirty>. A form that saves itself tells so by the event
// "praksis:saved".

/** @param {HTMLFormElement} form */
function watch(form) {
  let changed = false;
  form.addEventListener("input", () => (changed = true));
  form.addEventListener("praksis:saved", () => (changed = false));
  form.addEventListener("submit", () => (changed = false));
  window.addEventListener("beforeunload", (event) => {
    if (changed) event.preventDefault();
  });
}

/** @type {NodeListOf<HTMLFormElement>} */ (document.querySelectorAll("form[data-dirty]")).forEach(watch);
