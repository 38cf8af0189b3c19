// What the plots of the portal have in common: every [data-plot] is drawn by `window.drawPlots(options)`, where
// `options(plot)` gives what is its own. The numbers always stand in a table beside it too.
(function () {
  "use strict";

  function draw(box, options) {
    const still = window.matchMedia("(prefers-reduced-motion: reduce)").matches;
    const chart = window.echarts.init(box, null, { renderer: "svg" });
    chart.setOption({
      animation: !still,
      textStyle: { fontFamily: window.getComputedStyle(document.body).fontFamily },
      legend: { type: "scroll", top: 0, itemGap: 20 },
      grid: { left: 48, right: 24, top: 48, bottom: 32 },
      tooltip: { trigger: "axis" },
      ...options(JSON.parse(box.dataset.plot)),
    });
    window.addEventListener("resize", () => chart.resize());
    window.addEventListener("beforeprint", () => chart.resize());
  }

  window.drawPlots = (options) => {
    document.addEventListener("DOMContentLoaded", () => {
      document.querySelectorAll("[data-plot]").forEach((box) => draw(box, options));
    });
  };
})();
