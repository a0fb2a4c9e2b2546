// A product for rows that are mostly zeros, as pixels of digits are, and what a ReLU gives.

/** @typedef {import("./matrix.js").Numbers} Numbers */

const STRIP = 8; // rows of `b` that are taken at once

/**
 * out (n, m) += a b^T for a (n, k) and finite b (m, k): number for number what `addProductWithTransposed` adds.
 *
 * Zeros of `a` are passed over. A strip of rows of `b`, side by side, meets all rows of `a` before the next:
 * a matrix larger than the processor's cache comes into it once.
 * @param {Numbers} a
 * @param {Numbers} b
 * @param {Numbers} out
 * @param {number} n
 * @param {number} k
 * @param {number} m
 */
export function addSparseProductWithTransposed(a, b, out, n, k, m) {
  const { starts, places, values } = withoutZeros(a, n, k);
  const strip = new Float64Array(STRIP * k), sums = new Float64Array(STRIP);
  for (let j = 0; j < m; j += STRIP) {
    const wide = Math.min(STRIP, m - j);
    for (let u = 0; u < wide; u++) for (let c = 0, row = (j + u) * k; c < k; c++) strip[STRIP * c + u] = b[row + c];
    for (let i = 0; i < n; i++) {
      let s0 = 0, s1 = 0, s2 = 0, s3 = 0, s4 = 0, s5 = 0, s6 = 0, s7 = 0;
      for (let p = starts[i], end = starts[i + 1]; p < end; p++) {
        const at = places[p], value = values[p];
        s0 += value * strip[at];
        s1 += value * strip[at + 1];
        s2 += value * strip[at + 2];
        s3 += value * strip[at + 3];
        s4 += value * strip[at + 4];
        s5 += value * strip[at + 5];
        s6 += value * strip[at + 6];
        s7 += value * strip[at + 7];
      }
      sums[0] = s0; sums[1] = s1; sums[2] = s2; sums[3] = s3;
      sums[4] = s4; sums[5] = s5; sums[6] = s6; sums[7] = s7;
      for (let u = 0; u < wide; u++) out[i * m + j + u] += sums[u];
    }
  }
}

/**
 * The rows of `a` (n, k) one after the other without their zeros, each value with where its column lies in a
 * strip; row `i` goes from `starts[i]` to `starts[i + 1]`.
 * @param {Numbers} a
 * @param {number} n
 * @param {number} k
 */
function withoutZeros(a, n, k) {
  const starts = new Int32Array(n + 1), places = new Int32Array(n * k), values = new Float64Array(n * k);
  let count = 0;
  for (let i = 0; i < n; i++) {
    for (let c = 0; c < k; c++) {
      const value = a[i * k + c];
      if (value === 0) continue;
      places[count] = STRIP * c;
      values[count++] = value;
    }
    starts[i + 1] = count;
  }
  return { starts, places, values };
}
