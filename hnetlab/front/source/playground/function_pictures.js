// The functions that both methods know, over the true ones: the paper's figure of the toy regression.

import { outputsFor } from "../learning/score.js";
import { valueAt } from "./drawn_function.js";
import { colorOf } from "./look.js";
import { Plot } from "./plot.js";

/** @typedef {import("./lesson.js").Lesson} Lesson */
/** @typedef {import("./plot.js").Line} Line */

const POINTS = 60;
const BEYOND = 0.12; // of a task's range, by which its learned function is drawn past both ends

/** One picture per method. */
export class FunctionPictures {
  /**
   * @param {HTMLElement[]} places
   * @param {string[]} names
   */
  constructor(places, names) {
    const axes = { x: /** @type {[number, number]} */ ([-4.6, 4.6]), y: /** @type {[number, number]} */ ([-2.2, 2.2]) };
    this.plots = places.map(
      (place, i) => new Plot(place, { ...axes, xTitle: "input x", yTitle: "output", about: `Functions of ${names[i]}` }),
    );
    /** @type {[number, number][]} what a hand is drawing */
    this.drawing = [];
  }

  /** @param {Lesson} lesson */
  show(lesson) {
    const truths = lesson.tasks.map((task, i) => line("truth", task.xTest, task.yTest, colorOf(i)));
    if (this.drawing.length) truths.push({ points: this.drawing, color: "currentcolor", className: "drawing" });
    lesson.methods.forEach((method, m) => {
      const known = lesson.tasks.slice(0, lesson.begun).map((task, i) => {
        const x = around(task.xTest), w = method.weights(method.embeddings[i]);
        return line("known", x, outputsFor(method.target, w, x), colorOf(i), String(i + 1));
      });
      this.plots[m].show([...truths, ...known]);
    });
  }
}

/**
 * @param {string} className
 * @param {Float64Array} x
 * @param {Float64Array} y
 * @param {string} color
 * @param {string} [label]
 * @returns {Line}
 */
const line = (className, x, y, color, label) => ({
  className, color, label, points: Array.from(x, (each, i) => [each, y[i]]),
});

/**
 * Evenly spaced places over a range of inputs and a little beyond.
 * @param {Float64Array} x
 */
function around(x) {
  const [low, high] = [x[0], x[x.length - 1]], margin = BEYOND * (high - low);
  const wide = { from: 0, to: 1, values: [low - margin, high + margin] };
  return Float64Array.from({ length: POINTS }, (_, i) => valueAt(wide, i / (POINTS - 1)));
}
