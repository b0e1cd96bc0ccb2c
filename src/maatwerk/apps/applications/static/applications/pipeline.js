// The pipeline's dialog, keys and dragging. Everything here also works through the menu of a card, without this file.

const dialog = document.getElementById("move-dialog");
const board = () => document.getElementById("board");
const say = (sentence) => {
  document.getElementById("board-said").textContent = sentence;
};

// A move asks for its reason in the dialog; when it is made, or needs no answer any more, the dialog closes.
document.addEventListener("htmx:afterSwap", (event) => {
  if (event.target.id !== "move-body") return;
  for (const menu of document.querySelectorAll(".card__menu[open]")) menu.open = false;
  if (!dialog.open) dialog.showModal();
  (dialog.querySelector(".errors") ?? dialog.querySelector("textarea"))?.focus();
});
document.addEventListener("pipeline-moved", () => {
  dialog.close();
  const link = document.querySelector("#board-said a") ?? document.querySelector(".card__name a");
  link?.focus();
});

// Keys, while the focus is on a card.
document.addEventListener("keydown", (event) => {
  const card = event.target.closest?.(".card");
  if (!card || event.ctrlKey || event.metaKey || event.altKey) return;
  const action = card.querySelector(`[data-key="${CSS.escape(event.key.toLowerCase())}"]`);
  if (action) action.click();
  else if (event.key.startsWith("Arrow")) neighbour(card, event.key)?.querySelector(".card__name a").focus();
  else return;
  event.preventDefault();
});

function neighbour(card, key) {
  if (key === "ArrowDown" || key === "ArrowUp") {
    const next = key === "ArrowDown" ? card.nextElementSibling : card.previousElementSibling;
    return next?.matches(".card") ? next : null;
  }
  const columns = [...document.querySelectorAll(".board__column")];
  const place = columns.indexOf(card.closest(".board__column"));
  const others = key === "ArrowRight" ? columns.slice(place + 1) : columns.slice(0, place).reverse();
  return others.map((column) => column.querySelector(".card")).find(Boolean) ?? null;
}

// Dragging: onto the next column is the same as the first entry of the menu; anything else is said, not done.
let dragged = null;

document.addEventListener("dragstart", (event) => {
  dragged = event.target.closest?.(".card[draggable]") ?? null;
  if (!dragged) return;
  dragged.classList.add("card--dragged");
  event.dataTransfer.effectAllowed = "move";
  event.dataTransfer.setData("text/plain", dragged.id);
});
document.addEventListener("dragend", () => {
  dragged?.classList.remove("card--dragged");
  for (const column of document.querySelectorAll(".board__column--over")) column.classList.remove("board__column--over");
  dragged = null;
});
document.addEventListener("dragover", (event) => {
  const column = event.target.closest?.(".board__column");
  if (!dragged || !column) return;
  event.preventDefault();
  for (const other of document.querySelectorAll(".board__column--over")) other.classList.remove("board__column--over");
  if (column.dataset.stage === dragged.dataset.next) column.classList.add("board__column--over");
});
document.addEventListener("drop", (event) => {
  const column = event.target.closest?.(".board__column");
  if (!dragged || !column) return;
  event.preventDefault();
  if (column === dragged.closest(".board__column")) return;
  if (column.dataset.stage === dragged.dataset.next) dragged.querySelector("[data-move]").click();
  else say(board().dataset.onlyNext);
});
