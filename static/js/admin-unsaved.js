// Ask before a form is left that has been typed in and not been saved.

const form = document.querySelector(".change-form #content-main > form");
let isChanged = Boolean(form?.querySelector(".errorlist"));

function mayGo(event) {
  if (isChanged) event.preventDefault();
}

form?.addEventListener("change", () => { isChanged = true; });
form?.addEventListener("submit", () => { isChanged = false; });
if (form) window.addEventListener("beforeunload", mayGo);
