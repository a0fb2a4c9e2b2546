import assert from "node:assert/strict";
import { test } from "node:test";

import { squeezed } from "../../hnetlab/front/source/rows.js";

const layout = {
  height: 720,
  margin: { t: 120, b: 100 },
  yaxis: { domain: [0.6, 1] },
  yaxis2: { domain: [0.6, 1] },
  yaxis3: { domain: [0, 0.3] },
  annotations: [
    { text: "above", y: 1, yref: "paper" },
    { text: "below", y: 0.3, yref: "paper" },
    { text: "a point", y: 5, yref: "y" },
  ],
};

test("plots shrink, what stands between them keeps its pixels, titles stay on their plots", () => {
  const lower = squeezed(layout, 570);
  const inside = 570 - 220;
  const [low, high] = lower.yaxis.domain;
  assert.deepEqual(lower.yaxis2.domain, [low, high]);
  assert.equal(lower.yaxis3.domain[0], 0);
  assert.ok(Math.abs((low - lower.yaxis3.domain[1]) * inside - 0.3 * 500) < 1e-9);
  assert.ok(Math.abs(high - 1) < 1e-9);
  assert.ok(Math.abs((high - low) / lower.yaxis3.domain[1] - 0.4 / 0.3) < 1e-9);
  assert.deepEqual(
    lower.annotations.map(({ y }) => y),
    [high, lower.yaxis3.domain[1], 5],
  );
  assert.equal(layout.yaxis.domain[0], 0.6, "the figure itself stays as it was");
});

test("a figure of one row only becomes lower", () => {
  assert.equal(squeezed({ height: 440, margin: { t: 90 }, yaxis: { domain: [0, 1] } }, 300).height, 300);
});
