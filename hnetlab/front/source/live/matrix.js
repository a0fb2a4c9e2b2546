// The matrix of test scores: a row per task that was learned, a column per task that is tested.
import { Chart, FAINT, INK, textWidth } from "./chart.js";
import { formats, goodness, shade, taskTicks, wantsWhite, written } from "./numbers.js";

const LARGEST = 14;
const SMALLEST = 9; // of a number in a cell; below it there is none
const MOST_WITH_GAPS = 30;

/** @typedef {import("./numbers.js").Score} Score */

export class Matrix {
  /** @type {(number | null)[][]} */
  #rows = [];
  #tasks = 0;
  /** @type {Score | null} */
  #score = null;
  /** @type {string[]} */
  #shades = [];
  #links;
  #chart;
  /** @type {[number, number, number, number]} left, top, and the size of a cell */
  #grid = [0, 0, 1, 1];
  /** @type {readonly number[]} */
  #lit = [];

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
      "matrix",
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

  /**
   * @param {(number | null)[][]} rows of the tasks learned so far, each with the tasks seen by then
   * @param {number} tasks
   * @param {Score} score
   * @param {string[]} shades
   */
  show(rows, tasks, score, shades) {
    this.#rows = rows;
    this.#tasks = tasks;
    this.#score = score;
    this.#shades = shades;
    const last = rows.findLastIndex((row) => row.length > 0);
    const values = (rows[last] ?? []).map((value) => (value === null ? "unknown" : written(value, score.brief)));
    const said = last < 0 ? "nothing yet" : `after task ${last + 1}: ${values.join(", ")}${score.suffix}`;
    const heading = `test ${score.label} after each task`;
    this.#chart.describe(heading, score.note, `${heading}; ${said}`);
    this.#chart.repaint();
  }

  /** @returns {[number, number]} between which drawn values colors differ */
  #ends() {
    if (this.#score?.colors) return this.#score.colors;
    const known = /** @type {number[]} */ (this.#rows.flat().filter((value) => value !== null));
    const drawn = this.#score?.logarithmic ? known.map(Math.log10) : known;
    return drawn.length ? [Math.min(...drawn), Math.max(...drawn)] : [0, 1];
  }

  /** @param {Chart} chart @param {CanvasRenderingContext2D} context @param {import("./chart.js").Room} room */
  #paint(chart, context, { width, height, size }) {
    const [tasks, score] = [this.#tasks, this.#score];
    if (!tasks || !score) return;
    const small = size - 1;
    const left = Math.ceil(textWidth(`${tasks}`, small) + small + 14);
    const bottom = Math.ceil(2.6 * small);
    const [across, down] = [(width - left - 2) / tasks, (height - bottom - 2) / tasks];
    this.#grid = [left, 2, across, down];
    const gap = tasks <= MOST_WITH_GAPS ? Math.min(2, across / 8) : 0;
    const ends = this.#ends();
    const { format, text } = this.#fitting(across - gap - 3, down - gap - 1, size);
    for (const [row, values] of this.#rows.entries()) {
      for (const [column, value] of values.entries()) {
        if (value === null) continue;
        const ground = shade(this.#shades, goodness(value, score, ends));
        context.fillStyle = `rgb(${ground})`;
        const [x, y] = [left + column * across, 2 + row * down];
        if (gap) context.fillRect(x + gap / 2, y + gap / 2, across - gap, down - gap);
        else context.fillRect(Math.floor(x), Math.floor(y), Math.ceil(across), Math.ceil(down));
        if (text) {
          const color = wantsWhite(ground) ? "#ffffff" : INK;
          const style = { className: "cell", size: text, color };
          chart.write(x + across / 2, y + down / 2, written(value, format), style);
        }
      }
    }
    context.strokeStyle = INK;
    context.lineWidth = 2;
    for (const task of this.#lit) {
      if (task < tasks) context.strokeRect(left + task * across, 2, across, tasks * down);
    }
    const wide = textWidth(`${tasks}`, small);
    for (const task of taskTicks(tasks, (width - left) / (wide + 8))) {
      const half = textWidth(`${task}`, small) / 2;
      const x = Math.min(left + (task - 0.5) * across, width - half - 2);
      chart.write(x, height - bottom + 2 + 0.6 * small, `${task}`, { size: small, color: FAINT });
    }
    for (const task of taskTicks(tasks, (height - bottom) / (1.3 * small))) {
      chart.write(left - 5, 2 + (task - 0.5) * down, `${task}`, { anchor: "end", size: small, color: FAINT });
    }
    const captions = { size: small, color: FAINT };
    chart.write(left + (tasks * across) / 2, height - 0.7 * small, "on task", captions);
    chart.write(0.7 * small, 2 + (tasks * down) / 2, "after learning task", { ...captions, turn: -90 });
  }

  /** The longest format, and the largest text, that fit into every cell; no text where none does.
   * @param {number} width @param {number} height @param {number} size */
  #fitting(width, height, size) {
    const score = /** @type {Score} */ (this.#score);
    const known = /** @type {number[]} */ (this.#rows.flat().filter((value) => value !== null));
    for (const [index, format] of formats(score).entries()) {
      const longest = Math.max(1, ...known.map((value) => written(value, format).length));
      const least = index < 2 ? Math.min(11, size - 1) : SMALLEST;
      for (let text = Math.max(LARGEST, size); text >= least; text -= 1) {
        if (textWidth("0".repeat(longest), text) <= width && 1.15 * text <= height) return { format, text };
      }
    }
    return { format: "", text: 0 };
  }

  /** @param {number} x @param {number} y */
  #look(x, y) {
    const [left, top, across, down] = this.#grid;
    const [column, row] = [Math.floor((x - left) / across), Math.floor((y - top) / down)];
    const value = this.#rows[row]?.[column];
    if (value === undefined || value === null || !this.#score) {
      this.#links.light([]);
      return "";
    }
    this.#links.light([column]);
    return `after task ${row + 1}, on task ${column + 1}: ${written(value, this.#score.digits)}${this.#score.suffix}`;
  }
}
