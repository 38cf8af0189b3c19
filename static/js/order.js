/* A list put in order: five drop-downs become rows that are moved by buttons, arrow keys, or dragging.
   The drop-downs stay in the form and carry the answer; without scripts they are the form. */
(() => {
  "use strict";

  const make = (name, attributes, ...children) => {
    const node = document.createElement(name);
    for (const [key, value] of Object.entries(attributes)) node.setAttribute(key, value);
    node.append(...children);
    return node;
  };

  const icon = (name) => make("i", { class: `ti ti-${name}`, "aria-hidden": "true" });

  function setUp(fieldset) {
    const selects = [...fieldset.querySelectorAll("select")];
    const limit = Number(fieldset.dataset.orderLimit);
    const names = new Map([...selects[0].options].filter((option) => option.value).map((option) => [option.value, option.text]));
    let chosen = selects.map((select) => select.value).filter(Boolean);
    const list = make("ol", { class: "order-list" });
    const rest = make("div", { class: "order-rest", role: "group", "aria-label": "可以加入的区县" });
    const said = make("p", { class: "form-hint", "aria-live": "polite" });
    fieldset.querySelectorAll("[data-order-place]").forEach((place) => { place.hidden = true; });
    fieldset.append(list, said, rest);

    const write = () => selects.forEach((select, place) => { select.value = chosen[place] ?? ""; });
    const place = (value) => chosen.indexOf(value);

    function move(value, to) {
      if (to < 0 || to >= chosen.length) return;
      chosen = chosen.filter((one) => one !== value);
      chosen.splice(to, 0, value);
      draw(`${names.get(value)}移到第 ${to + 1}`);
    }

    function button(label, name, act, disabled) {
      const made = make("button", { type: "button", class: "btn", "aria-label": label }, icon(name));
      if (disabled) made.setAttribute("aria-disabled", "true");
      made.addEventListener("click", () => { if (!disabled) act(); });
      return made;
    }

    function row(value, at) {
      const handle = make("button", { type: "button", class: "order-handle", "aria-label": `${names.get(value)}，第 ${at + 1}，按上下键移动` }, icon("grip-vertical"));
      const item = make("li", { "data-value": value }, handle, make("span", { class: "order-name" }, names.get(value)),
        button(`${names.get(value)}上移`, "arrow-up", () => focusAfter(value, "arrow-up", () => move(value, at - 1)), at === 0),
        button(`${names.get(value)}下移`, "arrow-down", () => focusAfter(value, "arrow-down", () => move(value, at + 1)), at === chosen.length - 1),
        button(`去掉${names.get(value)}`, "x", () => { chosen = chosen.filter((one) => one !== value); draw(`已去掉${names.get(value)}`); rest.querySelector("button")?.focus(); }));
      handle.addEventListener("keydown", (event) => {
        const step = { ArrowUp: -1, ArrowDown: 1 }[event.key];
        if (!step) return;
        event.preventDefault();
        focusAfter(value, "grip-vertical", () => move(value, place(value) + step));
      });
      handle.addEventListener("pointerdown", (event) => drag(event, value, item));
      return item;
    }

    function focusAfter(value, iconName, act) {
      act();
      list.querySelector(`li[data-value="${CSS.escape(value)}"] .ti-${iconName}`)?.parentElement.focus();
    }

    function drag(event, value, item) {
      event.preventDefault();
      item.classList.add("is-dragged");
      const follow = (moved) => {
        const over = document.elementFromPoint(moved.clientX, moved.clientY)?.closest("li");
        if (!over || over === item || over.parentElement !== list) return;
        const middle = over.getBoundingClientRect().top + over.offsetHeight / 2;
        list.insertBefore(item, moved.clientY < middle ? over : over.nextSibling);
      };
      const drop = () => {
        document.removeEventListener("pointermove", follow);
        document.removeEventListener("pointerup", drop);
        document.removeEventListener("pointercancel", drop);
        chosen = [...list.children].map((one) => one.dataset.value);
        draw(`${names.get(value)}移到第 ${place(value) + 1}`);
      };
      document.addEventListener("pointermove", follow);
      document.addEventListener("pointerup", drop);
      document.addEventListener("pointercancel", drop);
    }

    function draw(words) {
      write();
      list.replaceChildren(...chosen.map(row));
      const full = chosen.length >= limit;
      rest.replaceChildren(...[...names].filter(([value]) => !chosen.includes(value)).map(([value, name]) => {
        const add = make("button", { type: "button", class: "btn" }, icon("plus"), ` ${name}`);
        if (full) add.setAttribute("aria-disabled", "true");
        add.addEventListener("click", () => {
          if (chosen.length >= limit) return;
          chosen.push(value);
          draw(`已加入${name}，第 ${chosen.length}`);
          rest.querySelector("button")?.focus();
        });
        return add;
      }));
      const left = limit - chosen.length;
      said.textContent = [words, left ? `还要选 ${left} 个。` : "已选满。"].filter(Boolean).join("。");
    }

    draw("");
  }

  document.querySelectorAll("[data-order]").forEach(setUp);
})();
