// What a hypernetwork knows at any place of its embedding space, from the weights and images a page carries.

import { Hypernetwork } from "../learning/hypernetwork.js";
import { answer, outputsFor } from "../learning/score.js";
import { Target } from "../learning/target.js";
import { unpacked } from "../playground/packed.js";
import { read, together } from "./samples.js";

/** @typedef {import("../learning/matrix.js").Numbers} Numbers */
/** @typedef {import("../playground/packed.js").Packed} Packed */
/** @typedef {import("./samples.js").Stored & { name: string, color: string, head: [number, number],
 *   classes: string[], ends: [number, number] }} CarriedTask `ends`: between which scores its colors differ */
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

/** @typedef {import("./samples.js").Samples} Samples */

/** Scores, answers and weights at any embedding; the arithmetic is that of the page that trains. */
export class PageProbe {
  /**
   * @param {Carried} carried
   * @param {Numbers} theta flat
   * @param {(Samples & { pictures: Numbers })[]} samples by task
   */
  constructor(carried, theta, samples) {
    this.carried = carried;
    this.classifies = carried.measure.percent;
    this.hypernet = new Hypernetwork(carried.hypernet);
    this.theta = this.hypernet.views(theta);
    this.target = new Target(carried.target.widths, carried.target.activation);
    this.embeddings = carried.embeddings.map((e) => Float64Array.from(e));
    this.trace = this.hypernet.trace(1);
    /** @type {Numbers} the embedding whose weights `trace` holds */
    this.place = new Float64Array(this.hypernet.embeddingDim).fill(NaN);
    /** @type {{ place: Numbers | null, most: number, outputs: Numbers }} */
    this.answered = { place: null, most: 0, outputs: new Float64Array(0) };
    /** The ms in which an answer from all samples was found at best. */
    this.fastest = Infinity;
    const all = together(samples, Infinity);
    this.samples = all.tasks;
    this.pictures = samples.map(({ pictures }) => pictures);
    /** @type {Map<number, import("./samples.js").Together>} by the number of samples */
    this.kept = new Map([[Infinity, all]]);
  }

  /** @param {Carried} carried */
  static async from(carried) {
    const [inputs] = carried.target.widths;
    const samples = carried.tasks.map((task) => read(task, inputs));
    return new PageProbe(carried, new Float64Array(await unpacked(carried.theta)), await Promise.all(samples));
  }

  /**
   * The target weights (P,) generated for an embedding; overwritten when another one is asked for.
   * @param {Numbers} e
   */
  weights(e) {
    if (!this.place.every((each, i) => each === e[i])) {
      this.hypernet.forward(this.theta, e, this.trace);
      this.place = Float64Array.from(e);
    }
    return this.trace.weights.subarray(0, this.target.size);
  }

  /**
   * At most so many samples of each task, found once.
   * @param {number} most
   */
  chosen(most) {
    const found = this.kept.get(most) ?? together(this.samples, most);
    this.kept.set(most, found);
    return found;
  }

  /**
   * What the network at an embedding puts out for at most so many samples of every task, found once for a place.
   * @param {Numbers} e
   * @param {number} most
   * @returns {Numbers} (samples, outputs), as the samples lie in `chosen(most)`
   */
  outputs(e, most) {
    const began = performance.now(), w = this.weights(e), { x } = this.chosen(most);
    if (this.answered.place !== this.place || this.answered.most !== most) {
      this.answered = { place: this.place, most, outputs: outputsFor(this.target, w, x) };
      if (most === Infinity) this.fastest = Math.min(this.fastest, performance.now() - began);
    }
    return this.answered.outputs;
  }

  /**
   * The score at an embedding on one task, from at most so many samples.
   * @param {Numbers} e
   * @param {number} task
   * @param {number} most
   */
  score(e, task, most) {
    const samples = this.chosen(most).tasks[task];
    return this.scoreOf(outputsFor(this.target, this.weights(e), samples.x), task, samples);
  }

  /**
   * The scores at an embedding on all tasks, from at most so many samples of each.
   * @param {Numbers} e
   * @param {number} [most]
   * @returns {number[]}
   */
  scores(e, most = Infinity) {
    const outputs = this.outputs(e, most);
    return this.chosen(most).tasks.map((samples, task) => this.scoreOf(this.rowsOf(outputs, samples), task, samples));
  }

  /**
   * Counts of a task's samples by true class and answer within the head.
   * @param {Numbers} e
   * @param {number} task
   * @param {number} [most]
   * @returns {number[][]}
   */
  confusion(e, task, most = Infinity) {
    const samples = this.chosen(most).tasks[task], { y, count } = samples, [start, stop] = this.carried.tasks[task].head;
    const outputs = this.rowsOf(this.outputs(e, most), samples), width = this.target.outputs;
    const counts = Array.from({ length: stop - start }, () => Array(stop - start).fill(0));
    for (let i = 0; i < count; i++) {
      const found = largest(outputs, i * width + start, i * width + stop);
      if (found >= 0) counts[y[i]][found]++;
    }
    return counts;
  }

  /**
   * A task's rows of the outputs for all samples.
   * @param {Numbers} outputs
   * @param {{ first: number, count: number }} samples
   */
  rowsOf(outputs, { first, count }) {
    return outputs.subarray(first * this.target.outputs, (first + count) * this.target.outputs);
  }

  /**
   * What outputs (n, outputs) for samples of a task are worth.
   * @param {Numbers} outputs
   * @param {number} task
   * @param {Samples} samples
   */
  scoreOf(outputs, task, { y, count }) {
    const width = this.target.outputs, [start, stop] = this.carried.tasks[task].head;
    if (this.classifies) {
      let right = 0;
      for (let i = 0; i < count; i++) {
        const found = largest(outputs, i * width + start, i * width + stop);
        if (found < 0) return NaN;
        right += Number(found === y[i]);
      }
      return right / count;
    }
    let sum = 0;
    for (let i = 0; i < count; i++)
      for (let k = start; k < stop; k++) sum += (outputs[i * width + k] - y[i * (stop - start) + k - start]) ** 2;
    return sum / (count * (stop - start));
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
 * The place of the largest value between `start` and `stop`, counted from `start`; of several the first, and -1
 * where one is no number.
 * @param {Numbers} values
 * @param {number} start
 * @param {number} stop
 */
function largest(values, start, stop) {
  let best = start;
  for (let k = start; k < stop; k++) {
    if (Number.isNaN(values[k])) return -1;
    if (values[k] > values[best]) best = k;
  }
  return best - start;
}
