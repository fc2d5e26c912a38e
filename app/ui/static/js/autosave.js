// Saves a draft while one types: <form data-autosave-url="…" data-draft="name"> with the hidden fields `version` and
// `csrf_token` and a [data-save-status] line. Words are written to this device at once and removed from it only when the
// server has acknowledged them, so a lost connection or an expired sign-in loses nothing.
//
// The server answers {version, saved_at}; 409 with the same when somebody saved meanwhile: then both are shown.

const PREFIX = "praksis:draft:";
const SAVE_AFTER_MS = 1500;
const RETRY_MS = 20000;
const NOT_KEPT = new Set(["csrf_token", "version", "submit_key"]);

/** @typedef {{ values: Record<string, string[]>, version: string, at: string, sent?: boolean }} Kept */

class Draft {
  /** @param {HTMLFormElement} form @param {HTMLElement} status */
  constructor(form, status) {
    this.form = form;
    this.status = status;
    this.url = form.dataset.autosaveUrl ?? "";
    this.key = `${PREFIX}${document.body.dataset.person ?? ""}:${form.dataset.draft ?? this.url}`;
    this.version = /** @type {HTMLInputElement} */ (form.elements.namedItem("version"));
    this.timer = 0;
    this.edits = 0;
    this.saving = false;
    this.stopped = false;
  }

  start() {
    this.form.addEventListener("input", () => this.changed());
    this.form.addEventListener("submit", () => {
      this.stopped = true;
      clearTimeout(this.timer);
      const kept = this.read();
      if (kept) this.write({ ...kept, sent: true });
    });
    window.addEventListener("online", () => this.read() && this.save());
    document.addEventListener("visibilitychange", () => {
      if (document.visibilityState === "hidden" && this.read()) this.save(true);
    });
    this.welcomeBack();
  }

  /** What was kept on this device at an earlier visit is put back, unless the server has something newer. */
  welcomeBack() {
    const kept = this.read();
    if (!kept) return;
    const same = alike(kept.values, this.values());
    if (kept.version === this.version.value) {
      if (!same) {
        this.fill(kept.values);
        this.say("restored", kept.at);
        this.offer([["discard", () => this.discard()]]);
      }
      this.later();
    } else if (same || kept.sent) {
      // It arrived: with the last save when the page was left, or with the form's own button.
      this.forget();
    } else {
      this.conflict(kept.values, this.values(), this.version.value);
    }
  }

  changed() {
    this.edits += 1;
    this.write({ values: this.values(), version: this.version.value, at: new Date().toISOString() });
    this.later();
  }

  later(wait = SAVE_AFTER_MS) {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.save(), wait);
  }

  async save(leaving = false) {
    if (this.stopped) return;
    if (this.saving) return this.later();
    this.saving = true;
    const edits = this.edits;
    try {
      const answer = await fetch(this.url, {
        method: "POST",
        body: this.body(),
        headers: { Accept: "application/json" },
        credentials: "same-origin",
        redirect: "manual",
        keepalive: leaving,
      });
      await this.hear(answer, edits);
    } catch {
      this.say("kept");
      this.later(RETRY_MS);
    } finally {
      this.saving = false;
    }
  }

  /** @param {Response} answer @param {number} edits */
  async hear(answer, edits) {
    if (answer.ok) {
      const { version, saved_at: savedAt } = await answer.json();
      this.version.value = String(version);
      if (edits === this.edits) {
        this.forget();
        this.form.dispatchEvent(new CustomEvent("praksis:saved"));
      } else {
        this.changed();
      }
      this.say("saved", savedAt);
    } else if (answer.status === 409) {
      await this.compare();
    } else if (answer.type === "opaqueredirect" || [400, 401, 403].includes(answer.status)) {
      this.say("signedOut");
    } else if (answer.status >= 500 || answer.status === 429) {
      this.say("kept");
      this.later(RETRY_MS);
    } else {
      this.say("refused");
    }
  }

  /** Somebody saved meanwhile: fetches what they saved. It may be our own words, sent when the page was left. */
  async compare() {
    const answer = await fetch(location.href, { credentials: "same-origin" });
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const form = /** @type {HTMLFormElement | null} */ (page.querySelector(`form[data-draft="${this.form.dataset.draft}"]`));
    const version = /** @type {HTMLInputElement | null | undefined} */ (form?.elements.namedItem("version"));
    if (!form || !version) return this.say("signedOut");
    const theirs = valuesOf(form);
    if (!alike(theirs, this.values())) return this.conflict(this.values(), theirs, version.value);
    this.version.value = version.value;
    this.forget();
    this.form.dispatchEvent(new CustomEvent("praksis:saved"));
    this.say("saved", new Date().toISOString());
  }

  /** Shows both, and lets the person choose. @param {Kept["values"]} mine @param {Kept["values"]} theirs @param {string} version */
  conflict(mine, theirs, version) {
    this.stopped = true;
    this.say("conflict");
    const help = document.createElement("p");
    help.textContent = this.status.dataset.conflictHelp ?? "";
    this.offer(
      [
        ["openNewer", () => this.discard()],
        [
          "keepMine",
          () => {
            this.fill(mine);
            this.version.value = version;
            this.stopped = false;
            this.offer([]);
            this.changed();
            this.save();
          },
        ],
      ],
      [help, this.words("theirs", theirs), this.words("mine", mine)],
    );
  }

  /** @param {string} label @param {Kept["values"]} values */
  words(label, values) {
    const box = document.createElement("label");
    box.className = "kept-words";
    box.textContent = this.status.dataset[label] ?? "";
    const text = document.createElement("textarea");
    text.className = "form-input";
    text.readOnly = true;
    text.rows = 8;
    text.value = this.readable(values);
    box.append(text);
    return box;
  }

  discard() {
    this.stopped = true;
    this.forget();
    location.reload();
  }

  /** Puts buttons (and more) below the status line. @param {[string, () => void][]} choices @param {Element[]} above */
  offer(choices, above = []) {
    this.panel?.remove();
    if (!choices.length) return;
    const panel = document.createElement("div");
    panel.className = "actions";
    panel.append(...above);
    choices.forEach(([word, act]) => {
      const button = document.createElement("button");
      button.type = "button";
      button.className = "button button-secondary button-small";
      button.textContent = this.status.dataset[word] ?? word;
      button.addEventListener("click", act);
      panel.append(button);
    });
    this.panel = panel;
    this.status.after(panel);
  }

  /** @param {string} state @param {string} [moment] */
  say(state, moment) {
    const text = (this.status.dataset[state] ?? "").replace("{time}", moment ? clock(moment) : "");
    this.status.dataset.state = state;
    // The same words again would be read aloud again.
    if (this.status.textContent !== text) this.status.textContent = text;
  }

  body() {
    const body = new FormData(this.form);
    for (const [name, value] of [...body]) if (value instanceof File) body.delete(name);
    return body;
  }

  values() {
    return valuesOf(this.form);
  }

  /** @param {Kept["values"]} values */
  fill(values) {
    for (const control of /** @type {Iterable<HTMLInputElement>} */ (this.form.elements)) {
      if (!control.name || NOT_KEPT.has(control.name) || ["hidden", "file", "submit", "password"].includes(control.type)) continue;
      const given = values[control.name] ?? [];
      if (control.type === "checkbox" || control.type === "radio") control.checked = given.includes(control.value);
      else if ("value" in control) control.value = given[0] ?? "";
    }
    this.form.dispatchEvent(new CustomEvent("praksis:restored"));
  }

  /** @param {Kept["values"]} values */
  readable(values) {
    return Object.entries(values)
      .filter(([, given]) => given.join("").trim())
      .map(([name, given]) => {
        const control = this.form.querySelector(`[name="${CSS.escape(name)}"]`);
        const label = /** @type {HTMLInputElement | null} */ (control)?.labels?.[0]?.textContent?.trim() ?? name;
        return `${label}\n${given.join(", ")}`;
      })
      .join("\n\n");
  }

  /** @returns {Kept | null} */
  read() {
    try {
      return JSON.parse(localStorage.getItem(this.key) ?? "null");
    } catch {
      return null;
    }
  }

  /** @param {Kept} kept */
  write(kept) {
    try {
      localStorage.setItem(this.key, JSON.stringify(kept));
    } catch {
      // No room, or storage is forbidden: the server's copy is all there is.
    }
  }

  forget() {
    try {
      localStorage.removeItem(this.key);
    } catch {
      // Nothing was kept.
    }
  }
}

/** @param {HTMLFormElement} form @returns {Kept["values"]} */
function valuesOf(form) {
  /** @type {Kept["values"]} */
  const values = {};
  for (const [name, value] of new FormData(form)) {
    const control = form.elements.namedItem(name);
    const isSecret = NOT_KEPT.has(name) || (control instanceof HTMLInputElement && control.type === "password");
    if (!isSecret && typeof value === "string") (values[name] ??= []).push(value.replace(/\r\n/g, "\n"));
  }
  return values;
}

/** Empty fields do not count: a folded row is the same as none. @param {Kept["values"]} one @param {Kept["values"]} other */
function alike(one, other) {
  const names = new Set([...Object.keys(one), ...Object.keys(other)]);
  const text = (/** @type {string[] | undefined} */ given) => (given ?? []).map((each) => each.trim()).join("\n").trim();
  return [...names].every((name) => text(one[name]) === text(other[name]));
}

/** @param {string} moment an ISO moment */
function clock(moment) {
  const parts = new Intl.DateTimeFormat("da", { hour: "2-digit", minute: "2-digit", timeZone: "Europe/Copenhagen" })
    .formatToParts(new Date(moment))
    .reduce((all, part) => ({ ...all, [part.type]: part.value }), /** @type {Record<string, string>} */ ({}));
  return `${Number(parts.hour)}${document.documentElement.lang === "da" ? "." : ":"}${parts.minute}`;
}

/** @type {NodeListOf<HTMLFormElement>} */ (document.querySelectorAll("form[data-autosave-url]")).forEach((form) => {
  const status = /** @type {HTMLElement | null} */ (form.querySelector("[data-save-status]"));
  if (status) new Draft(form, status).start();
});
