// Pictures of weights and of test images, and tables of answers.

import { put } from "../dom.js";

/** @typedef {import("../learning/matrix.js").Numbers} Numbers */

const UNITS = 25;
const NEGATIVE = [213, 94, 0], POSITIVE = [0, 114, 178];

/**
 * First-layer weights as images in rows, orange below and blue above zero, white at zero.
 * @param {HTMLCanvasElement} canvas
 * @param {Numbers} matrix (units, inputs)
 * @param {[number, number, number]} image channels, height, width: the first channel is shown
 * @returns {{ units: number, most: number }}
 */
export function drawFilters(canvas, matrix, [channels, height, width]) {
  const inputs = channels * height * width, units = Math.min(UNITS, matrix.length / inputs);
  const columns = Math.ceil(Math.sqrt(units)), rows = Math.ceil(units / columns);
  const area = height * width, shown = new Float64Array(units * area);
  for (let unit = 0; unit < units; unit++) shown.set(matrix.subarray(unit * inputs, unit * inputs + area), unit * area);
  const sizes = shown.map(Math.abs).sort(), most = sizes[Math.floor(0.995 * (sizes.length - 1))] || 1;
  canvas.width = columns * (width + 1) - 1;
  canvas.height = rows * (height + 1) - 1;
  const brush = /** @type {CanvasRenderingContext2D} */ (canvas.getContext("2d"));
  const picture = brush.createImageData(canvas.width, canvas.height), { data } = picture;
  for (let i = 0; i < shown.length; i++) {
    const unit = Math.floor(i / area), row = Math.floor((i % area) / width), column = i % width;
    const x = (unit % columns) * (width + 1) + column, y = Math.floor(unit / columns) * (height + 1) + row;
    const share = Math.min(1, Math.abs(shown[i]) / most), strong = shown[i] < 0 ? NEGATIVE : POSITIVE;
    const at = 4 * (y * canvas.width + x);
    for (let c = 0; c < 3; c++) data[at + c] = 255 + (strong[c] - 255) * share;
    data[at + 3] = 255;
  }
  brush.putImageData(picture, 0, 0);
  return { units, most };
}

/**
 * One input as a picture, dark on light.
 * @param {HTMLCanvasElement} canvas
 * @param {Numbers} x
 * @param {[number, number, number]} image
 */
export function drawImage(canvas, x, [channels, height, width]) {
  canvas.width = width;
  canvas.height = height;
  const brush = /** @type {CanvasRenderingContext2D} */ (canvas.getContext("2d"));
  const picture = brush.createImageData(width, height), area = width * height;
  const [low, high] = [Math.min(...x), Math.max(...x)];
  const level = (/** @type {number} */ value) => (255 * (value - low)) / (high - low || 1);
  for (let i = 0; i < area; i++) {
    for (let c = 0; c < 3; c++) picture.data[4 * i + c] = channels === 3 ? level(x[c * area + i]) : 255 - level(x[i]);
    picture.data[4 * i + 3] = 255;
  }
  brush.putImageData(picture, 0, 0);
}

/**
 * Fills a table with counts by true class (row) and answer (column), shaded by shares of a row.
 * @param {HTMLTableElement} table
 * @param {number[][]} counts
 * @param {string[]} labels
 * @param {string} caption
 * @param {string} color
 */
export function showConfusion(table, counts, labels, caption, color) {
  table.replaceChildren();
  table.style.setProperty("--task", color);
  put(table, "caption", "", caption);
  const head = put(put(table, "thead"), "tr");
  for (const text of ["true ╲ answer", ...labels]) put(head, "th", "", text).scope = "col";
  const body = put(table, "tbody");
  counts.forEach((row, i) => {
    const line = put(body, "tr"), all = row.reduce((sum, count) => sum + count, 0) || 1;
    put(line, "th", "", labels[i]).scope = "row";
    for (const count of row) put(line, "td", "", `${count}`).style.setProperty("--share", `${(45 * count) / all}%`);
  });
}
