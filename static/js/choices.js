// Long lists to tick: a search box that hides what does not match, and a count of what is ticked.
(function () {
  "use strict";

  function words(text) {
    return text.toLowerCase().replace(/\s+/g, "");
  }

  document.querySelectorAll("[data-choices]").forEach((list) => {
    const search = list.querySelector("[data-choices-search]");
    const count = list.querySelector("[data-choices-count]");
    const rows = [...list.querySelectorAll("[data-choice]")];

    function isTicked(row) {
      return row.querySelector("input:checked") !== null;
    }

    // A ticked row never hides: nobody should send what he cannot see.
    function show() {
      const wanted = words(search.value);
      let shown = 0;
      rows.forEach((row) => {
        row.hidden = wanted !== "" && !words(row.dataset.choice).includes(wanted) && !isTicked(row);
        if (!row.hidden) shown += 1;
      });
      const ticked = list.querySelectorAll("input:checked").length;
      count.textContent = `已选 ${ticked} 项${wanted ? `，显示 ${shown} 行` : ""}`;
    }

    search.addEventListener("input", show);
    search.addEventListener("keydown", (event) => {
      if (event.key === "Enter") event.preventDefault();
    });
    list.addEventListener("change", show);
    show();
  });
})();
