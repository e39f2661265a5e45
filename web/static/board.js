// What scripts add to the board: cards are dragged, keys go from card to card, and a move changes
// the board in place. Without them each card has its menu.
"use strict";
(() => {
  const one = (selector, within = document) => within.querySelector(selector);
  const all = (selector, within = document) => [...within.querySelectorAll(selector)];
  const keysWork = !/(?:^|; )keys=off(?:;|$)/.test(document.cookie);
  const said = one("[data-said]");

  // --- Moving ----------------------------------------------------------------------------------

  async function send(form, body) {
    one("[data-lanes]").classList.add("is-busy");
    let answer;
    try {
      answer = await fetch(form.action, { method: "POST", body: new URLSearchParams(body) });
    } catch {
      form.submit(); // The network is away for a moment; the browser says so better than we could.
      return;
    }
    const fresh = new DOMParser().parseFromString(await answer.text(), "text/html");
    const board = one("[data-board]", fresh);
    if (!board) {
      window.location.reload();
      return;
    }
    one("[data-board]").replaceWith(document.adoptNode(board));
    prepare();
    const told = one("[data-refused], .told [role=status]");
    said.textContent = told ? told.textContent.trim() : "";
    one(`#task${body.get("task")} a`)?.focus();
  }

  function move(card, target) {
    const form = one("form", card);
    const body = new FormData(form);
    body.set("to", target);
    send(form, body);
  }

  function prepareForm(form) {
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      send(form, new FormData(form));
    });
  }

  // --- Dragging --------------------------------------------------------------------------------

  let dragged = null;

  function prepareCard(card) {
    card.draggable = true;
    card.addEventListener("dragstart", (event) => {
      dragged = card;
      card.classList.add("is-lifted");
      event.dataTransfer.effectAllowed = "move";
      event.dataTransfer.setData("text/plain", card.dataset.task);
    });
    card.addEventListener("dragend", () => {
      card.classList.remove("is-lifted");
      dragged = null;
      all(".lane.is-target").forEach((lane) => lane.classList.remove("is-target"));
    });
  }

  function takes(lane) {
    return dragged && lane.dataset.to && !lane.contains(dragged);
  }

  function prepareLane(lane) {
    lane.addEventListener("dragover", (event) => {
      if (!takes(lane)) return;
      event.preventDefault();
      event.dataTransfer.dropEffect = "move";
      lane.classList.add("is-target");
    });
    lane.addEventListener("dragleave", (event) => {
      if (!lane.contains(event.relatedTarget)) lane.classList.remove("is-target");
    });
    lane.addEventListener("drop", (event) => {
      if (!takes(lane)) return;
      event.preventDefault();
      lane.classList.remove("is-target");
      move(dragged, lane.dataset.to);
    });
  }

  // --- Keys ------------------------------------------------------------------------------------

  function cards(lane) {
    return all("[data-task]", lane);
  }

  function neighbour(card, key) {
    const lane = card.closest("[data-lane]");
    const own = cards(lane);
    const place = own.indexOf(card);
    if (key === "ArrowDown") return own[place + 1];
    if (key === "ArrowUp") return own[place - 1];
    const lanes = all("[data-lane]").filter((each) => cards(each).length);
    const other = lanes[lanes.indexOf(lane) + (key === "ArrowRight" ? 1 : -1)];
    if (!other) return undefined;
    const there = cards(other);
    return there[Math.min(place, there.length - 1)];
  }

  function onKey(event) {
    const isPlain = !event.ctrlKey && !event.metaKey && !event.altKey && !event.shiftKey;
    const card = event.target.closest?.("[data-task]");
    if (!card || !isPlain || event.target.closest("select, input, textarea")) return;
    if (event.key.startsWith("Arrow")) {
      const next = neighbour(card, event.key);
      if (next) {
        one("a", next).focus();
        event.preventDefault();
      }
    } else if (event.key === "m" && keysWork) {
      const menu = one("[data-move]", card);
      if (!menu) return;
      menu.open = true;
      one("select", menu).focus();
      event.preventDefault();
    }
  }

  function prepare() {
    all("[data-movable]").forEach(prepareCard);
    all("[data-lane]").forEach(prepareLane);
    all("[data-move] form").forEach(prepareForm);
  }

  document.addEventListener("keydown", onKey);
  prepare();
})();
