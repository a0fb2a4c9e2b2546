// The nonlinearities of the networks, and their slopes told by what they gave.

/** @typedef {import("./matrix.js").Numbers} Numbers */

/** @type {Record<string, (x: number) => number>} */
const VALUES = {
  relu: (x) => (x > 0 ? x : 0),
  elu: (x) => (x > 0 ? x : Math.expm1(x)),
  sigmoid: (x) => 1 / (1 + Math.exp(-x)),
  tanh: Math.tanh,
};

/** @type {Record<string, (y: number) => number>} */
const SLOPES = {
  relu: (y) => (y > 0 ? 1 : 0),
  elu: (y) => (y > 0 ? 1 : y + 1),
  sigmoid: (y) => y * (1 - y),
  tanh: (y) => 1 - y * y,
};

/**
 * Replaces each value x by what the activation `name` makes of it.
 * @param {string} name
 * @param {Numbers} values
 */
export function activate(name, values) {
  const value = VALUES[name];
  for (let i = 0; i < values.length; i++) values[i] = value(values[i]);
}

/**
 * Multiplies a gradient by the activation's slope, where the activation gave `values`.
 * @param {string} name
 * @param {Numbers} values
 * @param {Numbers} gradient
 */
export function timesSlope(name, values, gradient) {
  const slope = SLOPES[name];
  for (let i = 0; i < values.length; i++) gradient[i] *= slope(values[i]);
}
