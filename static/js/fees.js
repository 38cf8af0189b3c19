// Draws income and spending of the page 收支总览. The numbers stand in the table below the plot.
(function () {
  "use strict";

  function draw(box) {
    const plot = JSON.parse(box.dataset.plot);
    const still = window.matchMedia("(prefers-reduced-motion: reduce)").matches;
    const chart = window.echarts.init(box, null, { renderer: "svg" });
    const bars = (name, data, decal) => ({ name: name, type: "bar", data: data, itemStyle: { decal: decal } });
    chart.setOption({
      animation: !still,
      color: ["#1d5fa8", "#b3541e"],
      textStyle: { fontFamily: window.getComputedStyle(document.body).fontFamily },
      legend: { top: 0, itemGap: 20 },
      grid: { left: 72, right: 24, top: 40, bottom: 48 },
      tooltip: { trigger: "axis", valueFormatter: (value) => value.toFixed(2) + " 元" },
      xAxis: { type: "category", data: plot.names, axisLabel: { interval: 0, hideOverlap: true } },
      yAxis: { type: "value", name: "元" },
      series: [
        bars("收入", plot.income, undefined),
        bars("支出", plot.spending, { symbol: "rect", rotation: Math.PI / 4, dashArrayX: [1, 0], dashArrayY: [2, 5] }),
      ],
    });
    window.addEventListener("resize", () => chart.resize());
    window.addEventListener("beforeprint", () => chart.resize());
  }

  document.addEventListener("DOMContentLoaded", () => document.querySelectorAll("[data-plot]").forEach(draw));
})();
