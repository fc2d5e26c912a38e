// Remembers where one is in a text, to go on there later: <article data-reading-url="…"> with headings that have ids.
// Posts the id of the last heading that was reached; never how long anybody read.

const PAUSE_MS = 4000;

/** @param {HTMLElement} article */
function remember(article) {
  const url = article.dataset.readingUrl;
  const token = /** @type {HTMLInputElement | null} */ (document.querySelector('input[name="csrf_token"]'))?.value;
  if (!url || !token) return;
  let position = article.dataset.position ?? "";
  let sent = position;
  let timer = 0;

  const send = () => {
    clearTimeout(timer);
    if (position === sent) return;
    sent = position;
    const body = new URLSearchParams({ csrf_token: token, position });
    // Nothing to do when it fails: the place is a convenience, and the next heading is sent anew.
    fetch(url, { method: "POST", body, keepalive: true, credentials: "same-origin" }).catch(() => {});
  };

  const observer = new IntersectionObserver(
    (entries) => {
      const reached = entries.filter((entry) => entry.isIntersecting).pop();
      if (!reached) return;
      position = reached.target.id;
      clearTimeout(timer);
      timer = setTimeout(send, PAUSE_MS);
    },
    // A heading counts as reached in the upper half of the window.
    { rootMargin: "0px 0px -50% 0px" },
  );
  article.querySelectorAll("h2[id], h3[id]").forEach((heading) => observer.observe(heading));
  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState === "hidden") send();
  });
}

/** @type {NodeListOf<HTMLElement>} */ (document.querySelectorAll("[data-reading-url]")).forEach(remember);
