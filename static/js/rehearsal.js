// Draws how soon a team stands, one line per wave. The numbers stand in the table above the plot.
(function () {
  "use strict";

  const COLOURS = ["#1d5fa8", "#b3541e", "#2f7d4f", "#7a4ba0", "#a3283c"];
  const SYMBOLS = ["circle", "rect", "triangle", "diamond", "pin"];

  window.drawPlots((plot) => ({
    color: COLOURS,
    grid: { left: 56, right: 32, top: 48, bottom: 40 },
    tooltip: { trigger: "axis", valueFormatter: (value) => `${value}%` },
    xAxis: { type: "value", name: "小时", min: 0 },
    yAxis: { type: "value", name: "已组成 %", min: 0, max: 100 },
    series: plot.series.map((one, index) => ({
      name: one.name,
      type: "line",
      data: one.values,
      symbol: SYMBOLS[index % SYMBOLS.length],
      symbolSize: 6,
      showAllSymbol: false,
    })),
  }));
})();
