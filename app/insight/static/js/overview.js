// An answer that is no overview (somebody signed out in another tab, or there is a fault) is opened as a page of its own:
// htmx would put nothing where the table was.
document.addEventListener("htmx:beforeSwap", (event) => {
  const { xhr, isError } = event.detail;
  if (!isError && new URL(xhr.responseURL).pathname === location.pathname) return;
  event.detail.shouldSwap = false;
  location.assign(xhr.responseURL);
});
