// Takes what is wrong with a field away as soon as it is mended.

export default function mend(block) {
  const field = block.querySelector("input:not([type=hidden]), select");
  const form = field.form;

  function look() {
    if (field.value === "" || !field.checkValidity()) return;
    form.removeEventListener("input", changed);
    form.removeEventListener("change", changed);
    block.classList.remove("wrong");
    field.removeAttribute("aria-invalid");
    const sentence = block.querySelector(".problem");
    const described = field.getAttribute("aria-describedby").split(" ");
    field.setAttribute("aria-describedby", described.filter((id) => id !== sentence.id).join(" "));
    sentence.remove();
    strike(field.id);
  }

  // What the server alone refused is wrong until it is changed.
  const refused = field.type === "password" ? field.value : field.defaultValue;
  let told = false;
  function changed() {
    told ||= !field.checkValidity();
    if (told || field.value !== refused) look();
  }
  form.addEventListener("input", changed);
  form.addEventListener("change", changed);
  changed();
}

/** Take a field out of the summary, and with the last one all that says the form was refused. */
function strike(id) {
  const summary = document.querySelector(".error-summary");
  summary?.querySelector(`a[href="#${id}"]`)?.closest("li").remove();
  if (summary?.querySelector("li")) return;
  document.querySelectorAll(".error-summary, form .failure").forEach((told) => told.remove());
}
