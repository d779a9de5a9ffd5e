// Comfort only: every page works without this. Single keys as shortcuts (which can be switched off), and a form that was
// sent is not sent again by a second press.
(() => {
  "use strict";
  const typing = (target) => target.closest("input, textarea, select, [contenteditable]");

  const go = (step) => {
    const rows = [...document.querySelectorAll(".rows > li > a")];
    const at = rows.indexOf(document.activeElement);
    const next = rows[at < 0 ? (step > 0 ? 0 : rows.length - 1) : at + step];
    if (next) next.focus();
  };

  const press = (key) => {
    const target = document.querySelector(`[data-key="${key}"]`);
    if (!target) return false;
    target.click();
    if (target.tagName === "SUMMARY") {
      const field = target.parentElement.querySelector("textarea, select, input:not([type=hidden])");
      if (field && target.parentElement.open) field.focus();
    }
    return true;
  };

  document.addEventListener("keydown", (event) => {
    if (document.body.dataset.shortcuts !== "on" || event.ctrlKey || event.altKey || event.metaKey) return;
    if (typing(event.target) || event.key.length !== 1) return;
    if (event.key === "j") go(1);
    else if (event.key === "k") go(-1);
    else if (!press(event.key)) return;
    event.preventDefault();
  });

  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (form.dataset.sent) event.preventDefault();
    form.dataset.sent = "yes";
  });

  // A page that comes back from the history is as good as new.
  globalThis.addEventListener("pageshow", () => {
    for (const form of document.forms) delete form.dataset.sent;
  });

  // The code of a link stands behind its #, which is sent nowhere: it goes into its field, and out of the address. What is
  // shorter is no code but a place on the page.
  const code = document.querySelector("[data-from-link]");
  if (code && location.hash.length > 20) {
    if (!code.value) code.value = location.hash.slice(1);
    history.replaceState(null, "", location.pathname);
  }
})();
