// Make an ask or an answer of the words that are selected in the text of a letter.

const bar = document.querySelector("[data-quotes-of]");
const text = bar && document.getElementById(bar.dataset.quotesOf);

function emptyQuote(rows) {
  const quotes = document.querySelectorAll(`#${rows}-group textarea[name$="-quote"]`);
  return [...quotes].find((quote) => !quote.name.includes("__prefix__") && !quote.value.trim());
}

function quoteField(rows) {
  if (!emptyQuote(rows)) document.querySelector(`#${rows}-group .add-row a`)?.click();
  return emptyQuote(rows);
}

function quote(rows) {
  const words = text.value.slice(text.selectionStart, text.selectionEnd).trim();
  const field = words && quoteField(rows);
  if (!field) {
    text.focus();
    return;
  }
  field.value = words;
  field.dispatchEvent(new Event("change", { bubbles: true }));
  field.closest(".inline-related").scrollIntoView({ block: "center" });
  const next = field.closest(".inline-related").querySelector('[name$="-gist"], [name$="-stance"]');
  next?.focus({ preventScroll: true });
}

if (text) {
  text.closest(".form-row").append(bar);
  bar.hidden = false;
  for (const button of bar.querySelectorAll("[data-rows]")) {
    button.addEventListener("click", () => quote(button.dataset.rows));
  }
}
