// Offers to show times as they are where the reader's device is. Without scripts the list of zones does the same.
"use strict";

const select = document.querySelector("[data-zone]");
const hint = document.querySelector("[data-zone-hint]");
const here = Intl.DateTimeFormat().resolvedOptions().timeZone;

if (select && hint && here && here !== select.value && [...select.options].some((one) => one.value === here)) {
  const link = hint.querySelector("[data-zone-link]");
  link.textContent = here;
  link.href += `?zone=${encodeURIComponent(here)}`;
  hint.hidden = false;
}
