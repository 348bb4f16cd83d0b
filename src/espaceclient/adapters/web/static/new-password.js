// Keeps the checklist under a new password, and its confirmation, up to date while somebody types.

import { checklist, decode, prepare } from "./policy.js";

export default async function watch(block) {
  const policy = decode(await (await fetch(block.dataset.policy)).json());
  const password = block.querySelector("#password");
  const confirmation = block.querySelector("#confirmation");

  function show(code, met) {
    const row = block.querySelector(`[data-rule="${code}"]`);
    row.classList.toggle("met", met);
    row.classList.toggle("unmet", !met);
    const state = row.querySelector("[data-state]");
    const word = met ? block.dataset.met : block.dataset.unmet;
    // Writing the same word again would have it read aloud again.
    if (state.textContent !== word) state.textContent = word;
    return row;
  }

  function update() {
    const rows = checklist(policy, password.value);
    for (const { rule, met } of rows) show(rule.code, met).hidden = met && !rule.alwaysShown;
    const same = prepare(policy, password.value) === prepare(policy, confirmation.value);
    show("confirmed", password.value !== "" && same);
    validate(password, rows.every(({ met }) => met));
    validate(confirmation, same);
  }

  // Nobody reads the text: the rows say it.
  const validate = (field, valid) => field.setCustomValidity(valid ? "" : "?");

  // What the server said of the last password says nothing of the next one, but until that is typed.
  password.addEventListener("input", () => block.querySelector('[data-rule="refused"]')?.remove());
  block.querySelector("[data-confirmed]").hidden = false;
  block.addEventListener("input", update);
  if (password.value) update();
}
