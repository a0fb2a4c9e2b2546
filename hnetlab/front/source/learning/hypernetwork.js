// The hypernetwork h(e; theta): from task embeddings to all weights of a target network.

import { activate, timesSlope } from "./activation.js";
import {
  addProduct, addProductOfTransposed, addProductWithTransposed, addRows, fillRows,
} from "./matrix.js";

/** @typedef {import("./matrix.js").Numbers} Numbers */
/** @typedef {Record<string, Numbers>} Theta parameters by name, views of one flat array */

/**
 * @typedef {object} Structure
 * @property {number} size P, the target network's weights
 * @property {number} embedding_dim
 * @property {number[]} hidden
 * @property {string} activation
 * @property {number | null} chunk_size null for a full hypernetwork
 * @property {number} chunk_embedding_dim
 */

/**
 * What a pass through the network leaves for the way back: rows are (task, chunk) pairs.
 * @typedef {object} Trace
 * @property {number} tasks
 * @property {Numbers[]} layers the inputs (pairs, In) and the values of each hidden layer
 * @property {Numbers} weights the target weights, C * rows numbers per task of which the first P count
 */

/** The structure of h, an MLP whose linear output layer gives a chunk of the weights at a time. */
export class Hypernetwork {
  /** @param {Structure} structure */
  constructor({ size, embedding_dim, hidden, activation, chunk_size, chunk_embedding_dim }) {
    this.size = size;
    this.embeddingDim = embedding_dim;
    this.activation = activation;
    this.chunkEmbeddingDim = chunk_size === null ? 0 : chunk_embedding_dim;
    this.rows = Math.min(chunk_size ?? size, size);
    this.chunks = Math.ceil(size / this.rows);
    this.widths = [embedding_dim + this.chunkEmbeddingDim, ...hidden];
    this.features = this.widths[this.widths.length - 1];
    /** @type {Record<string, number[]>} */
    this.shapes = {};
    hidden.forEach((units, i) => {
      this.shapes[`hidden.${i}.weight`] = [this.widths[i], units];
      this.shapes[`hidden.${i}.bias`] = [units];
    });
    this.shapes["output.weight"] = [this.features, this.rows];
    this.shapes["output.bias"] = [this.rows];
    if (this.chunkEmbeddingDim) this.shapes.chunk_embeddings = [this.chunks, this.chunkEmbeddingDim];
    this.total = Object.values(this.shapes).reduce((sum, shape) => sum + numel(shape), 0);
  }

  /** @returns {number} of weights that a trace holds per task, of which the first P count */
  get stride() {
    return this.chunks * this.rows;
  }

  /**
   * The parameters by name within one flat array of `total` numbers.
   * @param {Numbers} flat
   * @returns {Theta}
   */
  views(flat) {
    let at = 0;
    return Object.fromEntries(
      Object.entries(this.shapes).map(([name, shape]) => [name, flat.subarray(at, (at += numel(shape)))]),
    );
  }

  /**
   * Room for a pass with so many task embeddings.
   * @param {number} tasks
   * @returns {Trace}
   */
  trace(tasks) {
    const pairs = tasks * this.chunks;
    return {
      tasks,
      layers: this.widths.map((units) => new Float64Array(pairs * units)),
      weights: new Float64Array(tasks * this.stride),
    };
  }

  /**
   * Generates the target weights for task embeddings (tasks, E); they lie in `trace.weights` afterwards.
   * @param {Theta} theta
   * @param {Numbers} embeddings
   * @param {Trace} trace
   */
  forward(theta, embeddings, trace) {
    const pairs = trace.tasks * this.chunks, { layers } = trace;
    this.join(theta, embeddings, trace);
    for (let i = 1; i < layers.length; i++) {
      fillRows(theta[`hidden.${i - 1}.bias`], layers[i], pairs);
      addProduct(layers[i - 1], theta[`hidden.${i - 1}.weight`], layers[i], pairs, this.widths[i - 1], this.widths[i]);
      activate(this.activation, layers[i]);
    }
    fillRows(theta["output.bias"], trace.weights, pairs);
    addProduct(layers[layers.length - 1], theta["output.weight"], trace.weights, pairs, this.features, this.rows);
  }

  /**
   * Adds to `gradient` what `slope`, the gradient in the weights of a trace, means for theta.
   * @param {Theta} theta
   * @param {Trace} trace
   * @param {Numbers} slope (tasks, C * rows), zero past P
   * @param {Theta} gradient
   * @returns {Numbers} the gradient (pairs, In) in the inputs: task embedding, then chunk embedding
   */
  backward(theta, trace, slope, gradient) {
    const pairs = trace.tasks * this.chunks, { layers } = trace;
    const last = layers.length - 1;
    addProductOfTransposed(layers[last], slope, gradient["output.weight"], pairs, this.features, this.rows);
    addRows(slope, gradient["output.bias"], pairs);
    let back = new Float64Array(pairs * this.features);
    addProductWithTransposed(slope, theta["output.weight"], back, pairs, this.rows, this.features);
    for (let i = last; i > 0; i--) {
      const [inputs, units] = [this.widths[i - 1], this.widths[i]];
      timesSlope(this.activation, layers[i], back);
      addProductOfTransposed(layers[i - 1], back, gradient[`hidden.${i - 1}.weight`], pairs, inputs, units);
      addRows(back, gradient[`hidden.${i - 1}.bias`], pairs);
      const before = new Float64Array(pairs * inputs);
      addProductWithTransposed(back, theta[`hidden.${i - 1}.weight`], before, pairs, units, inputs);
      back = before;
    }
    if (this.chunkEmbeddingDim) this.addChunkGradient(back, gradient.chunk_embeddings);
    return back;
  }

  /**
   * The inputs [e; c] of every (task, chunk) pair.
   * @param {Theta} theta
   * @param {Numbers} embeddings
   * @param {Trace} trace
   */
  join(theta, embeddings, trace) {
    const [inputs] = trace.layers, [width] = this.widths;
    for (let pair = 0; pair < trace.tasks * this.chunks; pair++) {
      const task = Math.floor(pair / this.chunks), chunk = pair % this.chunks;
      for (let i = 0; i < this.embeddingDim; i++) inputs[pair * width + i] = embeddings[task * this.embeddingDim + i];
      for (let i = 0; i < this.chunkEmbeddingDim; i++)
        inputs[pair * width + this.embeddingDim + i] = theta.chunk_embeddings[chunk * this.chunkEmbeddingDim + i];
    }
  }

  /**
   * @param {Numbers} back
   * @param {Numbers} gradient
   */
  addChunkGradient(back, gradient) {
    const [width] = this.widths, of = this.chunkEmbeddingDim;
    for (let pair = 0; pair * width < back.length; pair++) {
      for (let i = 0; i < of; i++) gradient[(pair % this.chunks) * of + i] += back[pair * width + this.embeddingDim + i];
    }
  }

  /**
   * The gradient (E,) in the one embedding of a trace, from that in its inputs.
   * @param {Numbers} back
   * @returns {Numbers}
   */
  embeddingGradient(back) {
    const gradient = new Float64Array(this.embeddingDim), [width] = this.widths;
    for (let chunk = 0; chunk < this.chunks; chunk++)
      for (let i = 0; i < this.embeddingDim; i++) gradient[i] += back[chunk * width + i];
    return gradient;
  }
}

/** @param {number[]} shape */
const numel = (shape) => shape.reduce((product, side) => product * side, 1);
