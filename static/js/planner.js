// The reverse planner: leafing and choosing swap only the planner; a greyed date says why when it is reached.
(function () {
  "use strict";

  function line() {
    return document.getElementById("planner-reason");
  }

  function say(event) {
    const day = event.target.closest("[data-reason]");
    const words = line();
    if (day && words) words.textContent = day.dataset.reason;
  }

  function beQuiet(event) {
    const words = line();
    if (event.target.closest("[data-reason]") && words) words.textContent = words.dataset.default;
  }

  document.addEventListener("mouseover", say);
  document.addEventListener("focusin", say);
  document.addEventListener("mouseout", beQuiet);

  // Arrow keys walk from day to day, so that a month does not take thirty presses of the tab key.
  function setOneTabStop() {
    const days = [...document.querySelectorAll(".pday")];
    const stop = days.find((day) => day.matches(".is-chosen")) || days.find((day) => day.href) || days[0];
    days.forEach((day) => day.setAttribute("tabindex", day === stop ? "0" : "-1"));
  }
  document.addEventListener("DOMContentLoaded", setOneTabStop);

  const STEPS = { ArrowLeft: -1, ArrowRight: 1, ArrowUp: -7, ArrowDown: 7 };
  document.addEventListener("keydown", (event) => {
    const here = event.target.closest(".pday");
    const step = STEPS[event.key];
    if (!here || !step) return;
    const days = [...document.querySelectorAll(".pday")];
    const next = days[days.indexOf(here) + step];
    if (!next) return;
    event.preventDefault();
    next.focus();
  });

  // A link of the planner fetches the page and takes its planner; without this script it is a plain link.
  document.addEventListener("click", (event) => {
    const link = event.target.closest("a[data-planner-link]");
    if (!link || !window.htmx || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    const chosen = new URL(link.href).searchParams.get("exam");
    window.htmx
      .ajax("GET", link.href, { target: "#planner", select: "#planner", swap: "outerHTML" })
      .then(() => {
        window.history.replaceState(null, "", link.href);
        setOneTabStop();
        keepChoice(chosen);
      });
  });

  // The form above the planner carries the date along, and the focus stays on the chosen day.
  function keepChoice(chosen) {
    const form = document.querySelector("form[aria-label='计划类型']");
    if (form && chosen) {
      let field = form.elements.exam;
      if (!field) {
        field = document.createElement("input");
        field.type = "hidden";
        field.name = "exam";
        form.append(field);
      }
      field.value = chosen;
    }
    const day = document.querySelector(".pday.is-chosen");
    if (day) day.focus();
  }
})();
