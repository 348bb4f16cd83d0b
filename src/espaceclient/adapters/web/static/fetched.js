// Sends a form without leaving its page, so that what was typed stays, passwords included.

import { giveBack, keep } from "./kept.js";
import { enliven } from "./page.js";

export default function sendFromHere(form) {
  giveBack(form);
  document.querySelector(".languages")?.addEventListener("submit", () => keep(form));
  window.addEventListener("pageshow", () => form.removeAttribute("aria-busy"));
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    if (form.ariaBusy !== "true") send(form);
  });
}

async function send(form) {
  form.ariaBusy = "true";
  try {
    let answer = await post(form);
    if (answer.status === 403 && (await renewed(form))) answer = await post(form);
    await follow(form, answer);
  } catch {
    tell(form, form.dataset.offline);
  }
}

function post(form) {
  const headers = { "X-Requested-With": "fetch" };
  const body = new URLSearchParams(new FormData(form));
  return fetch(form.action, { method: "POST", headers, body });
}

/** Take a new anti-forgery token, where the browser has lost the cookie of the last one. */
async function renewed(form) {
  const page = parsed(await (await fetch(form.action)).text());
  const token = page.querySelector("main [name=csrf]");
  if (token) form.elements.csrf.value = token.value;
  return token;
}

async function follow(form, answer) {
  if (answer.headers.get("content-type") === "application/json") {
    const { location } = await answer.json();
    const to = new URL(location, document.baseURI);
    if (to.searchParams.has("next")) keep(form); // the session is over, and a sign-in leads back
    window.location.assign(to); // and until its page comes, this form stays busy
    return;
  }
  const page = parsed(await answer.text());
  const gone = answer.status === 410;
  if (gone || page.querySelector("main [data-fetched]")) show(form, page);
  else tell(form, page.querySelector("main h1 + p").textContent);
}

const parsed = (html) => new DOMParser().parseFromString(html, "text/html");

/** Show the page that the server answered, with the passwords and the disclosures as they were. */
function show(form, page) {
  const passwords = [...form.querySelectorAll("[autocomplete$=password]")];
  const opened = [...form.querySelectorAll("details[open]")];
  document.title = page.title;
  const main = page.querySelector("main");
  document.querySelector("main").replaceWith(main);
  for (const { id, value } of passwords) {
    const field = document.getElementById(id);
    if (field) field.value = value;
  }
  for (const { id } of opened) document.getElementById(id)?.setAttribute("open", "");
  enliven(main);
  const first = main.querySelector("[autofocus]") ?? main;
  first.focus();
}

/** Say above the form what kept it from being sent; nothing in it changes. */
function tell(form, text) {
  form.parentElement.querySelector("[data-told]")?.remove();
  const told = document.createElement("div");
  told.className = "failure";
  told.dataset.told = "";
  told.tabIndex = -1;
  told.role = "alert";
  told.append(Object.assign(document.createElement("p"), { textContent: text }));
  form.before(told);
  form.removeAttribute("aria-busy");
  told.focus();
}
