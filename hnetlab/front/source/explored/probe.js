// What a hypernetwork knows at any place of its embedding space, from the weights and images a page carries.

import { Hypernetwork } from "../learning/hypernetwork.js";
import { answer, outputsFor } from "../learning/score.js";
import { Target } from "../learning/target.js";
import { unpacked } from "../playground/packed.js";

/** @typedef {import("../learning/matrix.js").Numbers} Numbers */
/** @typedef {import("../playground/packed.js").Packed} Packed */
/** @typedef {{ name: string, color: string, head: [number, number], classes: string[], x: Packed, y: Packed,
 *   ends: [number, number] }} CarriedTask `ends`: between which scores its colors differ */
/** @typedef {{ higher_is_better: boolean, logarithmic: boolean, range: [number, number], percent: boolean,
 *   name: string, full_name: string }} Measure */

/**
 * @typedef {object} Carried
 * @property {string} about
 * @property {Measure} measure
 * @property {import("../learning/hypernetwork.js").Structure} hypernet
 * @property {{ widths: number[], activation: string }} target
 * @property {Packed} theta
 * @property {number[][]} embeddings
 * @property {number} learned
 * @property {{ origin: number[], basis: number[][], names: string[], axes: [string, string],
 *   extent: [number, number, number, number] }} frame the first rows of `basis` span the plane
 * @property {[number, number, number] | null} image channels, height and width of an input
 * @property {CarriedTask[]} tasks
 */

/** @typedef {{ x: Numbers, y: Numbers, count: number }} Samples */

/** Scores, answers and weights at any embedding; the arithmetic is that of the page that trains. */
export class PageProbe {
  /**
   * @param {Carried} carried
   * @param {Numbers} theta flat
   * @param {Samples[]} samples by task
   */
  constructor(carried, theta, samples) {
    this.carried = carried;
    this.classifies = carried.measure.percent;
    this.hypernet = new Hypernetwork(carried.hypernet);
    this.theta = this.hypernet.views(theta);
    this.target = new Target(carried.target.widths, carried.target.activation);
    this.embeddings = carried.embeddings.map((e) => Float64Array.from(e));
    this.samples = samples;
    this.trace = this.hypernet.trace(1);
    /** @type {Map<string, Samples>} */
    this.kept = new Map();
  }

  /** @param {Carried} carried */
  static async from(carried) {
    const [inputs] = carried.target.widths;
    const samples = carried.tasks.map(async ({ x, y }) => {
      const [pixels, answers] = await Promise.all([unpacked(x), unpacked(y)]);
      const scaled = x.type === "uint8" ? Float64Array.from(pixels, (each) => Math.fround(each / 255)) : Float64Array.from(pixels);
      return { x: scaled, y: Float64Array.from(answers), count: pixels.length / inputs };
    });
    return new PageProbe(carried, Float64Array.from(await unpacked(carried.theta)), await Promise.all(samples));
  }

  /**
   * The target weights (P,) generated for an embedding; overwritten by the next call.
   * @param {Numbers} e
   */
  weights(e) {
    this.hypernet.forward(this.theta, e, this.trace);
    return this.trace.weights.subarray(0, this.target.size);
  }

  /**
   * Evenly spaced samples of a task, at most so many.
   * @param {number} task
   * @param {number} most
   * @returns {Samples}
   */
  thinned(task, most) {
    const all = this.samples[task], [inputs] = this.target.widths, answers = all.y.length / all.count;
    if (all.count <= most) return all;
    const rows = Array.from({ length: most }, (_, i) => Math.floor((i * all.count) / most));
    const take = (/** @type {Numbers} */ data, /** @type {number} */ width) =>
      Float64Array.from(rows.flatMap((row) => [...data.subarray(row * width, (row + 1) * width)]));
    return { x: take(all.x, inputs), y: take(all.y, answers), count: most };
  }

  /**
   * The score of weights on samples of a task.
   * @param {Numbers} w
   * @param {number} task
   * @param {Samples} samples
   */
  score(w, task, { x, y, count }) {
    const outputs = outputsFor(this.target, w, x), width = this.target.outputs, [start, stop] = this.carried.tasks[task].head;
    if (this.classifies) {
      let right = 0;
      for (let i = 0; i < count; i++) right += Number(largest(outputs, i * width + start, i * width + stop) === y[i]);
      return right / count;
    }
    let sum = 0;
    for (let i = 0; i < count; i++)
      for (let k = start; k < stop; k++) sum += (outputs[i * width + k] - y[i * (stop - start) + k - start]) ** 2;
    return sum / (count * (stop - start));
  }

  /**
   * The scores at an embedding on all tasks, from at most so many samples of each.
   * @param {Numbers} e
   * @param {number} [most]
   * @returns {number[]}
   */
  scores(e, most = Infinity) {
    const w = this.weights(e);
    return this.samples.map((_, task) => this.score(w, task, this.few(task, most)));
  }

  /**
   * `thinned`, found once.
   * @param {number} task
   * @param {number} most
   */
  few(task, most) {
    const key = `${task} ${most}`, found = this.kept.get(key) ?? this.thinned(task, most);
    this.kept.set(key, found);
    return found;
  }

  /**
   * Counts of a task's samples by true class and answer within the head.
   * @param {Numbers} e
   * @param {number} task
   * @param {number} [most]
   * @returns {number[][]}
   */
  confusion(e, task, most = Infinity) {
    const { x, y, count } = this.few(task, most), [start, stop] = this.carried.tasks[task].head;
    const outputs = outputsFor(this.target, this.weights(e), x), width = this.target.outputs;
    const counts = Array.from({ length: stop - start }, () => Array(stop - start).fill(0));
    for (let i = 0; i < count; i++) counts[y[i]][largest(outputs, i * width + start, i * width + stop)]++;
    return counts;
  }

  /**
   * What every learned task's network answers to one sample.
   * @param {number} task whose sample it is
   * @param {number} sample
   */
  guesses(task, sample) {
    const [inputs] = this.target.widths, x = this.samples[task].x.subarray(sample * inputs, (sample + 1) * inputs);
    return this.embeddings.slice(0, this.carried.learned).map((e, asked) => {
      const [start, stop] = this.carried.tasks[asked].head;
      return answer(outputsFor(this.target, this.weights(e), x), { start, stop });
    });
  }
}

/**
 * The place of the largest value between `start` and `stop`, counted from `start`; of several the first.
 * @param {Numbers} values
 * @param {number} start
 * @param {number} stop
 */
function largest(values, start, stop) {
  let best = start;
  for (let k = start + 1; k < stop; k++) if (values[k] > values[best]) best = k;
  return best - start;
}
