// Adam (Kingma and Ba 2015), with a look at the step it would take.

/** @typedef {import("./matrix.js").Numbers} Numbers */

const BETA1 = 0.9, BETA2 = 0.999, EPSILON = 1e-8;

/** Moves one flat array of parameters. */
export class Adam {
  /** @param {Numbers} parameters changed in place */
  constructor(parameters) {
    this.parameters = parameters;
    this.steps = 0;
    this.average = new Float64Array(parameters.length);
    this.square = new Float64Array(parameters.length);
  }

  /**
   * Takes a step along `gradient`.
   * @param {Numbers} gradient
   * @param {number} rate
   */
  step(gradient, rate) {
    this.steps++;
    const { parameters, average, square } = this, { size, root } = this.scale(this.steps, rate);
    for (let i = 0; i < parameters.length; i++) {
      const slope = gradient[i];
      average[i] += (1 - BETA1) * (slope - average[i]);
      square[i] = BETA2 * square[i] + (1 - BETA2) * slope * slope;
      parameters[i] -= (size * average[i]) / (Math.sqrt(square[i]) / root + EPSILON);
    }
  }

  /**
   * Writes to `ahead` the parameters as a step along `gradient` would leave them; nothing else changes.
   * @param {Numbers} gradient
   * @param {number} rate
   * @param {Numbers} ahead
   */
  ahead(gradient, rate, ahead) {
    const { parameters, average, square } = this, { size, root } = this.scale(this.steps + 1, rate);
    for (let i = 0; i < parameters.length; i++) {
      const slope = gradient[i];
      const first = average[i] + (1 - BETA1) * (slope - average[i]);
      const second = BETA2 * square[i] + (1 - BETA2) * slope * slope;
      ahead[i] = parameters[i] - (size * first) / (Math.sqrt(second) / root + EPSILON);
    }
  }

  /**
   * Corrections for the moments' start at zero.
   * @param {number} steps
   * @param {number} rate
   */
  scale(steps, rate) {
    return { size: rate / (1 - BETA1 ** steps), root: Math.sqrt(1 - BETA2 ** steps) };
  }
}
