// The task embeddings as numbered points on a plane, with the ways on which they came.
import { Chart, FAINT, GRID, INK, textWidth } from "./chart.js";
import { line } from "./curves.js";
import { ticks } from "./numbers.js";

const MOST_WITH_NUMBERS = 40;
const PALE = 0.2;

/**
 * @typedef {{
 *   points: ([number, number] | null)[], ways: [number, number][][], titles: string[],
 *   ranges: [number, number][],
 * }} Places
 */

export class Plane {
  /** @type {Places} */
  #places = { points: [], ways: [], titles: [], ranges: [] };
  /** @type {{ label: string, color: string }[]} */
  #tasks = [];
  #chart;
  #links;
  /** @type {readonly number[]} */
  #lit = [];
  /** @type {[number, number, number][]} */
  #drawn = [];

  /**
   * @param {Element} parent
   * @param {AbortSignal} signal
   * @param {import("../links.js").Links} links
   */
  constructor(parent, signal, links) {
    this.#links = links;
    this.#chart = new Chart(
      parent,
      signal,
      "plane",
      (chart, context, room) => this.#paint(chart, context, room),
      (x, y) => this.#look(x, y),
      () => links.light([]),
    );
    links.watch((tasks) => {
      this.#lit = tasks;
      this.#chart.repaint();
    }, signal);
  }

  get place() {
    return this.#chart.place;
  }

  /** @param {Places} places @param {{ label: string, color: string }[]} tasks @param {string} note */
  show(places, tasks, note) {
    this.#places = places;
    this.#tasks = tasks;
    this.#chart.describe("task embeddings", note, `task embeddings of ${places.points.length} tasks`);
    this.#chart.repaint();
  }

  /** @param {Chart} chart @param {CanvasRenderingContext2D} context @param {import("./chart.js").Room} room */
  #paint(chart, context, { width, height, size }) {
    const { points, ways, titles, ranges } = this.#places;
    this.#drawn = [];
    const [horizontal, vertical] = ranges;
    if (!horizontal || !vertical) return;
    const small = size - 1;
    const flat = !titles[1];
    const most = Math.max(...vertical.map((value) => textWidth(`${Number(value.toPrecision(3))}`, small)));
    const left = flat ? 8 : Math.ceil(most + 1.5 * small + 10);
    const bottom = Math.ceil(2.9 * small);
    const [wide, tall] = [width - left - 6, height - bottom - 4];
    const scale = Math.min(wide / (horizontal[1] - horizontal[0]), tall / (vertical[1] - vertical[0]));
    const middle = [(horizontal[0] + horizontal[1]) / 2, (vertical[0] + vertical[1]) / 2];
    const across = (/** @type {number} */ x) => left + wide / 2 + scale * (x - middle[0]);
    const down = (/** @type {number} */ y) => 4 + tall / 2 - scale * (y - middle[1]);
    context.lineWidth = 1;
    const ends = [middle[0] - wide / 2 / scale, middle[0] + wide / 2 / scale];
    for (const x of ticks(ends[0], ends[1], Math.max(2, wide / (5.5 * small)))) {
      line(context, GRID, [across(x), 4, across(x), 4 + tall]);
      const half = textWidth(`${x}`, small) / 2;
      const at = Math.min(Math.max(across(x), half), width - half);
      chart.write(at, height - bottom + 0.8 * small, `${x}`, { size: small, color: FAINT });
    }
    if (!flat) {
      const sides = [middle[1] - tall / 2 / scale, middle[1] + tall / 2 / scale];
      for (const y of ticks(sides[0], sides[1], Math.max(2, tall / (3 * small)))) {
        line(context, GRID, [left, down(y), left + wide, down(y)]);
        const at = Math.min(Math.max(down(y), 0.6 * small), height - bottom);
        chart.write(left - 4, at, `${y}`, { anchor: "end", size: small, color: FAINT });
      }
    }
    const captions = { size: small, color: FAINT };
    chart.write(left + wide / 2, height - 0.7 * small, fitted(titles[0], wide, small), captions);
    if (!flat) chart.write(0.7 * small, 4 + tall / 2, fitted(titles[1], tall, small), { ...captions, turn: -90 });
    const lit = new Set(this.#lit);
    for (const [task, way] of ways.entries()) {
      context.globalAlpha = lit.size && !lit.has(task) ? PALE / 2 : 0.6;
      context.strokeStyle = this.#tasks[task].color;
      context.lineWidth = 1.5;
      context.beginPath();
      for (const [x, y] of way) context.lineTo(across(x), down(y));
      context.stroke();
    }
    const numbered = points.length <= MOST_WITH_NUMBERS;
    const radius = numbered ? 0.8 * size : 4;
    const order = [...points.keys()].sort((a, b) => Number(lit.has(a)) - Number(lit.has(b)));
    for (const task of order) {
      const point = points[task];
      if (!point) continue;
      const [x, y] = [across(point[0]), down(point[1])];
      this.#drawn.push([x, y, task]);
      context.globalAlpha = lit.size && !lit.has(task) ? PALE : 1;
      context.beginPath();
      context.arc(x, y, lit.has(task) ? radius + 2 : radius, 0, 7);
      context.fillStyle = "#ffffff";
      context.fill();
      context.strokeStyle = this.#tasks[task].color;
      context.lineWidth = numbered ? 2.5 : 1.5;
      context.stroke();
      if (numbered && (!lit.size || lit.has(task))) {
        chart.write(x, y, `${task + 1}`, { className: "point", size: small, color: INK });
      }
    }
    context.globalAlpha = 1;
  }

  /** @param {number} x @param {number} y */
  #look(x, y) {
    let best = 18 ** 2;
    let found = -1;
    for (const [px, py, task] of this.#drawn) {
      const far = (px - x) ** 2 + (py - y) ** 2;
      if (far < best) [best, found] = [far, task];
    }
    this.#links.light(found >= 0 ? [found] : []);
    return found >= 0 ? this.#tasks[found].label : "";
  }
}

/** A text, or as many of its words as there is room for.
 * @param {string} text @param {number} room @param {number} size */
function fitted(text, room, size) {
  let words = /** @type {string[]} */ (text.match(/\([^)]*\)|\S+/g) ?? []);
  while (words.length > 1 && textWidth(words.join(" "), size) > room) words = words.slice(0, -1);
  return textWidth(words.join(" "), size) > room ? "" : words.join(" ");
}
