// Keeps what was typed in this tab while its session is opened again, or its language changed. No password is kept.

const key = () => `espaceclient ${location.pathname}${location.search}`;
const who = () => document.querySelector(".who")?.textContent;
const fields = (form) => [...form.querySelectorAll("input[type=text], input[type=email]")];

/** Keep the fields of a form for who is signed in, or for nobody. */
export function keep(form) {
  const typed = fields(form).map(({ id, value }) => [id, value]);
  sessionStorage.setItem(key(), JSON.stringify({ who: who(), typed }));
}

/** Fill a form in with what the same person typed there, once. */
export function giveBack(form) {
  const kept = JSON.parse(sessionStorage.getItem(key()));
  if (!kept) return;
  sessionStorage.removeItem(key());
  if (kept.who !== who()) return;
  const typed = new Map(kept.typed);
  for (const field of fields(form)) field.value ||= typed.get(field.id) ?? "";
}
