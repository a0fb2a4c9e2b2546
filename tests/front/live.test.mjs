import assert from "node:assert/strict";
import { test } from "node:test";

import {
  formats,
  goodness,
  logTicks,
  powers,
  shade,
  stepText,
  taskTicks,
  ticks,
  wantsWhite,
  written,
} from "../../hnetlab/front/source/live/numbers.js";

const ACCURACY = { suffix: " %", digits: ".2f", brief: ".1f", logarithmic: false, higher: true };
const ERROR = { suffix: "", digits: ".3g", brief: ".3g", logarithmic: true, higher: false };

test("numbers are written in the formats that Python names", () => {
  assert.equal(written(77.46478873239437, ".2f"), "77.46");
  assert.equal(written(77.46478873239437, ".0f"), "77");
  assert.equal(written(-0, ".1f"), "0.0");
  assert.equal(written(0.00419, ".1e"), "4.2e-3");
  assert.equal(written(0.0041934, ".3g"), "0.00419");
  assert.deepEqual(formats(ACCURACY), [".2f", ".1f", ".0f"]);
  assert.deepEqual(formats(ERROR), [".1e", ".0e"]);
});

test("ticks are round, within their ends, and no more than there is room for", () => {
  assert.deepEqual(ticks(0, 100, 6), [0, 20, 40, 60, 80, 100]);
  assert.deepEqual(ticks(-1.2, 1.3, 5), [-1, -0.5, 0, 0.5, 1]);
  for (const most of [1, 2, 3, 5, 9]) assert.ok(ticks(0, 1750, most).length <= most + 1);
  assert.deepEqual(ticks(3, 3, 5), []);
  assert.deepEqual(powers(-3.2, 1.1, 9), [-3, -2, -1, 0, 1]);
  assert.deepEqual(powers(-6, 2, 4), [-6, -3, 0]);
  assert.deepEqual(logTicks(-3.2, 1.1, 9), [0.001, 0.01, 0.1, 1, 10]);
  assert.deepEqual(logTicks(-0.4, 0.8, 9), [0.5, 1, 2, 5]);
  assert.deepEqual(logTicks(-0.4, 0.8, 2), [1]);
});

test("every task has its number, or every second, fifth, tenth", () => {
  assert.deepEqual(taskTicks(5, 12), [1, 2, 3, 4, 5]);
  assert.deepEqual(taskTicks(20, 12), [2, 4, 6, 8, 10, 12, 14, 16, 18, 20]);
  assert.deepEqual(taskTicks(250, 11), [25, 50, 75, 100, 125, 150, 175, 200, 225, 250]);
  assert.deepEqual([400, 12_500, 2_000_000].map(stepText), ["400", "12.5k", "2M"]);
});

test("colors go from the first to the last shade, and what is written on them can be read", () => {
  const shades = ["#ffffff", "#808080", "#000000"];
  assert.deepEqual(shade(shades, 0), [255, 255, 255]);
  assert.deepEqual(shade(shades, 0.5), [128, 128, 128]);
  assert.deepEqual(shade(shades, 7), [0, 0, 0]);
  assert.ok(wantsWhite([8, 55, 99]));
  assert.ok(!wantsWhite([233, 240, 248]));
});

test("good scores are at the dark end, whichever way is better", () => {
  assert.equal(goodness(100, ACCURACY, [50, 100]), 1);
  assert.equal(goodness(50, ACCURACY, [50, 100]), 0);
  assert.equal(goodness(1e-4, ERROR, [-4, 1]), 1);
  assert.equal(goodness(10, ERROR, [-4, 1]), 0);
});
