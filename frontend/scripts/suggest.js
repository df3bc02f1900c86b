// Suggestions while typing: a combobox with a list that is chosen from by hand (WAI-ARIA Authoring Practices, "list
// autocomplete with manual selection"). The field is a plain one without it, and sending the form never waits for it.

const pause = 160; // ms after the last key before asking
const patience = 4000; // ms before an answer is no longer waited for
const fewest = 2; // letters

/** @param {Document} page */
export function suggestWhileTyping(page) {
  for (const input of page.querySelectorAll("input[data-suggest]")) combobox(page, input);
}

/** @param {Document} page @param {HTMLInputElement} input */
function combobox(page, input) {
  const texts = input.dataset;
  const list = Object.assign(page.createElement("ul"), { id: `${input.id}-suggestions`, className: "tt-suggest", hidden: true });
  list.setAttribute("role", "listbox");
  list.setAttribute("aria-label", texts.label);
  const said = Object.assign(page.createElement("p"), { className: "tt-vh" });
  said.setAttribute("role", "status");
  input.after(list, said);
  input.setAttribute("role", "combobox");
  input.setAttribute("aria-autocomplete", "list");
  input.setAttribute("aria-controls", list.id);
  input.setAttribute("aria-expanded", "false");
  input.autocomplete = "off"; // the browser's own list would lie over this one

  let active = -1;
  let timer = 0;
  let asking = null;
  const options = () => [...list.children];

  const point = (n) => {
    active = n;
    options().forEach((option, i) => option.setAttribute("aria-selected", String(i === n)));
    if (n < 0) return input.removeAttribute("aria-activedescendant");
    input.setAttribute("aria-activedescendant", options()[n].id);
    options()[n].scrollIntoView({ block: "nearest" });
  };
  const open = (on) => {
    list.hidden = !on;
    input.setAttribute("aria-expanded", String(on));
    point(-1);
  };
  const stop = () => {
    clearTimeout(timer);
    asking?.abort();
    asking = null;
  };
  const close = () => {
    stop();
    open(false);
    said.textContent = "";
  };
  const choose = (option) => {
    close();
    if (option.dataset.page) {
      location.href = option.dataset.page;
      return;
    }
    input.value = option.dataset.text;
  };

  const tell = () => {
    const n = options().length;
    said.textContent = n === 0 ? texts.none : n === 1 ? texts.one : texts.many.replace("{n}", n);
  };
  const show = (items) => {
    list.replaceChildren(...items.map((item, i) => optionOf(page, `${list.id}-${i}`, item, texts)));
    open(items.length > 0);
    tell();
  };
  const ask = async () => {
    const typed = input.value.trim();
    const mine = new AbortController();
    asking = mine;
    const late = setTimeout(() => mine.abort(), patience);
    try {
      const answer = await fetch(`${texts.suggest}&q=${encodeURIComponent(typed)}`, { signal: mine.signal });
      if (!answer.ok) return;
      const { items } = await answer.json();
      if (asking === mine && page.activeElement === input) show(items);
    } catch {
      // Without suggestions the field is as good as any other.
    } finally {
      clearTimeout(late);
    }
  };

  input.addEventListener("input", () => {
    stop();
    if (list.hidden) list.replaceChildren(); // they were for another text
    const { length } = input.value.trim();
    if (length < fewest || length > 100) return close();
    timer = setTimeout(ask, pause);
  });
  input.addEventListener("keydown", (event) => {
    const n = options().length;
    if (event.isComposing || event.ctrlKey || event.metaKey) return;
    if (event.key === "Escape" && !list.hidden) close();
    else if (event.key === "ArrowDown" && list.hidden && n > 0 && input.value.trim().length >= fewest) {
      open(true);
      point(0);
      tell();
    } else if (event.key === "ArrowDown" && !list.hidden) point(active + 1 < n ? active + 1 : -1);
    else if (event.key === "ArrowUp" && !list.hidden) point(active < 0 ? n - 1 : active - 1);
    else if (event.key === "Enter" && active >= 0) choose(options()[active]);
    else return;
    event.preventDefault();
  });
  input.addEventListener("blur", close);
  input.form?.addEventListener("submit", close);
  list.addEventListener("pointerdown", (event) => event.preventDefault()); // the field keeps the focus
  list.addEventListener("click", (event) => {
    const option = event.target.closest("[role=option]");
    if (option) choose(option);
  });
}

/** One suggestion as an option of the list. */
function optionOf(page, id, item, texts) {
  const option = Object.assign(page.createElement("li"), { id });
  option.setAttribute("role", "option");
  option.setAttribute("aria-selected", "false");
  option.dataset.text = item.text;
  if (item.page) option.dataset.page = item.page;
  option.append(Object.assign(page.createElement("b"), { textContent: item.text }));
  const note = item.kind === "producer" ? texts.producer : item.note;
  if (note) option.append(" ", Object.assign(page.createElement("span"), { textContent: note }));
  return option;
}
