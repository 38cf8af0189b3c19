// Draws the Lorenz curves of the page 执评是否公平. The numbers stand in the table below the plot.
(function () {
  "use strict";

  const COLOURS = ["#1d5fa8", "#b3541e", "#2f7d4f", "#7a4ba0", "#a3283c", "#0f7f8c"];
  const DASHES = ["solid", "dashed", "dotted", [12, 4], [4, 4, 1, 4], [2, 6]];

  function draw(box) {
    const curves = JSON.parse(box.dataset.lorenz);
    const still = window.matchMedia("(prefers-reduced-motion: reduce)").matches;
    const chart = window.echarts.init(box, null, { renderer: "svg" });
    const even = { name: "人人一样", type: "line", data: [[0, 0], [100, 100]], symbol: "none", lineStyle: { color: "#4a5560", width: 1 }, itemStyle: { color: "#4a5560" } };
    chart.setOption({
      animation: !still,
      color: COLOURS,
      textStyle: { fontFamily: window.getComputedStyle(document.body).fontFamily },
      legend: { type: "scroll", top: 0, itemGap: 20 },
      grid: { left: 56, right: 24, top: 48, bottom: 40 },
      tooltip: { trigger: "item", formatter: (one) => `${one.seriesName}<br>${one.value[0]}% 的人做了 ${one.value[1]}%` },
      xAxis: { type: "value", min: 0, max: 100, axisLabel: { formatter: "{value}%" } },
      yAxis: { type: "value", min: 0, max: 100, axisLabel: { formatter: "{value}%" } },
      series: [even, ...curves.map((one, index) => ({
        name: one.name,
        type: "line",
        data: one.points,
        symbolSize: 5,
        lineStyle: { type: DASHES[index % DASHES.length] },
      }))],
    });
    window.addEventListener("resize", () => chart.resize());
    window.addEventListener("beforeprint", () => chart.resize());
  }

  document.addEventListener("DOMContentLoaded", () => document.querySelectorAll("[data-lorenz]").forEach(draw));
})();
