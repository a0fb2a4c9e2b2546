"use strict";

const settings = {
  responsive: true,
  displaylogo: false,
  modeBarButtonsToRemove: ["select2d", "lasso2d", "autoScale2d"],
};
const paper = { width: 640, height: 380 }; // two figures on a page
const phone = 500;

// On a phone there is no room for a color bar beside a matrix, nor for many long names.
function fitPhone(data, layout) {
  const names = layout.annotations ?? [];
  if (data[0].type === "heatmap") {
    data[0].showscale = false;
    layout.margin.r = 48;
  } else if (names.length > 5) {
    for (const name of names) name.text = name.text.replace("task ", "");
    layout.height = layout.template.layout.height + 20 * names.length;
  }
}

const plots = [...document.querySelectorAll(".plot")].map((place) => {
  const { data, layout } = JSON.parse(place.querySelector("script").textContent);
  if (innerWidth < phone) fitPhone(data, layout);
  Plotly.newPlot(place, data, layout, settings);
  return { place, height: layout.height ?? layout.template.layout.height };
});

// Printing does not lay the figures out again: they are told the size of the paper and then of the screen.
addEventListener("beforeprint", () => {
  for (const { place, height } of plots) {
    Plotly.relayout(place, { width: paper.width, height: Math.min(height, paper.height) });
  }
});

addEventListener("afterprint", () => {
  for (const { place, height } of plots) Plotly.relayout(place, { width: null, height, autosize: true });
});
