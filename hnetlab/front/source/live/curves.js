// Lines over optimizer steps: scores with a line per task, losses with a line per part.
import { Chart, FAINT, GRID, INK, dashes, textWidth } from "./chart.js";
import { logTicks, stepText, ticks } from "./numbers.js";

const PALE = 0.15; // of lines that are not lit
const NEAR = 30; // pixels from the pointer within which a line is meant

/**
 * @typedef {{ steps: number[], values: (number | null)[], color: string, dash?: string, name: string, task?: number }} Line
 * @typedef {{ step: number, text: string }} Change
 * @typedef {{ across: (step: number) => number, down: (value: number) => number }} Scales
 * @typedef {{
 *   lines: Line[], steps: number, ends: number[], changes: Change[], logarithmic: boolean,
 *   range: [number, number] | null, write: (value: number) => string, thin: boolean,
 * }} Course
 */

export class Curves {
  /** @type {Course | null} */
  #course = null;
  #chart;
  #links;
  /** @type {readonly number[]} */
  #lit = [];
  /** @type {Scales | null} */
  #scales = null;

  /**
   * @param {Element} parent
   * @param {AbortSignal} signal
   * @param {string} kind
   * @param {import("../links.js").Links | null} links
   */
  constructor(parent, signal, kind, links) {
    this.#links = links;
    this.#chart = new Chart(
      parent,
      signal,
      kind,
      (chart, context, room) => this.#paint(chart, context, room),
      (x, y) => this.#look(x, y),
      () => links?.light([]),
    );
    links?.watch((tasks) => {
      this.#lit = tasks;
      this.#chart.repaint();
    }, signal);
  }

  /** @param {string} heading @param {string} note @param {Course} course */
  show(heading, note, course) {
    this.#course = course;
    const told = course.changes.map(({ text }) => text).join("; ");
    this.#chart.describe(heading, note, told ? `${heading}; changed: ${told}` : heading);
    this.#chart.repaint();
  }

  /** @returns {[number, number]} the ends of the vertical axis, exponents where it is logarithmic */
  #ends() {
    const { lines, range, logarithmic } = /** @type {Course} */ (this.#course);
    if (range && !logarithmic) return [range[0], range[1] + 0.03 * (range[1] - range[0])];
    let [low, high] = [Infinity, -Infinity];
    for (const { values } of lines) {
      for (const value of values) {
        if (value === null || (logarithmic && value <= 0)) continue;
        const place = logarithmic ? Math.log10(value) : value;
        low = Math.min(low, place);
        high = Math.max(high, place);
      }
    }
    if (low > high) return logarithmic ? [-2, 1] : [0, 1];
    const least = logarithmic ? 1 : 1e-9;
    const room = Math.max(0.04 * (high - low), (least - (high - low)) / 2);
    return [low - room, high + room];
  }

  /** @param {Chart} chart @param {CanvasRenderingContext2D} context @param {import("./chart.js").Room} room */
  #paint(chart, context, { width, height, size }) {
    const course = this.#course;
    if (!course) return;
    const small = size - 1;
    const [low, high] = this.#ends();
    const rows = Math.max(2, Math.floor(height / (2.6 * small)));
    const last = Math.min(high, course.range?.[1] ?? high);
    const marks = course.logarithmic ? logTicks(low, high, rows) : ticks(low, last, rows);
    const asPowers = course.logarithmic && high - low >= 2;
    const texts = marks.map((value) => (asPowers ? powerText(Math.log10(value)) : `${Number(value.toPrecision(6))}`));
    const left = Math.ceil(Math.max(...texts.map((text) => textWidth(text, small)), 14)) + 8;
    const top = course.changes.length ? Math.ceil(1.4 * small) : 4;
    const bottom = Math.ceil(1.7 * small);
    const [wide, tall] = [width - left - 8, height - top - bottom];
    const across = (/** @type {number} */ step) => left + (wide * step) / (course.steps || 1);
    const down = (/** @type {number} */ value) =>
      top + tall * (1 - ((course.logarithmic ? Math.log10(value) : value) - low) / (high - low));
    this.#scales = { across, down };
    context.lineWidth = 1;
    for (const [index, value] of marks.entries()) {
      const y = down(value);
      line(context, GRID, [left, y, left + wide, y]);
      chart.write(left - 5, y, texts[index], { anchor: "end", size: small, color: FAINT });
    }
    for (const step of ticks(0, course.steps, Math.max(2, Math.floor(wide / (6 * small))))) {
      const text = stepText(step);
      const half = textWidth(text, small) / 2;
      const x = Math.min(across(step), width - half - 2);
      chart.write(x, height - 0.65 * small, text, { size: small, color: FAINT });
    }
    context.setLineDash([2, 3]);
    for (const end of course.ends) line(context, "#9a9a9a", [across(end), top, across(end), top + tall]);
    context.setLineDash([]);
    line(context, FAINT, [left, top, left, top + tall]);
    line(context, FAINT, [left, top + tall, left + wide, top + tall]);
    context.save();
    context.beginPath();
    context.rect(left, top - 2, wide + 2, tall + 4);
    context.clip();
    const lit = new Set(this.#lit);
    const behind = course.lines.filter(({ task }) => !lit.has(task ?? -1));
    const front = course.lines.filter(({ task }) => lit.has(task ?? -1));
    const pale = lit.size > 0 && front.length > 0;
    for (const each of behind) this.#stroke(context, each, pale ? PALE : 1, course.thin ? 1 : 2);
    for (const each of front) this.#stroke(context, each, 1, 3);
    context.restore();
    this.#mark(chart, context, course.changes, across, top, tall, small);
  }

  /** @param {CanvasRenderingContext2D} context @param {Line} each @param {number} opacity @param {number} width */
  #stroke(context, { steps, values, color, dash }, opacity, width) {
    const { across, down } = /** @type {Scales} */ (this.#scales);
    context.globalAlpha = opacity;
    context.strokeStyle = context.fillStyle = color;
    context.lineWidth = width;
    context.setLineDash(dashes(dash));
    context.beginPath();
    let drawing = false;
    let points = 0;
    let last = [0, 0];
    for (const [index, value] of values.entries()) {
      if (value === null) {
        drawing = false;
        continue;
      }
      last = [across(steps[index]), down(value)];
      if (drawing) context.lineTo(last[0], last[1]);
      else context.moveTo(last[0], last[1]);
      drawing = true;
      points += 1;
    }
    context.stroke();
    context.setLineDash([]);
    if (points === 1) {
      context.beginPath();
      context.arc(last[0], last[1], width + 1, 0, 7);
      context.fill();
    }
    context.globalAlpha = 1;
  }

  /** Lines where settings were changed, numbered; those too near each other share a label.
   * @param {Chart} chart @param {CanvasRenderingContext2D} context @param {Change[]} changes
   * @param {(step: number) => number} across @param {number} top @param {number} tall @param {number} small */
  #mark(chart, context, changes, across, top, tall, small) {
    let [first, from] = [0, -Infinity];
    for (const [index, { step }] of changes.entries()) {
      const x = across(step);
      context.lineWidth = 1.5;
      line(context, INK, [x, top, x, top + tall]);
      if (x - from > 2.6 * small) [first, from] = [index, x];
      const next = changes[index + 1];
      if (next && across(next.step) - from <= 2.6 * small) continue;
      const text = first === index ? `${index + 1}` : `${first + 1}–${index + 1}`;
      chart.write(Math.max(from, small), 0.7 * small, text, { className: "mark", size: small, color: INK });
    }
  }

  /** @param {number} x @param {number} y */
  #look(x, y) {
    const [course, scales] = [this.#course, this.#scales];
    if (!course || !scales) return "";
    for (const { step, text } of course.changes) if (Math.abs(scales.across(step) - x) < 5) return text;
    let best = NEAR ** 2;
    let found = { name: "", text: "", task: -1 };
    for (const { steps, values, name, task = -1 } of course.lines) {
      for (const [index, value] of values.entries()) {
        if (value === null) continue;
        const far = (scales.across(steps[index]) - x) ** 2 + (scales.down(value) - y) ** 2;
        if (far >= best) continue;
        best = far;
        found = { name, text: `${course.write(value)} after step ${steps[index]}`, task };
      }
    }
    this.#links?.light(found.task >= 0 ? [found.task] : []);
    return found.name && `${found.name}: ${found.text}`;
  }
}

/** @param {CanvasRenderingContext2D} context @param {string} color @param {number[]} ends */
export function line(context, color, [x0, y0, x1, y1]) {
  context.strokeStyle = color;
  context.beginPath();
  context.moveTo(x0, y0);
  context.lineTo(x1, y1);
  context.stroke();
}

const RAISED = "⁰¹²³⁴⁵⁶⁷⁸⁹";

/** @param {number} power */
export const powerText = (power) =>
  `10${[...`${Math.round(power)}`].map((sign) => (sign === "-" ? "⁻" : RAISED[Number(sign)])).join("")}`;
