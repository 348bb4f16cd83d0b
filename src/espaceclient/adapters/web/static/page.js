// Brings those parts of a page to life that have a script. Each works without one too.

const PARTS = {
  "[data-policy]": "./new-password.js",
  "[data-reveal]": "./reveal.js",
  "[data-letter]": "./letter.js",
  "[data-companies]": "./company.js",
  "[data-searched]": "./combobox.js",
  "[data-fetched]": "./fetched.js",
  ".wrong": "./problem.js",
  "[data-session]": "./session.js",
};

/** Run the scripts of all parts below an element. */
export function enliven(root) {
  for (const [selector, file] of Object.entries(PARTS)) {
    const parts = root.querySelectorAll(selector);
    if (parts.length) import(file).then(({ default: start }) => parts.forEach((part) => start(part)));
  }
}

/** Write a notice again, once a screen reader watches over it: what comes with a page is not told. */
function tell(notice) {
  if (notice.contains(document.activeElement)) return;
  notice.replaceChildren(...Array.from(notice.childNodes, (node) => node.cloneNode(true)));
}

enliven(document);
const notice = document.querySelector(".notice");
if (notice) setTimeout(tell, 500, notice);
