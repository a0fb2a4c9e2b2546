// Products of matrices that lie row by row in flat arrays; each adds to what `out` holds.

/** @typedef {Float64Array} Numbers */

/**
 * out (n, m) += a (n, k) b (k, m).
 * @param {Numbers} a
 * @param {Numbers} b
 * @param {Numbers} out
 * @param {number} n
 * @param {number} k
 * @param {number} m
 */
export function addProduct(a, b, out, n, k, m) {
  for (let i = 0; i < n; i++) {
    const row = i * m;
    let j = 0;
    for (; j + 4 <= k; j += 4) {
      const p = i * k + j, a0 = a[p], a1 = a[p + 1], a2 = a[p + 2], a3 = a[p + 3];
      if (a0 === 0 && a1 === 0 && a2 === 0 && a3 === 0) continue;
      const b0 = j * m, b1 = b0 + m, b2 = b1 + m, b3 = b2 + m;
      for (let c = 0; c < m; c++) out[row + c] += a0 * b[b0 + c] + a1 * b[b1 + c] + a2 * b[b2 + c] + a3 * b[b3 + c];
    }
    for (; j < k; j++) {
      const factor = a[i * k + j], from = j * m;
      for (let c = 0; c < m; c++) out[row + c] += factor * b[from + c];
    }
  }
}

/**
 * out (k, m) += a^T b for a (n, k) and b (n, m).
 * @param {Numbers} a
 * @param {Numbers} b
 * @param {Numbers} out
 * @param {number} n
 * @param {number} k
 * @param {number} m
 */
export function addProductOfTransposed(a, b, out, n, k, m) {
  let i = 0;
  for (; i + 4 <= n; i += 4) {
    const b0 = i * m, b1 = b0 + m, b2 = b1 + m, b3 = b2 + m;
    for (let j = 0; j < k; j++) {
      const p = i * k + j, a0 = a[p], a1 = a[p + k], a2 = a[p + 2 * k], a3 = a[p + 3 * k];
      if (a0 === 0 && a1 === 0 && a2 === 0 && a3 === 0) continue;
      const row = j * m;
      for (let c = 0; c < m; c++) out[row + c] += a0 * b[b0 + c] + a1 * b[b1 + c] + a2 * b[b2 + c] + a3 * b[b3 + c];
    }
  }
  for (; i < n; i++) {
    for (let j = 0; j < k; j++) {
      const factor = a[i * k + j], row = j * m, from = i * m;
      if (factor !== 0) for (let c = 0; c < m; c++) out[row + c] += factor * b[from + c];
    }
  }
}

/**
 * out (n, m) += a b^T for a (n, k) and b (m, k).
 * @param {Numbers} a
 * @param {Numbers} b
 * @param {Numbers} out
 * @param {number} n
 * @param {number} k
 * @param {number} m
 */
export function addProductWithTransposed(a, b, out, n, k, m) {
  for (let i = 0; i < n; i++) {
    let j = 0;
    for (; j + 4 <= m; j += 4) {
      const b0 = j * k, b1 = b0 + k, b2 = b1 + k, b3 = b2 + k, row = i * k;
      let s0 = 0, s1 = 0, s2 = 0, s3 = 0;
      for (let c = 0; c < k; c++) {
        const factor = a[row + c];
        s0 += factor * b[b0 + c];
        s1 += factor * b[b1 + c];
        s2 += factor * b[b2 + c];
        s3 += factor * b[b3 + c];
      }
      const to = i * m + j;
      out[to] += s0;
      out[to + 1] += s1;
      out[to + 2] += s2;
      out[to + 3] += s3;
    }
    for (; j < m; j++) {
      let sum = 0;
      for (let c = 0; c < k; c++) sum += a[i * k + c] * b[j * k + c];
      out[i * m + j] += sum;
    }
  }
}

/**
 * Every one of `n` rows of `out` (n, m) becomes `row` (m,).
 * @param {Numbers} row
 * @param {Numbers} out
 * @param {number} n
 */
export function fillRows(row, out, n) {
  for (let i = 0; i < n; i++) out.set(row, i * row.length);
}

/**
 * out (m,) += the sum over the `n` rows of `a` (n, m).
 * @param {Numbers} a
 * @param {Numbers} out
 * @param {number} n
 */
export function addRows(a, out, n) {
  const m = out.length;
  for (let i = 0; i < n; i++) for (let c = 0; c < m; c++) out[c] += a[i * m + c];
}
