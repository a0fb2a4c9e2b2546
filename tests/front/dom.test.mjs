import assert from "node:assert/strict";
import { test } from "node:test";

import { clamp } from "../../hnetlab/front/source/dom.js";

test("a number is kept between its bounds", () => {
  assert.deepEqual([-2, 0.5, 9].map((value) => clamp(value, 0, 1)), [0, 0.5, 1]);
});
