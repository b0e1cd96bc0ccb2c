// Progressive enhancement only: every page works without this file.

// Menus close on Escape and on a click elsewhere.
const openMenus = () => document.querySelectorAll("details.menu[open], details.bar__menu[open]");

document.addEventListener("click", (event) => {
  for (const menu of openMenus()) if (!menu.contains(event.target)) menu.open = false;
});

document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  for (const menu of openMenus()) {
    menu.open = false;
    menu.querySelector("summary").focus();
  }
});

// The open tab is in sight, also where the tabs scroll.
for (const tabs of document.querySelectorAll(".tabs")) {
  const current = tabs.querySelector("[aria-current]");
  if (current) tabs.scrollLeft = current.offsetLeft - (tabs.clientWidth - current.offsetWidth) / 2 - tabs.offsetLeft;
}

// Dialogs: a link with data-dialog="KEY" opens the dialog instead of going to its page.
document.addEventListener("click", (event) => {
  const opener = event.target.closest("[data-dialog]");
  if (opener && !event.ctrlKey && !event.metaKey && !event.shiftKey) {
    const dialog = document.getElementById(opener.dataset.dialog);
    if (dialog) {
      event.preventDefault();
      dialog.showModal();
    }
    return;
  }
  const dialog = event.target.closest("dialog");
  if (dialog && (event.target.closest("[data-close]") || isBackdrop(dialog, event))) {
    event.preventDefault();
    dialog.close();
  }
});

function isBackdrop(dialog, event) {
  if (event.target !== dialog || event.detail === 0) return false;
  const box = dialog.getBoundingClientRect();
  return event.clientX < box.left || event.clientX > box.right || event.clientY < box.top || event.clientY > box.bottom;
}

// Ctrl-K: go anywhere. Typing filters, arrows move, Enter follows the link.
const palette = document.getElementById("palette");
if (palette) {
  const input = palette.querySelector("[data-palette-input]");
  const entries = [...palette.querySelectorAll("li")];
  const shown = () => entries.filter((entry) => !entry.hidden).map((entry) => entry.firstElementChild);

  document.addEventListener("keydown", (event) => {
    if (!(event.ctrlKey || event.metaKey) || event.key.toLowerCase() !== "k") return;
    event.preventDefault();
    input.value = "";
    input.dispatchEvent(new Event("input"));
    if (!palette.open) palette.showModal();
    input.focus();
  });

  input.addEventListener("input", () => {
    const wanted = input.value.trim().toLowerCase();
    for (const entry of entries) entry.hidden = !entry.textContent.toLowerCase().includes(wanted);
    palette.querySelector("[data-palette-none]").hidden = shown().length > 0;
  });

  palette.addEventListener("keydown", (event) => {
    const links = shown();
    const place = links.indexOf(document.activeElement);
    if (event.key === "ArrowDown") links[Math.min(place + 1, links.length - 1)]?.focus();
    else if (event.key === "ArrowUp") (place > 0 ? links[place - 1] : input).focus();
    else if (event.key === "Enter" && document.activeElement === input) links[0]?.click();
    else return;
    event.preventDefault();
  });
}

// A form that came back with errors starts at its summary.
const focusErrors = (root) => root.querySelector(".errors")?.focus();
focusErrors(document);
document.addEventListener("htmx:afterSwap", (event) => focusErrors(event.target));

// A form that was sent is not sent once more by a second click. It opens again after two seconds, since a file that came for
// an answer leaves the page standing, and when the page comes back out of the browser's memory. Heard before anything else does.
const AGAIN_AFTER = 2000;
let sent = new WeakSet();
window.addEventListener("pageshow", () => (sent = new WeakSet()));
document.addEventListener("submit", (event) => {
  const form = event.target;
  const method = event.submitter?.getAttribute("formmethod") ?? form.getAttribute("method") ?? "";
  if (method.toLowerCase() !== "post") return;
  if (sent.has(form)) {
    event.preventDefault();
    event.stopImmediatePropagation();
    return;
  }
  sent.add(form);
  setTimeout(() => sent.delete(form), AGAIN_AFTER);
}, true);

// The number by which a form is known (the same one twice is one draft) comes back with the page on the back button.
for (const input of document.querySelectorAll("input[data-start]")) {
  if (history.state?.start) input.value = history.state.start;
  else history.replaceState({ ...history.state, start: input.value }, "");
}

// A file may be dropped anywhere in its frame.
for (const kind of ["dragover", "dragleave", "drop"]) {
  document.addEventListener(kind, (event) => {
    const frame = event.target.closest?.("[data-upload]");
    if (!frame) return;
    frame.classList.toggle("upload--over", kind === "dragover");
    if (kind === "dragleave") return;
    event.preventDefault();
    const input = frame.querySelector("input[type=file]");
    if (kind === "drop" && event.dataTransfer.files.length) {
      input.files = event.dataTransfer.files;
      input.dispatchEvent(new Event("change", { bubbles: true }));
    }
  });
}
