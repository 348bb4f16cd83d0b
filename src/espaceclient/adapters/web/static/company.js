// Names the company of a commune as soon as it is chosen.

export default function nameCompany(select) {
  const company = document.getElementById(select.dataset.companies);

  function name() {
    company.querySelector("strong").textContent = select.selectedOptions[0]?.dataset.company ?? "";
    company.firstElementChild.hidden = select.value === "";
  }

  select.addEventListener("change", name);
  window.addEventListener("pageshow", name);
  name();
}
