// The seats of a room by mouse and by keyboard: pick a candidate up, put him down on a place. Without this script the
// page works by links and buttons: choose a candidate, then a place.
(function () {
  "use strict";

  const room = document.querySelector("[data-seats-open]");
  const form = document.getElementById("seat-form");
  if (!room || !form) return;
  const said = form.querySelector("[data-seats-said]");
  const seats = [...room.querySelectorAll(".seat")];
  const at = new Map(seats.map((seat) => [`${seat.dataset.row}:${seat.dataset.column}`, seat]));
  const STEPS = { ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1] };
  const MOST = 30;
  let picked = seats.find((seat) => seat.classList.contains("is-picked")) || null;

  function face(seat) {
    return seat.querySelector(".seat-face");
  }

  function say(words) {
    said.textContent = words;
  }

  function words(seat) {
    const number = seat.querySelector(".seat-number").textContent;
    return seat.dataset.name ? `${number} 号，${seat.dataset.name}` : `${number} 号，空`;
  }

  // One place is reached by Tab, the others by the arrows.
  function lookAt(seat) {
    seats.forEach((one) => face(one).setAttribute("tabindex", one === seat ? "0" : "-1"));
    face(seat).focus();
  }

  function next(seat, [down, right]) {
    let row = Number(seat.dataset.row);
    let column = Number(seat.dataset.column);
    for (let step = 0; step < MOST; step += 1) {
      row += down;
      column += right;
      const found = at.get(`${row}:${column}`);
      if (found) return found;
    }
    return null;
  }

  function pick(seat) {
    drop();
    picked = seat;
    seat.classList.add("is-picked");
    form.classList.add("is-moving");
    say(`拿起 ${words(seat)}。走到新座位按空格放下，Esc 放回。`);
  }

  function drop() {
    if (picked) picked.classList.remove("is-picked");
    picked = null;
    form.classList.remove("is-moving");
  }

  function put(key, seat) {
    if (!seat.dataset.target) {
      say("这是备用位，不能安排。");
      return;
    }
    form.querySelector("[name=seat]").value = key;
    const target = document.createElement("input");
    target.type = "hidden";
    target.name = "target";
    target.value = seat.dataset.target;
    form.append(target);
    form.requestSubmit();
  }

  function keyOfPicked() {
    return picked ? picked.dataset.seat : form.querySelector("[name=seat]").value;
  }

  room.addEventListener("keydown", (event) => {
    const seat = event.target.closest(".seat");
    if (!seat || event.ctrlKey || event.metaKey || event.altKey) return;
    if (STEPS[event.key]) {
      const found = next(seat, STEPS[event.key]);
      if (found) lookAt(found);
    } else if (event.key === " " || event.key === "Enter") {
      if (picked === seat) {
        drop();
        say("放回原处。");
      } else if (keyOfPicked()) put(keyOfPicked(), seat);
      else if (seat.dataset.seat) pick(seat);
      else say("这里没有人。");
    } else if (event.key === "Escape" && keyOfPicked()) {
      const back = picked || seat;
      drop();
      form.querySelector("[name=seat]").value = "";
      lookAt(back);
      say("放回原处。");
    } else return;
    event.preventDefault();
  });

  // --- by mouse ----------------------------------------------------------------------------------
  seats.forEach((seat) => {
    if (seat.dataset.seat) seat.setAttribute("draggable", "true");
    face(seat).setAttribute("draggable", "false");
  });
  room.addEventListener("dragstart", (event) => {
    const seat = event.target.closest(".seat[data-seat]");
    if (!seat) return;
    event.dataTransfer.setData("text/plain", seat.dataset.seat);
    event.dataTransfer.effectAllowed = "move";
    pick(seat);
  });
  room.addEventListener("dragover", (event) => {
    const seat = event.target.closest(".seat[data-target]");
    seats.forEach((one) => one.classList.toggle("is-over", one === seat && one !== picked));
    if (seat) event.preventDefault();
  });
  room.addEventListener("drop", (event) => {
    const seat = event.target.closest(".seat[data-target]");
    seats.forEach((one) => one.classList.remove("is-over"));
    if (!seat || seat === picked) return;
    event.preventDefault();
    put(event.dataTransfer.getData("text/plain"), seat);
  });
  room.addEventListener("dragend", () => {
    seats.forEach((one) => one.classList.remove("is-over"));
    drop();
  });

  // After a move the reader goes on at the place that was filled.
  const wanted = new URLSearchParams(location.search).get("at");
  const start =
    seats.find((seat) => wanted && Number(seat.querySelector(".seat-number").textContent) === Number(wanted)) || seats[0];
  seats.forEach((one) => face(one).setAttribute("tabindex", one === start ? "0" : "-1"));
  if (wanted && !document.querySelector(".refusals")) face(start).focus();
})();
