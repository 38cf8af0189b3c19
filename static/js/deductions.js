// Draws the points taken off each month, stacked by what for. The numbers stand in the table below the plot.
(function () {
  "use strict";

  const COLOURS = ["#1d5fa8", "#b3541e", "#7a4ba0", "#a3283c"];
  const PATTERNS = [null, "rect", "triangle", "circle"];

  window.drawPlots((plot) => ({
    color: COLOURS,
    xAxis: { type: "category", data: plot.months },
    yAxis: { type: "value", name: "分" },
    series: plot.series.map((one, index) => ({
      name: one.name,
      type: "bar",
      stack: "points",
      data: one.values,
      itemStyle: PATTERNS[index] ? { decal: { symbol: PATTERNS[index], symbolSize: 0.6 } } : {},
    })),
  }));
})();
