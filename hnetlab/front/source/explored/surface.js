// The landscape behind the points, found from coarse to fine; every grid holds the places of the one before.

/**
 * Scores of one task over a square, refined with each step; a place that is not known has those of the nearest.
 * @param {(u: number, v: number) => number} scoreAt at shares 0 to 1 of the square's sides, from the left and bottom
 * @param {number[]} sides of the nested grids
 * @returns {Generator<{ scores: Float64Array, side: number, known: number }>} rows from the bottom; computes one place per step
 */
export function* surface(scoreAt, sides) {
  const side = sides[sides.length - 1], scores = new Float64Array(side * side).fill(NaN);
  let known = 0;
  for (const coarse of sides) {
    const stride = (side - 1) / (coarse - 1);
    for (let row = 0; row < side; row += stride) {
      for (let column = 0; column < side; column += stride) {
        if (!Number.isNaN(scores[row * side + column])) continue;
        scores[row * side + column] = scoreAt(column / (side - 1), row / (side - 1));
        known++;
        yield { scores, side, known: known / side ** 2 };
      }
    }
  }
}

/**
 * The scores with every unknown place filled from the nearest known one of the last whole grid, or of a coarser.
 * @param {Float64Array} scores
 * @param {number} side
 * @param {number[]} sides
 */
export function filled(scores, side, sides) {
  const full = Float64Array.from(scores);
  for (let i = 0; i < full.length; i++) {
    const row = Math.floor(i / side), column = i % side;
    for (let level = sides.length - 1; Number.isNaN(full[i]) && level >= 0; level--) {
      const stride = (side - 1) / (sides[level] - 1), near = (/** @type {number} */ at) => Math.round(at / stride) * stride;
      full[i] = scores[near(row) * side + near(column)];
    }
  }
  return full;
}
