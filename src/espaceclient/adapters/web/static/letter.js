// Leaves the letter beside a contract's digits out, as the core does, and says which number is taken.

export default function leaveLetterOut(said) {
  const field = document.getElementById(said.dataset.letter);
  const lettered = new RegExp(`^[A-Za-z]?(\\d{${said.dataset.digits}})[A-Za-z]?$`);

  field.addEventListener("change", () => {
    const typed = field.value.replace(/\s/g, "");
    const number = typed.length === Number(said.dataset.digits) + 1 && lettered.exec(typed)?.[1];
    said.textContent = number ? said.dataset.taken.replace("{number}", number) : "";
    if (number) field.value = number;
  });
}
