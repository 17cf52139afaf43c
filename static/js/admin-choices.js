// Give the boxes in which records are chosen by typing the names of their fields.

function name(select) {
  const label = document.querySelector(`label[for="${CSS.escape(select.id)}"]`);
  const box = select.nextElementSibling?.querySelector(".select2-selection");
  if (!label || !box) return;
  label.id ||= `${select.id}-label`;
  for (const part of [box, ...box.querySelectorAll("[role=textbox], .select2-search__field")]) {
    part.setAttribute("aria-labelledby", label.id);
  }
}

function nameWithin(element) {
  for (const select of element.querySelectorAll("select.admin-autocomplete")) name(select);
}

// Django's script makes the boxes when it is ready, and others for each row that is added.
function nameNew(changes) {
  for (const change of changes) {
    if ([...change.addedNodes].some((node) => node.classList?.contains("select2-container"))) {
      nameWithin(change.target);
    }
  }
}

nameWithin(document);
new MutationObserver(nameNew).observe(document.body, { childList: true, subtree: true });
django.jQuery(document).on("change", "select.admin-autocomplete", (event) => name(event.target));
