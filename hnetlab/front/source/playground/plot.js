// Lines over two axes, as SVG that is as large as its place, and drawn anew when that changes.

import { put } from "../dom.js";

/** @typedef {{ points: [number, number][], color: string, className: string, dash?: string, label?: string }} Line */
/** @typedef {{ x: [number, number], y: [number, number], xTitle: string, yTitle: string, about: string }} Axes */

const SVG = "http://www.w3.org/2000/svg";
const ROOM = { left: 46, right: 14, top: 10, bottom: 40, label: 11 };
const SHAPE = 0.62; // height over width
const DIGIT = 8; // pixels of a digit, at most

/**
 * @param {Element} parent
 * @param {string} tag
 * @param {Record<string, string | number>} attributes
 * @param {string} [text]
 */
function draw(parent, tag, attributes, text = "") {
  const element = document.createElementNS(SVG, tag);
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, String(value));
  element.textContent = text;
  parent.append(element);
  return element;
}

/** A picture of lines; `axes` may be set anew at any time. */
export class Plot {
  /**
   * @param {HTMLElement} place
   * @param {Axes} axes
   */
  constructor(place, axes) {
    this.axes = axes;
    /** @type {Line[]} */
    this.lines = [];
    /** @type {number[]} */
    this.marks = [];
    this.svg = /** @type {SVGSVGElement} */ (draw(put(place, "div", "plot"), "svg", { role: "img" }));
    this.ground = draw(this.svg, "g", {});
    this.content = draw(this.svg, "g", {});
    this.width = 0;
    this.height = 0;
    new ResizeObserver(() => this.lay()).observe(/** @type {Element} */ (this.svg.parentNode));
    this.lay();
  }

  /** Fits the picture to its place, with axes and all. */
  lay() {
    const width = Math.round(/** @type {HTMLElement} */ (this.svg.parentNode).clientWidth) || 320;
    this.width = width;
    this.height = Math.round(width * SHAPE);
    this.svg.setAttribute("viewBox", `0 0 ${this.width} ${this.height}`);
    this.setAxes(this.axes);
  }

  /** @param {number} x */
  across(x) {
    const [low, high] = this.axes.x;
    return ROOM.left + ((x - low) / (high - low)) * (this.width - ROOM.left - ROOM.right);
  }

  /** @param {number} y */
  down(y) {
    const [low, high] = this.axes.y;
    return ROOM.top + ((high - y) / (high - low)) * (this.height - ROOM.top - ROOM.bottom);
  }

  /**
   * The place of a pointer in the units of the axes, kept within them.
   * @param {{ clientX: number, clientY: number }} event
   */
  at({ clientX, clientY }) {
    const box = this.svg.getBoundingClientRect(), { x: [west, east], y: [south, north] } = this.axes;
    const u = ((clientX - box.left) / box.width) * this.width, v = ((clientY - box.top) / box.height) * this.height;
    const x = west + ((u - ROOM.left) / (this.width - ROOM.left - ROOM.right)) * (east - west);
    const y = north - ((v - ROOM.top) / (this.height - ROOM.top - ROOM.bottom)) * (north - south);
    return { x: Math.min(east, Math.max(west, x)), y: Math.min(north, Math.max(south, y)) };
  }

  /** @param {Axes} axes */
  setAxes(axes) {
    this.axes = axes;
    this.svg.setAttribute("aria-label", axes.about);
    this.ground.replaceChildren();
    const { left, top } = ROOM, right = this.width - ROOM.right, bottom = this.height - ROOM.bottom;
    for (const value of roundValues(...axes.x, this.width / 90)) {
      const x = this.across(value), text = written(value);
      draw(this.ground, "line", { class: "tick", x1: x, x2: x, y1: bottom, y2: bottom + 5 });
      const inside = Math.min(x, this.width - DIGIT * text.length / 2); // the last number is not cut off
      draw(this.ground, "text", { x: inside, y: bottom + 18, "text-anchor": "middle" }, text);
    }
    for (const value of roundValues(...axes.y, this.height / 50)) {
      const y = this.down(value);
      draw(this.ground, "line", { class: "grid", x1: left, x2: right, y1: y, y2: y });
      draw(this.ground, "text", { x: left - 6, y: y + 4, "text-anchor": "end" }, written(value));
    }
    draw(this.ground, "line", { class: "tick", x1: left, x2: right, y1: bottom, y2: bottom });
    draw(this.ground, "text", { x: (left + right) / 2, y: this.height - 4, "text-anchor": "middle" }, axes.xTitle);
    const middle = (top + bottom) / 2;
    const turned = `rotate(-90 11 ${middle})`;
    draw(this.ground, "text", { x: 11, y: middle, "text-anchor": "middle", transform: turned }, axes.yTitle);
    this.show(this.lines, this.marks);
  }

  /**
   * Shows these lines in place of those before, and upright marks at the `marks` of the x axis.
   * @param {Line[]} lines
   * @param {number[]} [marks]
   */
  show(lines, marks = []) {
    this.lines = lines;
    this.marks = marks;
    this.content.replaceChildren();
    const [south, north] = this.axes.y, over = (north - south) / 4;
    for (const x of marks) {
      const u = this.across(x);
      draw(this.content, "line", { class: "mark", x1: u, x2: u, y1: this.down(north), y2: this.down(south) });
    }
    /** @type {{ label: string, u: number, v: number }[]} */
    const ends = [];
    for (const { points, color, className, dash, label } of lines) {
      if (!points.length) continue;
      const kept = points.map(([x, y]) => [this.across(x), this.down(Math.min(north + over, Math.max(south - over, y)))]);
      const text = kept.map(([u, v]) => `${u.toFixed(1)},${v.toFixed(1)}`).join(" ");
      const line = draw(this.content, "polyline", { class: className, points: text, style: `--task: ${color}` });
      if (dash) line.setAttribute("stroke-dasharray", dash);
      const [u, v] = kept[kept.length - 1];
      if (label) ends.push({ label, u: Math.min(u + 3, this.width - 9), v: v + 4 });
    }
    spread(ends, this.height - ROOM.bottom);
    for (const { label, u, v } of ends) draw(this.content, "text", { class: "label", x: u, y: v }, label);
  }
}

/**
 * Moves labels apart that would cover each other, in their order from the top, and none below `bottom`.
 * @param {{ u: number, v: number }[]} labels
 * @param {number} bottom
 */
export function spread(labels, bottom) {
  const placed = [...labels].sort((a, b) => a.v - b.v), near = (/** @type {number} */ a, /** @type {number} */ b) => Math.abs(a - b) < ROOM.label;
  placed.forEach((label, i) => {
    for (const above of placed.slice(0, i)) if (near(above.u, label.u)) label.v = Math.max(label.v, above.v + ROOM.label);
  });
  let floor = bottom;
  for (const label of placed.reverse()) {
    if (label.v <= floor) break;
    label.v = floor;
    floor -= ROOM.label;
  }
}

/** @param {number} value */
const written = (value) => String(Number(value.toPrecision(6))).replace("-", "−");

/**
 * About `count` round values from `low` to `high`.
 * @param {number} low
 * @param {number} high
 * @param {number} count
 * @returns {number[]}
 */
export function roundValues(low, high, count) {
  const least = (high - low) / Math.max(1, count), power = 10 ** Math.floor(Math.log10(least));
  const step = power * ([1, 2, 5].find((factor) => factor * power >= least) ?? 10);
  const first = Math.ceil(low / step - 1e-9), last = Math.floor(high / step + 1e-9);
  return Array.from({ length: last - first + 1 }, (_, i) => (first + i) * step);
}
