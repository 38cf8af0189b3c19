// The desk of the re-review by keyboard: digits for the items, letters for everything else. Without this script the
// page works by Tab, space and Enter.
(function () {
  "use strict";

  const desk = document.querySelector("[data-desk]");
  if (!desk) return;
  const said = desk.querySelector("[data-desk-said]");
  const note = document.getElementById("desk-note");
  const papers = [...desk.querySelectorAll("[data-desk-evidence]")];
  let paper = -1;

  function say(words) {
    if (said) said.textContent = words;
  }

  function answersOf(item) {
    const [ok, bad] = item.querySelectorAll("input[type=radio]");
    return { ok, bad };
  }

  // In order, not in order, not looked at, and round again.
  function turn(item) {
    const { ok, bad } = answersOf(item);
    const word = item.querySelector("legend").textContent.trim();
    if (ok.checked) {
      bad.checked = true;
      say(`${word}：不符合`);
    } else if (bad.checked) {
      bad.checked = false;
      say(`${word}：未审`);
    } else {
      ok.checked = true;
      say(`${word}：符合`);
    }
  }

  function fillTheRest() {
    desk.querySelectorAll("[data-desk-item]").forEach((item) => {
      const { ok, bad } = answersOf(item);
      if (!bad.checked) ok.checked = true;
    });
    say("其余各项：符合");
  }

  function showNextPaper() {
    if (!papers.length) return;
    paper = (paper + 1) % papers.length;
    papers[paper].scrollIntoView({ block: "start" });
    papers[paper].focus({ preventScroll: true });
  }

  function isTyping(target) {
    return target.matches("textarea, select, input:not([type=radio]):not([type=checkbox]):not([type=hidden])");
  }

  const ACTS = {
    a: fillTheRest,
    e: showNextPaper,
    r: () => note && note.focus(),
  };

  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing || event.repeat) return;
    if (event.key === "Escape" && event.target === note) {
      document.getElementById("desk-name").focus();
      return;
    }
    if (isTyping(event.target) || document.querySelector("dialog[open]")) return;
    const key = event.key.toLowerCase();
    const item = desk.querySelector(`[data-desk-item="${CSS.escape(key)}"]`);
    const button = desk.querySelector(`[data-desk-key="${CSS.escape(key.toUpperCase())}"]`);
    if (item) turn(item);
    else if (ACTS[key]) ACTS[key]();
    else if (button) button.click();
    else return;
    event.preventDefault();
  });

  // Each candidate begins at his name, so that a screen reader says who it is; after a refusal the reasons come first.
  if (!document.querySelector(".refusals")) {
    const name = document.getElementById("desk-name");
    if (name) name.focus({ preventScroll: true });
  }
})();
