import assert from "node:assert/strict";
import { test } from "node:test";

import { clamp, fixed } from "../../hnetlab/front/source/dom.js";

test("a number is kept between its bounds", () => {
  assert.deepEqual([-2, 0.5, 9].map((value) => clamp(value, 0, 1)), [0, 0.5, 1]);
});

test("what is shown as zero has no sign, and a minus is none of ASCII", () => {
  assert.deepEqual([-0, -0.004, -0.006, 0.004, -12.5].map((value) => fixed(value, 2)), [
    "0.00",
    "0.00",
    "−0.01",
    "0.00",
    "−12.50",
  ]);
  assert.equal(fixed(-0.4, 0), "0");
});
