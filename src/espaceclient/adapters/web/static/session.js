// Warns two minutes before a session ends, and keeps it open for who wants to stay.

import { keep } from "./kept.js";

const WARNED = 120_000;

export default function watch(dialog) {
  const form = dialog.querySelector("form");
  let ends = Date.now() + Number(dialog.dataset.left) * 1000;
  let warned = false;

  function over() {
    clearInterval(timer);
    form.hidden = true;
    dialog.querySelector("[data-over]").hidden = false;
    dialog.setAttribute("aria-labelledby", "session-over");
    if (!dialog.open) dialog.showModal();
  }

  function look() {
    const left = ends - Date.now();
    if (left <= 0) over();
    else if (left <= WARNED && !warned) {
      warned = true;
      dialog.showModal();
    }
  }

  async function stay() {
    const body = new URLSearchParams(new FormData(form));
    const answer = await fetch(form.action, { method: "POST", body }).catch(() => null);
    if (!answer) return; // nothing reached the server: the button is there to be pressed again
    const { left } = answer.ok ? await answer.json() : { left: 0 };
    ends = Date.now() + left * 1000;
    // Twelve hours after the sign-in nothing keeps it open: then one warning is enough.
    warned = left * 1000 <= WARNED;
    if (left) dialog.close();
    else over();
  }

  form.addEventListener("submit", (event) => {
    event.preventDefault();
    stay();
  });
  dialog.addEventListener("cancel", (event) => {
    event.preventDefault();
    if (!form.hidden) stay();
  });
  dialog.querySelector("a").addEventListener("click", () => {
    document.querySelectorAll("[data-fetched]").forEach(keep);
  });
  const timer = setInterval(look, 5000);
}
