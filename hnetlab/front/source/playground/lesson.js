// One lesson: the hypernetwork and fine-tuning learn the same tasks, step by step beside each other.

import { HypernetworkMethod } from "../learning/method.js";
import { score } from "../learning/score.js";
import { generator } from "../random/generator.js";
import { ordered } from "./benchmark.js";

/** @typedef {import("./benchmark.js").Benchmark} Benchmark */
/** @typedef {import("../learning/method.js").Task} Task */
/** @typedef {import("../learning/method.js").Knobs} Knobs */
/** @typedef {{ step: number, scores: number[][] }} Evaluation by method, of the tasks begun by then */

/**
 * @typedef {object} Choice what a lesson begins with
 * @property {number[]} order the tasks by their numbers in the benchmark, from 0
 * @property {number} seed
 * @property {number} dim of a task embedding
 * @property {number} steps per task
 */

const EVALUATIONS = 20; // per task

/** Trains two methods, the first held by the regularizer, the second by nothing. */
export class Lesson {
  /**
   * @param {Benchmark} from
   * @param {Choice} choice
   */
  constructor(from, { order, seed, dim, steps }) {
    const { settings, tasks } = ordered(from, order);
    this.kind = settings.kind;
    this.tasks = tasks;
    this.seed = seed;
    this.steps = steps;
    this.every = Math.max(1, Math.floor(steps / EVALUATIONS));
    const chosen = { ...settings, embedding_dim: dim };
    this.methods = [0, 1].map(() => new HypernetworkMethod(chosen, tasks.length, seed));
    this.at = 0;
    this.losses = this.methods.map(() => ({ task: NaN, regularizer: 0 }));
    /** @type {Evaluation[]} */
    this.history = [];
    this.evaluate();
  }

  /** How many steps there are in all. */
  get total() {
    return this.tasks.length * this.steps;
  }

  /** Whether all steps were taken. */
  get over() {
    return this.at >= this.total;
  }

  /** The task of the next step, at the end the last. */
  get task() {
    return Math.min(Math.floor(this.at / this.steps), this.tasks.length - 1);
  }

  /** How many tasks have had a step. */
  get begun() {
    return Math.ceil(this.at / this.steps);
  }

  /** Whether every number is one still. */
  get finite() {
    return !this.at || this.losses.every((loss) => Number.isFinite(loss.task + loss.regularizer));
  }

  /**
   * One step of both methods; nothing at the end.
   * @param {Knobs} knobs
   */
  step(knobs) {
    if (this.over) return;
    const step = this.at % this.steps, number = this.task;
    if (!step) for (const method of this.methods) method.begin(number, this.tasks[number]);
    this.losses = this.methods.map((method, i) => method.step(step, i ? { ...knobs, beta: 0 } : knobs));
    this.at++;
    if (!(this.at % this.steps) || !((this.at % this.steps) % this.every)) this.evaluate();
  }

  /** Tests both methods on every task begun. */
  evaluate() {
    const scores = this.methods.map((method) =>
      this.tasks.slice(0, this.begun).map((task, i) =>
        score(method.target, method.weights(method.embeddings[i]), task, this.kind)),
    );
    this.history.push({ step: this.at, scores });
  }

  /**
   * Appends a task to be learned after those there are, for all of which everything stays the same.
   * @param {Omit<Task, "head">} task
   */
  append(task) {
    const { head } = this.tasks[this.tasks.length - 1];
    this.tasks.push({ ...task, head });
    for (const { embeddings } of this.methods) {
      const e = generator(this.seed, "own task", embeddings.length).normals(embeddings[0].length);
      embeddings.push(Float64Array.from(e));
    }
  }

  /** Takes the last task away, which must not have had a step yet. */
  remove() {
    this.tasks.pop();
    for (const { embeddings } of this.methods) embeddings.pop();
  }
}
