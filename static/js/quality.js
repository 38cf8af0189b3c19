// Draws the rates of the page 鉴定质量: one line per institute. The numbers stand in the table below the plot.
(function () {
  "use strict";

  const COLOURS = ["#1d5fa8", "#b3541e", "#2f7d4f", "#7a4ba0", "#a3283c", "#0f7f8c", "#6b6b1f", "#4a5560"];
  const SYMBOLS = ["circle", "rect", "triangle", "diamond", "pin", "roundRect", "arrow", "emptyCircle"];

  window.drawPlots((plot) => ({
    color: COLOURS,
    tooltip: { trigger: "axis", valueFormatter: (value) => (value === null || value === undefined ? "—" : value) },
    xAxis: { type: "category", data: plot.months },
    yAxis: { type: "value", name: "每 100", minInterval: 1 },
    series: plot.series.map((one, index) => ({
      name: one.name,
      type: "line",
      data: one.values,
      symbol: SYMBOLS[index % SYMBOLS.length],
      symbolSize: 8,
      connectNulls: true,
    })),
  }));
})();
