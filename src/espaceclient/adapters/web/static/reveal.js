// Shows a password while it is typed, for who asks for it, and hides it again before it is sent.

export default function reveal(button) {
  const field = document.getElementById(button.dataset.reveal);

  function show(shown) {
    field.type = shown ? "text" : "password";
    for (const name of button.children) name.hidden = (name.dataset.when === "shown") !== shown;
  }

  button.hidden = false;
  button.addEventListener("click", () => show(field.type === "password"));
  field.form.addEventListener("submit", () => show(false));
}
