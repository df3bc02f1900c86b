import { locate } from "./locate.js";

// Buttons that only a script can serve are hidden in the markup and shown here.

/** @param {Document} page */
export function showActions(page) {
  for (const button of page.querySelectorAll("[data-action]")) {
    const action = actions[button.dataset.action];
    if (!action || (action.available && !action.available())) continue;
    button.hidden = false;
    button.addEventListener("click", (event) => action.run(event.currentTarget));
  }
}

const actions = {
  locate,
  print: { run: () => window.print() },
  share: {
    available: () => typeof navigator.share === "function",
    run: () => navigator.share({ title: document.title, url: location.href }).catch(() => {}), // closing the sheet is no error
  },
};
