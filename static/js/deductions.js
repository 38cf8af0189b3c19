// Draws the points taken off each month, stacked by what for. The numbers stand in the table below the plot.
(function () {
  "use strict";

  const COLOURS = ["#1d5fa8", "#b3541e", "#7a4ba0", "#a3283c"];
  const PATTERNS = [null, "rect", "triangle", "circle"];

  function draw(box) {
    const plot = JSON.parse(box.dataset.plot);
    const still = window.matchMedia("(prefers-reduced-motion: reduce)").matches;
    const chart = window.echarts.init(box, null, { renderer: "svg" });
    chart.setOption({
      animation: !still,
      color: COLOURS,
      textStyle: { fontFamily: window.getComputedStyle(document.body).fontFamily },
      legend: { type: "scroll", top: 0, itemGap: 20 },
      grid: { left: 48, right: 24, top: 48, bottom: 32 },
      tooltip: { trigger: "axis" },
      xAxis: { type: "category", data: plot.months },
      yAxis: { type: "value", name: "分" },
      series: plot.series.map((one, index) => ({
        name: one.name,
        type: "bar",
        stack: "points",
        data: one.values,
        itemStyle: PATTERNS[index] ? { decal: { symbol: PATTERNS[index], symbolSize: 0.6 } } : {},
      })),
    });
    window.addEventListener("resize", () => chart.resize());
    window.addEventListener("beforeprint", () => chart.resize());
  }

  document.addEventListener("DOMContentLoaded", () => document.querySelectorAll("[data-plot]").forEach(draw));
})();
