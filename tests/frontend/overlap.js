"use strict";

// Draws a figure as wide as told and says which of its texts lie over one another, or are cut off.
const TOLERANCE = 2; // pixels: boxes of text are a little larger than their letters

async function faults(figure, width) {
  document.getElementById("figure")?.remove();
  const place = document.createElement("div");
  place.id = "figure";
  const fixed = figure.layout.width;
  place.style.width = `${fixed ?? width}px`;
  document.body.append(place);
  await Plotly.newPlot(place, figure.data, figure.layout, { displayModeBar: false, responsive: false });
  return [...clipped(place), ...overlapping(place)];
}

function texts(place) {
  const found = [];
  for (const element of place.querySelectorAll("svg text")) {
    const box = element.getBoundingClientRect();
    const said = element.textContent.trim();
    const style = getComputedStyle(element);
    if (said && box.width && style.visibility !== "hidden" && style.opacity !== "0") {
      found.push({ said, element, left: box.left, right: box.right, top: box.top, bottom: box.bottom });
    }
  }
  return found;
}

function clipped(place) {
  const frame = place.querySelector(".svg-container").getBoundingClientRect();
  const outside = (box, edge) =>
    box.left < edge.left - TOLERANCE || box.right > edge.right + TOLERANCE ||
    box.top < edge.top - TOLERANCE || box.bottom > edge.bottom + TOLERANCE;
  const found = texts(place).filter((text) => outside(text, frame)).map(({ said }) => `cut off: ${said}`);
  for (const scroll of place.querySelectorAll(".legend .scrollbar")) {
    if (Number(scroll.getAttribute("height")) > 0) found.push("the legend scrolls");
  }
  return found;
}

// Numbers on points stand where the data are; what else is written must have a place of its own.
const onPoint = ({ element }) => element.closest(".scatterlayer") && element.closest(".trace").querySelector(".point");

function overlapping(place) {
  const all = texts(place).filter((text) => !onPoint(text));
  const found = [];
  all.sort((a, b) => a.left - b.left);
  for (const [index, one] of all.entries()) {
    for (let next = index + 1; next < all.length && all[next].left < one.right - TOLERANCE; next += 1) {
      const other = all[next];
      const height = Math.min(one.bottom, other.bottom) - Math.max(one.top, other.top);
      if (height > TOLERANCE && Math.min(one.right, other.right) - other.left > TOLERANCE) {
        found.push(`${one.said} | ${other.said}, by ${Math.round(height)} pixels`);
      }
    }
  }
  return found;
}
