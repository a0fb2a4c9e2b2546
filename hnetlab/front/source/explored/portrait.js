// What the network at one place looks like: filters and answers, or of a regression its function.

import { put } from "../dom.js";
import { outputsFor } from "../learning/score.js";
import { Plot } from "../playground/plot.js";
import { drawFilters, showConfusion } from "./pictures.js";

/** @typedef {import("./probe.js").PageProbe} PageProbe */
/** @typedef {import("../learning/matrix.js").Numbers} Numbers */

const POINTS = 160;

/** The pictures beside the pad. */
export class Portrait {
  /**
   * @param {HTMLElement} place
   * @param {PageProbe} probe
   */
  constructor(place, probe) {
    this.probe = probe;
    if (!probe.classifies) {
      const { widths, outputs } = probe.target;
      if (widths[0] === 1 && outputs === 1) this.plot = this.functionPlot(place);
      else put(place, "p", "", "A function with more than one input or output can't be drawn.");
      return;
    }
    if (probe.carried.image) {
      const figure = put(place, "figure");
      this.caption = put(figure, "figcaption");
      this.canvas = put(figure, "canvas");
      this.canvas.setAttribute("role", "img");
    }
    this.table = put(place, "table");
  }

  /**
   * @param {Numbers} e
   * @param {number} task
   * @param {number} most samples
   */
  show(e, task, most) {
    const { probe } = this, { tasks, image } = probe.carried;
    if (this.table) {
      const { name, classes, color } = tasks[task];
      showConfusion(this.table, probe.confusion(e, task, most), classes, `Answers on task ${task + 1}, ${name}`, color);
    }
    if (this.canvas && this.caption && image) {
      const { matrix } = probe.target.layer(probe.weights(e), 1), { units, most: largest } = drawFilters(this.canvas, matrix, image);
      this.caption.textContent = `First-layer weights of ${units} units, up to ±${largest.toPrecision(2)}`;
      this.canvas.setAttribute("aria-label", this.caption.textContent);
    }
    if (this.plot) {
      const [low, high] = this.plot.axes.x, x = Float64Array.from({ length: POINTS }, (_, i) => low + ((high - low) * i) / (POINTS - 1));
      const y = outputsFor(probe.target, probe.weights(e), x);
      this.plot.show([...this.truths, { className: "known", color: "currentcolor", points: Array.from(x, (each, i) => [each, y[i]]) }]);
    }
  }

  /** @param {HTMLElement} place */
  functionPlot(place) {
    const { samples, carried } = this.probe;
    /** @type {import("../playground/plot.js").Line[]} */
    this.truths = samples.map(({ x, y }, i) => ({
      className: "truth", color: carried.tasks[i].color,
      points: Array.from(x, (each, k) => /** @type {[number, number]} */ ([each, y[k]])).sort((a, b) => a[0] - b[0]),
    }));
    const all = this.truths.flatMap(({ points }) => points), xs = all.map(([x]) => x), ys = all.map(([, y]) => y);
    const margin = 0.15 * (Math.max(...ys) - Math.min(...ys) || 1);
    return new Plot(place, {
      x: [Math.min(...xs), Math.max(...xs)], y: [Math.min(...ys) - margin, Math.max(...ys) + margin],
      xTitle: "input x", yTitle: "output", about: "The function generated at the handle, over the true ones",
    });
  }
}
