// Keeps the checklist under a new password, and its confirmation, up to date while somebody types.

import { checklist, decode, prepare } from "./policy.js";

async function watch(block) {
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
    for (const { rule, met } of checklist(policy, password.value)) {
      show(rule.code, met).hidden = met && !rule.alwaysShown;
    }
    const same = prepare(policy, password.value) === prepare(policy, confirmation.value);
    show("confirmed", password.value !== "" && same);
  }

  // What the server said of the last password says nothing of the next one.
  password.addEventListener("input", () => block.querySelector('[data-rule="refused"]')?.remove());
  block.querySelector("[data-confirmed]").hidden = false;
  block.addEventListener("input", update);
  update();
}

document.querySelectorAll("[data-policy]").forEach(watch);
