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

const element = (name, text = "", attributes = {}) =>
  Object.assign(document.createElement(name), { textContent: text }, attributes);

function tableOf({ columns, rows }) {
  const table = element("table");
  table.createTHead().insertRow().append(...columns.map((name) => element("th", name, { scope: "col" })));
  const cell = (value) =>
    typeof value === "number"
      ? element("td", Number(value.toPrecision(6)), { className: "number", title: value })
      : element("td", value ?? "");
  const body = table.createTBody();
  for (const row of rows) body.insertRow().append(...row.map(cell));
  return table;
}

function csvOf({ columns, rows }) {
  const quoted = (text) => (/[",\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);
  return [columns, ...rows].map((row) => `${row.map((value) => quoted(String(value ?? ""))).join(",")}\r\n`).join("");
}

for (const place of document.querySelectorAll(".numbers")) {
  const numbers = JSON.parse(place.querySelector("script").textContent);
  const shown = place.querySelector(".scrolled");
  place.addEventListener("toggle", () => {
    if (place.open && !shown.hasChildNodes()) shown.append(tableOf(numbers));
  });
  place.querySelector("button").addEventListener("click", () => {
    // The mark in front tells Excel that the text is UTF-8.
    const file = new Blob(["\ufeff", csvOf(numbers)], { type: "text/csv" });
    const link = element("a", "", { href: URL.createObjectURL(file), download: `${numbers.title}.csv` });
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 1000);
  });
}
