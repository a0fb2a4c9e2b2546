// The target network f(x; w): a multilayer perceptron whose flat weights come from elsewhere.

import { activate, timesSlope } from "./activation.js";
import { addProduct, addProductOfTransposed, addProductWithTransposed, addRows, fillRows } from "./matrix.js";
import { addSparseProductWithTransposed } from "./sparse.js";

/** @typedef {import("./matrix.js").Numbers} Numbers */

/** A network of linear layers; `w` holds each layer's matrix (out, in) and then its biases. */
export class Target {
  /**
   * @param {number[]} widths units of the input, of each hidden layer and of the output
   * @param {string} activation
   */
  constructor(widths, activation) {
    this.widths = widths;
    this.activation = activation;
    this.outputs = widths[widths.length - 1];
    /** Where each layer's matrix begins, and at last the number P of weights. */
    this.starts = [0];
    for (let i = 1; i < widths.length; i++) this.starts.push(this.starts[i - 1] + (widths[i - 1] + 1) * widths[i]);
    this.size = this.starts[widths.length - 1];
  }

  /**
   * The layer's matrix and biases as views of `w`.
   * @param {Numbers} w
   * @param {number} layer from 1
   */
  layer(w, layer) {
    const [start, end] = [this.starts[layer - 1], this.starts[layer]], biases = end - this.widths[layer];
    return { matrix: w.subarray(start, biases), bias: w.subarray(biases, end) };
  }

  /**
   * The values of every layer, the inputs `x` (n, In) first and the outputs (n, Out) last.
   * @param {Numbers} w
   * @param {Numbers} x
   * @param {number} n
   * @returns {Numbers[]}
   */
  forward(w, x, n) {
    const layers = [x];
    for (let i = 1; i < this.widths.length; i++) {
      const { matrix, bias } = this.layer(w, i), values = new Float64Array(n * this.widths[i]);
      fillRows(bias, values, n);
      addProductWithTransposed(layers[i - 1], matrix, values, n, this.widths[i - 1], this.widths[i]);
      if (i < this.widths.length - 1) activate(this.activation, values);
      layers.push(values);
    }
    return layers;
  }

  /**
   * The outputs (n, Out) alone, found faster where many inputs are zero.
   * @param {Numbers} w
   * @param {Numbers} x
   * @param {number} n
   * @returns {Numbers}
   */
  answers(w, x, n) {
    let values = x;
    for (let i = 1; i < this.widths.length; i++) {
      const { matrix, bias } = this.layer(w, i), inputs = values;
      values = new Float64Array(n * this.widths[i]);
      fillRows(bias, values, n);
      addSparseProductWithTransposed(inputs, matrix, values, n, this.widths[i - 1], this.widths[i]);
      if (i < this.widths.length - 1) activate(this.activation, values);
    }
    return values;
  }

  /**
   * Adds to `gradient` (P,) what `slope`, the gradient in the outputs (n, Out), means for the weights.
   * @param {Numbers} w
   * @param {Numbers[]} layers
   * @param {Numbers} slope overwritten
   * @param {Numbers} gradient
   * @param {number} n
   */
  backward(w, layers, slope, gradient, n) {
    let back = slope;
    for (let i = this.widths.length - 1; i > 0; i--) {
      const [inputs, units] = [this.widths[i - 1], this.widths[i]];
      const change = this.layer(gradient, i);
      addProductOfTransposed(back, layers[i - 1], change.matrix, n, units, inputs);
      addRows(back, change.bias, n);
      if (i === 1) return;
      const before = new Float64Array(n * inputs);
      addProduct(back, this.layer(w, i).matrix, before, n, units, inputs);
      timesSlope(this.activation, layers[i - 1], before);
      back = before;
    }
  }
}
