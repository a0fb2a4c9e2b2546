// Continual learning with a hypernetwork: the method of the paper (section 2), and fine-tuning with beta 0.

import { Adam } from "./adam.js";
import { DataOrder } from "./data_order.js";
import { Hypernetwork } from "./hypernetwork.js";
import { crossEntropy, squaredError } from "./loss.js";
import { OutputRegularizer } from "./regularizer.js";
import { initialEmbeddings, initialTheta } from "./start.js";
import { Target } from "./target.js";

/** @typedef {import("./matrix.js").Numbers} Numbers */

/**
 * One task: inputs row by row, answers as values or as classes of the head.
 * @typedef {object} Task
 * @property {string} name
 * @property {string[]} classes
 * @property {Numbers} xTrain
 * @property {Numbers} yTrain
 * @property {Numbers} xTest
 * @property {Numbers} yTest
 * @property {import("./loss.js").Head} head
 */

/**
 * @typedef {object} Settings
 * @property {"regression" | "classification"} kind
 * @property {number[]} widths of the target network
 * @property {string} target_activation
 * @property {number[]} hypernetwork_hidden
 * @property {string} hypernetwork_activation
 * @property {number} embedding_dim
 * @property {number} chunk_embedding_dim
 * @property {number | null} chunk_size
 * @property {number} batch_size
 */

/** @typedef {{ beta: number, lookahead: boolean, learning_rate: number }} Knobs what may change between steps */
/** @typedef {{ task: number, regularizer: number }} Losses */

/** Learns task embeddings and a hypernetwork whose outputs for old embeddings are held in place. */
export class HypernetworkMethod {
  /**
   * @param {Settings} settings
   * @param {number} tasks how many embeddings there are
   * @param {number} seed
   */
  constructor(settings, tasks, seed) {
    this.settings = settings;
    this.seed = seed;
    this.target = new Target(settings.widths, settings.target_activation);
    this.hypernet = new Hypernetwork({
      size: this.target.size,
      embedding_dim: settings.embedding_dim,
      hidden: settings.hypernetwork_hidden,
      activation: settings.hypernetwork_activation,
      chunk_size: settings.chunk_size,
      chunk_embedding_dim: settings.chunk_embedding_dim,
    });
    this.flat = initialTheta(this.hypernet, this.target, seed);
    this.theta = this.hypernet.views(this.flat);
    /** The task embeddings (E,), one by one. */
    this.embeddings = initialEmbeddings(tasks, settings.embedding_dim, seed);
    this.ahead = new Float64Array(this.flat.length);
    this.thetaAhead = this.hypernet.views(this.ahead);
    this.gradient = new Float64Array(this.flat.length);
    this.gradients = this.hypernet.views(this.gradient);
    this.trace = this.hypernet.trace(1);
    this.slope = new Float64Array(this.hypernet.stride);
    /** @type {OutputRegularizer | null} */
    this.regularizer = null;
    /** @type {Task | null} */
    this.task = null;
  }

  /**
   * Gets ready for the steps of the task at `number` in the sequence.
   * @param {number} number
   * @param {Task} task
   */
  begin(number, task) {
    this.task = task;
    this.e = this.embeddings[number];
    this.optimizer = new Adam(this.flat);
    this.embeddingOptimizer = new Adam(this.e);
    const samples = task.xTrain.length / this.settings.widths[0];
    this.order = new DataOrder(this.seed, number, samples, this.settings.batch_size);
    const old = Float64Array.from(this.embeddings.slice(0, number).flatMap((e) => [...e]));
    const thetaStar = this.hypernet.views(this.flat.slice());
    this.regularizer = number ? new OutputRegularizer(this.hypernet, thetaStar, old) : null;
  }

  /**
   * Optimizer step `step` of the present task, counted from 0.
   * @param {number} step
   * @param {Knobs} knobs
   * @returns {Losses} before the step
   */
  step(step, { beta, lookahead, learning_rate: rate }) {
    if (!this.e || !this.optimizer || !this.embeddingOptimizer) throw new Error("begin comes before the first step");
    const { loss, slope } = this.taskGradients(step);
    let penalty = 0;
    if (this.regularizer && beta) {
      if (lookahead) this.optimizer.ahead(this.gradient, rate, this.ahead);
      penalty = this.regularizer.add(lookahead ? this.thetaAhead : this.theta, beta, this.gradients);
    }
    this.optimizer.step(this.gradient, rate);
    this.embeddingOptimizer.step(slope, rate);
    return { task: loss, regularizer: penalty };
  }

  /**
   * The task loss on a step's batch; its gradient in theta lies in `this.gradients`, that in e is given back.
   * @param {number} step
   */
  taskGradients(step) {
    const { task, e, order, target, hypernet, settings } = this;
    if (!task || !e || !order) throw new Error("begin comes before the first step");
    const rows = order.indices(step), n = rows.length;
    const x = gathered(task.xTrain, rows, target.widths[0]);
    const y = gathered(task.yTrain, rows, task.yTrain.length / (task.xTrain.length / target.widths[0]));
    hypernet.forward(this.theta, e, this.trace);
    const layers = target.forward(this.trace.weights, x, n);
    const measure = settings.kind === "regression" ? squaredError : crossEntropy;
    const { loss, slope } = measure(layers[layers.length - 1], y, target.outputs, task.head);
    this.slope.fill(0);
    target.backward(this.trace.weights, layers, slope, this.slope, n);
    this.gradient.fill(0);
    const back = hypernet.backward(this.theta, this.trace, this.slope, this.gradients);
    return { loss, slope: hypernet.embeddingGradient(back) };
  }

  /**
   * The target weights (P,) that the hypernetwork generates for one embedding (E,).
   * @param {Numbers} e
   * @returns {Numbers}
   */
  weights(e) {
    const trace = this.hypernet.trace(1);
    this.hypernet.forward(this.theta, e, trace);
    return trace.weights.subarray(0, this.target.size);
  }
}

/**
 * Rows of `width` numbers in the order of `rows`.
 * @param {Numbers} data
 * @param {number[]} rows
 * @param {number} width
 */
function gathered(data, rows, width) {
  const found = new Float64Array(rows.length * width);
  rows.forEach((row, i) => {
    for (let k = 0; k < width; k++) found[i * width + k] = data[row * width + k];
  });
  return found;
}
