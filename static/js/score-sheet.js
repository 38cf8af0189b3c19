// Score sheets by keyboard: Enter and the arrows move from field to field, a column can be pasted, the tally is live.
// Without this script the grid works by Tab and the buttons.
(function () {
  "use strict";

  const WORDS = { 缺考: "缺考", 缺: "缺考", Q: "缺考", QK: "缺考", 未考: "缺考", 作弊: "作弊", 弊: "作弊", Z: "作弊", ZB: "作弊", 违纪: "作弊" };

  // What the portal will understand: a word, a number with at most one decimal, "" for an empty field, null otherwise.
  function read(text) {
    const typed = text.normalize("NFKC").replace(/\s/g, "").toUpperCase().replace(/分$/, "").replace("。", ".");
    if (!typed) return "";
    if (WORDS[typed]) return WORDS[typed];
    return /^\d{1,3}(\.\d)?$/.test(typed) && Number(typed) <= 100 ? Number(typed) : null;
  }

  document.querySelectorAll("[data-score-sheet]").forEach((sheet) => {
    const fields = [...sheet.querySelectorAll(".score-field")];
    const tally = sheet.querySelector("[data-score-tally]");
    const pass = Number(sheet.dataset.passScore || 0);

    function mark(field) {
      const value = read(field.value);
      field.classList.toggle("is-doubtful", value === null);
      field.classList.toggle("is-low", pass > 0 && (typeof value === "string" ? value !== "" : value !== null && value < pass));
    }

    function count() {
      if (!tally) return;
      const values = fields.map((field) => read(field.value));
      const numbers = values.filter((value) => typeof value === "number");
      const passed = numbers.filter((value) => value >= pass).length;
      const of = (word) => values.filter((value) => value === word).length;
      const wrong = values.filter((value) => value === null).length;
      const sum = numbers.reduce((total, value) => total + Math.round(value * 10), 0) / 10;
      tally.textContent =
        `本页已录 ${values.length - of("") - wrong} / ${values.length} 人；及格 ${passed}，不及格 ${numbers.length - passed}，` +
        `缺考 ${of("缺考")}，作弊 ${of("作弊")}；分数合计 ${sum}` + (wrong ? `；看不懂 ${wrong} 处` : "");
    }

    function go(field, step) {
      const next = fields[fields.indexOf(field) + step];
      if (!next) return false;
      next.focus();
      next.select();
      return true;
    }

    // Q becomes 缺考.
    function settle(field) {
      const value = read(field.value);
      if (value) field.value = String(value);
    }

    sheet.addEventListener("keydown", (event) => {
      const field = event.target.closest(".score-field");
      if (!field || event.isComposing || event.ctrlKey || event.metaKey || event.altKey) return;
      const step = { Enter: 1, ArrowDown: 1, ArrowUp: -1 }[event.key];
      if (!step) return;
      settle(field);
      if (event.key === "Enter") event.preventDefault(); // one key too many must not hand the sheet in
      if (go(field, step)) event.preventDefault();
    });

    sheet.addEventListener("focusout", (event) => {
      const field = event.target.closest(".score-field");
      if (field) settle(field);
    });

    sheet.addEventListener("paste", (event) => {
      const field = event.target.closest(".score-field");
      const lines = event.clipboardData.getData("text").replace(/\r?\n$/, "").split(/\r?\n/);
      if (!field || lines.length < 2) return;
      event.preventDefault();
      const from = fields.indexOf(field);
      lines.slice(0, fields.length - from).forEach((line, number) => {
        fields[from + number].value = line.split("\t")[0].trim();
        mark(fields[from + number]);
      });
      count();
    });

    sheet.addEventListener("input", (event) => {
      const field = event.target.closest(".score-field");
      if (field) mark(field);
      count();
    });

    fields.forEach(mark);
    count();
    const first = fields.find((field) => field.value === "");
    if (first && !document.querySelector(".refusals")) first.focus({ preventScroll: true });
  });
})();
