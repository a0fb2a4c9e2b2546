"use strict";

// What of a panel is cut off, lies over something else, or takes more rows of controls than two.
const SLACK = 2; // pixels

const seen = (element) => {
  const box = element.getBoundingClientRect();
  const style = getComputedStyle(element);
  return box.width > 1 && box.height > 1 && style.visibility !== "hidden" && style.opacity !== "0";
};

function panelFaults() {
  const root = document.querySelector(".hnetlab-panel");
  const frame = root.getBoundingClientRect();
  const found = [];
  const described = (element) => `${element.className || element.tagName}: ${element.textContent.trim().slice(0, 40)}`;
  if (document.documentElement.scrollWidth > window.innerWidth + SLACK) found.push("the page is wider than its window");
  for (const element of root.querySelectorAll("*")) {
    if (!seen(element) || element.closest(".spoken, canvas, svg, [hidden], .js-plotly-plot")) continue;
    const box = element.getBoundingClientRect();
    const scrolls = element.closest(".markup, .rows");
    if (!scrolls && (box.left < frame.left - SLACK || box.right > frame.right + SLACK)) found.push(`cut off: ${described(element)}`);
    const cuts = getComputedStyle(element).overflowX !== "visible" && !scrolls;
    if (cuts && element.scrollWidth > element.clientWidth + SLACK) found.push(`does not fit: ${described(element)}`);
  }
  for (const text of root.querySelectorAll(".row .name")) {
    if (seen(text) && text.scrollWidth > text.clientWidth + SLACK) found.push(`shortened: ${described(text)}`);
  }
  const controls = [...root.querySelectorAll(".control, .note, .plane, .side, .section, .markup, .hnetlab-plot")].filter(seen);
  for (const [index, one] of controls.entries()) {
    const a = one.getBoundingClientRect();
    for (const other of controls.slice(index + 1)) {
      if (one.contains(other) || other.contains(one)) continue;
      const b = other.getBoundingClientRect();
      const across = Math.min(a.right, b.right) - Math.max(a.left, b.left);
      const down = Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top);
      if (across > SLACK && down > SLACK) found.push(`overlap: ${described(one)} | ${described(other)}`);
    }
  }
  const first = root.querySelector(".controls");
  const tops = [...first.querySelectorAll(".control")].filter(seen).map((each) => each.getBoundingClientRect().top);
  const rows = tops.sort((a, b) => a - b).filter((top, index) => !index || top > tops[index - 1] + 16).length;
  if (rows > 2 && frame.width > 500) found.push(`${rows} rows of controls`);
  for (const plot of root.querySelectorAll(".js-plotly-plot")) {
    if (seen(plot)) found.push(...clipped(plot), ...overlapping(plot));
  }
  return found;
}
