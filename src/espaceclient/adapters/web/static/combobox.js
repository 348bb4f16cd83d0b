// A list of which one types a part, over a select, which keeps the choice and is what is sent.
// The pattern is the WAI-ARIA Authoring Practices' « editable combobox with list autocomplete ».

const SHORT = { st: "saint", ste: "sainte" };

/** Return the words of a name: no accents, no capitals, « St » in full. */
function words(text) {
  const plain = text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();
  const found = plain.replace(/œ/g, "oe").split(/[^a-z0-9]+/).filter(Boolean);
  return found.map((word) => SHORT[word] ?? word);
}

/** Tell whether each word typed begins a word of a name. */
const matches = (name, typed) => typed.every((part) => name.some((word) => word.startsWith(part)));

export default function search(select) {
  const choices = Array.from(select.options)
    .filter(({ value }) => value)
    .map(({ value, text }) => ({ value, text, words: words(text) }));
  if (choices.length < Number(select.dataset.searched)) return;

  const field = document.createElement("input");
  const list = document.createElement("ul");
  const said = document.createElement("p");
  const frame = document.createElement("div");
  let shown = [];
  let active = -1;

  frame.className = "combobox";
  said.className = "unseen";
  said.ariaLive = "polite";
  list.id = "commune-choices";
  list.role = "listbox";
  list.ariaLabel = select.labels[0].textContent;
  list.hidden = true;
  for (const name of ["aria-describedby", "aria-invalid", "autofocus"]) {
    if (select.hasAttribute(name)) field.setAttribute(name, select.getAttribute(name));
  }
  field.type = "text";
  field.role = "combobox";
  field.required = true;
  field.autocomplete = "off";
  field.autocapitalize = "none";
  field.spellcheck = false;
  field.ariaAutoComplete = "list";
  field.ariaExpanded = "false";
  field.setAttribute("aria-controls", list.id);
  field.id = select.id;
  select.id = `${field.id}-select`;
  select.hidden = true;
  select.before(frame);
  frame.append(field, list, said);

  function choose(choice) {
    select.value = choice?.value ?? "";
    if (choice) field.value = choice.text;
    select.dispatchEvent(new Event("change", { bubbles: true }));
  }

  function close() {
    list.hidden = true;
    field.ariaExpanded = "false";
    activate(-1);
  }

  function activate(at) {
    active = at;
    Array.from(list.children).forEach((row, i) => {
      row.ariaSelected = String(i === at);
    });
    const row = list.children[at];
    if (row) {
      field.setAttribute("aria-activedescendant", row.id);
      row.scrollIntoView({ block: "nearest" });
    } else field.removeAttribute("aria-activedescendant");
  }

  function open(all) {
    const typed = all ? [] : words(field.value);
    shown = choices.filter((choice) => matches(choice.words, typed));
    list.replaceChildren(...shown.map(drawn));
    const found = shown.length ? select.dataset.found : select.dataset.notFound;
    said.textContent = found.replace("{count}", shown.length);
    said.className = shown.length ? "unseen" : "hint";
    list.hidden = shown.length === 0;
    field.ariaExpanded = String(!list.hidden);
    activate(-1);
  }

  function drawn(choice, i) {
    const row = document.createElement("li");
    row.id = `${list.id}-${i}`;
    row.role = "option";
    row.textContent = choice.text;
    row.addEventListener("click", () => take(choice));
    return row;
  }

  function take(choice) {
    choose(choice);
    close();
    said.textContent = "";
  }

  /** Take what was typed for the commune that it names, or for the only one that it begins. */
  function settle() {
    const typed = words(field.value);
    const named = choices.filter((choice) => matches(choice.words, typed));
    const exact = named.find((choice) => choice.words.join(" ") === typed.join(" "));
    const meant = exact ?? (named.length === 1 && typed.length ? named[0] : undefined);
    if (meant?.value !== select.value || meant?.text !== field.value) choose(meant);
    close();
  }

  const KEYS = {
    ArrowDown() {
      if (list.hidden) open(select.value !== "");
      activate(Math.min(active + 1, shown.length - 1));
    },
    ArrowUp() {
      if (list.hidden) open(select.value !== "");
      activate(active > 0 ? active - 1 : shown.length - 1);
    },
    Enter() {
      if (active < 0) return false;
      take(shown[active]);
    },
    Escape() {
      if (!list.hidden) return close();
      field.value = "";
      choose();
    },
  };

  field.addEventListener("keydown", (event) => {
    if (KEYS[event.key] && KEYS[event.key]() !== false) event.preventDefault();
  });
  field.addEventListener("input", () => {
    select.value = "";
    select.dispatchEvent(new Event("change", { bubbles: true }));
    open(false);
  });
  field.addEventListener("click", () => (list.hidden ? open(select.value !== "") : close()));
  field.addEventListener("blur", settle);
  field.form.addEventListener("submit", settle);
  // A press on the list leaves the focus, and with it the list, where they are.
  list.addEventListener("pointerdown", (event) => event.preventDefault());
  list.addEventListener("mousedown", (event) => event.preventDefault());
  window.addEventListener("pageshow", () => {
    if (select.value) field.value = select.selectedOptions[0].text;
  });
  if (select.value) field.value = select.selectedOptions[0].text;
}
