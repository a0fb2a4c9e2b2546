// How well each task is known over the steps, a picture per method, with a mark where a new task begins.

import { colorOf, dashOf } from "./look.js";
import { Plot } from "./plot.js";

/** @typedef {import("./lesson.js").Lesson} Lesson */

const MOST_ERROR = 1; // an error above is drawn at the upper edge

/** Both pictures share their axes. */
export class ScoreCurves {
  /**
   * @param {HTMLElement[]} places
   * @param {string[]} names
   */
  constructor(places, names) {
    this.names = names;
    this.plots = places.map((place) => new Plot(place, this.axes(1, "regression", "")));
    this.laid = "";
  }

  /**
   * @param {number} total
   * @param {"regression" | "classification"} kind
   * @param {string} name
   * @returns {import("./plot.js").Axes}
   */
  axes(total, kind, name) {
    const yTitle = kind === "regression" ? "test error" : "test accuracy (%)";
    const y = /** @type {[number, number]} */ (kind === "regression" ? [0, MOST_ERROR] : [0, 100]);
    return { x: [0, total], y, xTitle: "step", yTitle, about: `${yTitle} of each task over the steps, ${name}` };
  }

  /** @param {Lesson} lesson */
  show({ total, kind, history, tasks, steps }) {
    if (this.laid !== `${total} ${kind}`) {
      this.laid = `${total} ${kind}`;
      this.plots.forEach((plot, m) => plot.setAxes(this.axes(total, kind, this.names[m])));
    }
    const scale = kind === "regression" ? 1 : 100;
    const marks = tasks.map((_, i) => i * steps).slice(1);
    this.plots.forEach((plot, m) => {
      const lines = tasks.map((_, i) => {
        const known = history.filter(({ scores }) => scores[m].length > i);
        const points = known.map(({ step, scores }) =>
          /** @type {[number, number]} */ ([step, Math.min(scale * scores[m][i], this.plots[m].axes.y[1])]));
        return { points, color: colorOf(i), dash: dashOf(i), className: "curve", label: String(i + 1) };
      });
      plot.show(lines, marks);
    });
  }
}
