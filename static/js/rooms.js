// The picture of a room while its form is filled in: places are numbered as they will be, a click makes a gap.
(function () {
  "use strict";

  const form = document.querySelector("[data-room]");
  if (!form) return;
  const picture = form.querySelector("[data-room-picture]");
  const said = form.querySelector("[data-room-said]");
  const field = (name) => form.elements[name];
  const MOST = 30;

  function whole(name) {
    const value = Number.parseInt(field(name).value, 10);
    return Number.isFinite(value) && value > 0 ? Math.min(value, MOST) : 0;
  }

  // "2-3" is a row and a column, "*-3" a whole column.
  function gapsOf(rows, columns) {
    const gaps = new Set();
    for (const [, row, column] of field("gaps").value.matchAll(/(\d{1,2}|\*)\s*[-－–]\s*(\d{1,2}|\*)/g)) {
      for (let r = 1; r <= rows; r += 1) {
        for (let c = 1; c <= columns; c += 1) {
          if ((row === "*" || Number(row) === r) && (column === "*" || Number(column) === c)) gaps.add(`${r}-${c}`);
        }
      }
    }
    return gaps;
  }

  // Down the first column, up the second, as the server numbers them unless its setting says by rows.
  function numbersOf(rows, columns, gaps) {
    const numbers = new Map();
    for (let c = 1; c <= columns; c += 1) {
      for (let step = 1; step <= rows; step += 1) {
        const r = c % 2 ? step : rows + 1 - step;
        if (!gaps.has(`${r}-${c}`)) numbers.set(`${r}-${c}`, numbers.size + 1);
      }
    }
    return numbers;
  }

  function toggle(position, rows, columns) {
    const gaps = gapsOf(rows, columns);
    if (!gaps.delete(position)) gaps.add(position);
    const order = (text) => text.split("-").map(Number);
    field("gaps").value = [...gaps].sort((a, b) => order(a)[0] - order(b)[0] || order(a)[1] - order(b)[1]).join(" ");
    draw(position);
  }

  function cell(row, column, numbers, last, rows, columns) {
    const position = `${row}-${column}`;
    const number = numbers.get(position);
    const td = document.createElement("td");
    const button = document.createElement("button");
    button.type = "button";
    button.dataset.position = position;
    button.textContent = number || "";
    button.setAttribute("aria-label", `${row} 排 ${column} 列，${number ? `${number} 号` : "空位"}`);
    button.addEventListener("click", () => toggle(position, rows, columns));
    if (!number) td.className = "is-gap";
    else if (number > last) td.className = "is-spare";
    td.append(button);
    return td;
  }

  function draw(focus) {
    const rows = whole("rows");
    const columns = whole("columns");
    const numbers = numbersOf(rows, columns, gapsOf(rows, columns));
    const spares = Math.max(0, Number.parseInt(field("spares").value, 10) || 0);
    const table = document.createElement("table");
    table.className = "room-table";
    for (let row = 1; row <= rows; row += 1) {
      const line = table.insertRow();
      for (let column = 1; column <= columns; column += 1) {
        line.append(cell(row, column, numbers, numbers.size - spares, rows, columns));
      }
    }
    picture.replaceChildren(table);
    said.textContent = `共 ${numbers.size} 个，其中备用 ${Math.min(spares, numbers.size)} 个。点一下变成空位，再点恢复。`;
    const again = focus && picture.querySelector(`[data-position="${focus}"]`);
    if (again) again.focus();
  }

  ["rows", "columns", "gaps", "spares"].forEach((name) => field(name).addEventListener("input", () => draw()));
  draw();
})();
