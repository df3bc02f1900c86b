// The comparison's choice lives in the address. Without a script it travels with the form's own buttons;
// with one, each tick is also written to the address and to the links of the page, so that it survives a new page of results.

const most = 4;

/** @param {Document} page */
export function keepChoice(page) {
  const form = page.querySelector("[data-compare]");
  if (!form) return;
  const boxes = () => [...form.querySelectorAll('input[name="id"]')];
  const update = () => {
    const chosen = boxes().filter((b) => b.type === "hidden" || b.checked);
    for (const box of boxes()) {
      if (box.type === "checkbox") box.disabled = !box.checked && chosen.length >= most;
    }
    for (const count of form.querySelectorAll("[data-count]")) count.hidden = Number(count.dataset.count) !== chosen.length;
    carry(page, chosen.map((b) => b.value));
  };
  form.addEventListener("change", (event) => {
    if (event.target.name === "id") update();
  });
  // A page that comes back from the browser's memory has its ticks restored after this script ran.
  window.addEventListener("pageshow", update);
  update();
}

/** Puts the chosen ids into the address, and into every link and form of the page that carries them. */
function carry(page, ids) {
  const rewrite = (href) => {
    const url = new URL(href, location.href);
    url.searchParams.delete("compare");
    for (const id of ids) url.searchParams.append("compare", id);
    return url.pathname + url.search + url.hash;
  };
  history.replaceState(history.state, "", rewrite(location.href));
  for (const link of page.querySelectorAll("a[data-carry]")) link.href = rewrite(link.href);
  for (const box of page.querySelectorAll("[data-carry-form]")) {
    box.replaceChildren(
      ...ids.map((id) => Object.assign(page.createElement("input"), { type: "hidden", name: "compare", value: id })),
    );
  }
}
