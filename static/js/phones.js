// The phone shows its newest message, and keeps what is being typed: the box stands outside of what is swapped.
(function () {
  "use strict";

  function toNewest() {
    const lines = document.querySelector(".phone-lines");
    if (lines) lines.scrollTop = lines.scrollHeight;
  }

  document.addEventListener("htmx:afterSettle", toNewest);
  document.addEventListener("DOMContentLoaded", toNewest);
  toNewest();
})();
