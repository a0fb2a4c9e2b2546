// How theta and the task embeddings start: as the library's do from the same seed.

import { generator } from "../random/generator.js";

/** @typedef {import("./matrix.js").Numbers} Numbers */
/** @typedef {import("./hypernetwork.js").Hypernetwork} Hypernetwork */
/** @typedef {import("./target.js").Target} Target */

/**
 * A start of the hypernetwork by Xavier's rule (Glorot and Bengio 2010, eq. 16), in one flat array.
 *
 * Uniform matrices, zero biases, chunk embeddings from N(0, 1). The output layer of a full hypernetwork counts
 * as one linear layer per tensor of the target network.
 * @param {Hypernetwork} hypernet
 * @param {Target} target
 * @param {number} seed
 * @returns {Numbers}
 */
export function initialTheta(hypernet, target, seed) {
  const flat = new Float64Array(hypernet.total), theta = hypernet.views(flat);
  const random = generator(seed, "hypernetwork");
  for (const [name, [fanIn, fanOut]] of Object.entries(hypernet.shapes)) {
    if (name.endsWith("bias")) continue;
    const values = theta[name];
    if (name === "chunk_embeddings") values.set(random.normals(values.length));
    else if (name === "output.weight") values.set(random.uniforms(values.length, -Math.sqrt(3), Math.sqrt(3)));
    else {
      const bound = Math.sqrt(6 / (fanIn + fanOut));
      values.set(random.uniforms(values.length, -bound, bound));
    }
  }
  const weight = theta["output.weight"];
  fanOuts(hypernet, target).forEach((fanOut, row) => {
    const deviation = Math.fround(Math.sqrt(2 / (hypernet.features + fanOut)));
    for (let at = row; at < weight.length; at += hypernet.rows) weight[at] = Math.fround(weight[at] * deviation);
  });
  return flat;
}

/**
 * The fan-out of the linear layer that each output row belongs to.
 * @param {Hypernetwork} hypernet
 * @param {Target} target
 * @returns {number[]}
 */
function fanOuts(hypernet, target) {
  if (hypernet.chunkEmbeddingDim) return Array(hypernet.rows).fill(hypernet.rows);
  return target.widths.slice(1).flatMap((units, i) => {
    const size = target.widths[i] * units;
    return [...Array(size).fill(size), ...Array(units).fill(units)];
  });
}

/**
 * As many task embeddings (dim,) from N(0, 1).
 * @param {number} count
 * @param {number} dim
 * @param {number} seed
 * @returns {Numbers[]}
 */
export function initialEmbeddings(count, dim, seed) {
  const drawn = Float64Array.from(generator(seed, "task embeddings").normals(count * dim));
  return Array.from({ length: count }, (_, task) => drawn.slice(task * dim, (task + 1) * dim));
}
