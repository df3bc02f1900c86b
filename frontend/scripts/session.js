// Shortly before the session ends a dialog asks whether to go on. A page without a script tells in its foot when the session
// ends; with one, nobody loses what they typed by thinking for long.

const look = 15_000; // milliseconds between two looks at the clock; a machine that slept looks when it is woken

/** @param {Document} page */
export function staySignedIn(page) {
  const dialog = page.querySelector("dialog[data-session]");
  if (!dialog || typeof dialog.showModal !== "function") return;
  const stay = dialog.querySelector("[data-stay]");
  let quiet = false; // whoever has read that nothing can be done is not asked again
  const left = () => Number(dialog.dataset.until) - Date.now();
  const extend = (seconds) => (dialog.dataset.until = Date.now() + 1000 * seconds);
  const say = (what) => {
    for (const p of dialog.querySelectorAll("[data-says]")) p.hidden = p.dataset.says !== what;
    stay.hidden = what === "last" || what === "over";
  };
  const soon = () => left() <= 1000 * Number(dialog.dataset.warn);
  const check = () => {
    if (left() <= 0) say("over");
    if (dialog.open || quiet || !soon()) return;
    if (left() > 0) say("ask");
    dialog.showModal();
  };
  extend(dialog.dataset.left);
  stay.addEventListener("click", async () => {
    try {
      const answer = await fetch(dialog.dataset.session, { method: "POST", headers: { Accept: "application/json" } });
      if (answer.status === 401) return say("over");
      if (!answer.ok) return say("away");
      const { left_seconds: seconds, ends } = await answer.json();
      extend(seconds);
      for (const place of dialog.querySelectorAll("[data-ends]")) place.textContent = ends;
      for (const line of page.querySelectorAll("[data-session-line]")) line.hidden = true;
      if (soon()) return say("last");
      dialog.close();
    } catch {
      say("away");
    }
  });
  dialog.querySelector("[data-close]").addEventListener("click", () => dialog.close());
  dialog.addEventListener("close", () => (quiet = soon()));
  page.addEventListener("visibilitychange", check);
  setInterval(check, look);
}
