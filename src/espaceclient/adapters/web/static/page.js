// Brings those parts of a page to life that have a script. Each works without one too.

import nameCompany from "./company.js";
import sendFromHere from "./fetched.js";
import leaveLetterOut from "./letter.js";
import watchPassword from "./new-password.js";
import mend from "./problem.js";
import reveal from "./reveal.js";
import watchSession from "./session.js";

// Only a long list of communes needs it.
const search = async (select) => (await import("./combobox.js")).default(select);

const STARTS = {
  "[data-policy]": watchPassword,
  "[data-reveal]": reveal,
  "[data-letter]": leaveLetterOut,
  "[data-companies]": nameCompany,
  "[data-searched]": search,
  "[data-fetched]": sendFromHere,
  ".wrong": mend,
  "[data-session]": watchSession,
};

/** Run the scripts of all parts below an element. */
export function enliven(root) {
  for (const [selector, start] of Object.entries(STARTS)) {
    root.querySelectorAll(selector).forEach((part) => start(part));
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
