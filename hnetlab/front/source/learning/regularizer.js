// The output regularizer (eq. 2): the weights generated for old tasks stay where they are.

/** @typedef {import("./matrix.js").Numbers} Numbers */
/** @typedef {import("./hypernetwork.js").Hypernetwork} Hypernetwork */
/** @typedef {import("./hypernetwork.js").Theta} Theta */

/** beta / (T-1) * sum_{t<T} || h(e_t; theta_star) - h(e_t; theta) ||^2, the norm summed over weights. */
export class OutputRegularizer {
  /**
   * @param {Hypernetwork} hypernet
   * @param {Theta} thetaStar the parameters before the present task
   * @param {Numbers} embeddings (T-1, E) of the old tasks
   */
  constructor(hypernet, thetaStar, embeddings) {
    this.hypernet = hypernet;
    this.embeddings = embeddings;
    this.tasks = embeddings.length / hypernet.embeddingDim;
    this.trace = hypernet.trace(this.tasks);
    hypernet.forward(thetaStar, embeddings, this.trace);
    this.targets = this.trace.weights.slice();
    this.slope = new Float64Array(this.targets.length);
  }

  /**
   * The value at `theta`; its gradient is added to `gradient`.
   * @param {Theta} theta
   * @param {number} beta
   * @param {Theta} gradient
   * @returns {number}
   */
  add(theta, beta, gradient) {
    const { hypernet, trace, targets, slope, tasks } = this, { size, stride } = hypernet;
    hypernet.forward(theta, this.embeddings, trace);
    const scale = beta / tasks;
    let sum = 0;
    for (let task = 0; task < tasks; task++) {
      for (let i = task * stride; i < task * stride + size; i++) {
        const change = trace.weights[i] - targets[i];
        sum += change * change;
        slope[i] = 2 * scale * change;
      }
    }
    hypernet.backward(theta, trace, slope, gradient);
    return scale * sum;
  }
}
