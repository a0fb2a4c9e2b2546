import assert from "node:assert/strict";
import { test } from "node:test";

import { Parts, newestOnly } from "../../hnetlab/front/source/parts.js";

const silent = async () => {};

test("a watcher hears what is there, then each change of its own part", () => {
  const parts = new Parts(silent);
  parts.merge({ beta: { value: 1, label: "beta" } });
  const heard = [];
  parts.watch("beta", (state, changed) => heard.push([state.value, Object.keys(changed)]));
  parts.merge({ beta: { value: 2 }, other: { value: 9 } });
  parts.merge({ other: { value: 10 } });
  assert.deepEqual(heard, [[1, ["value", "label"]], [2, ["value"]]]);
  assert.equal(parts.get("beta").label, "beta");
});

test("a binding that has ended hears nothing more", () => {
  const parts = new Parts(silent);
  const end = new AbortController();
  let heard = 0;
  parts.watch("beta", () => (heard += 1), end.signal);
  end.abort();
  parts.merge({ beta: { value: 2 } });
  assert.equal(heard, 1);
});

test("a list can come as its changed places, and becomes as long as it is said to be", () => {
  const parts = new Parts(silent);
  parts.merge({ figure: { traces: ["a", "b", "c"] } });
  parts.merge({ figure: { traces: { at: { 1: "B" }, length: 3 } } });
  assert.deepEqual(parts.get("figure").traces, ["a", "B", "c"]);
  parts.merge({ figure: { traces: { at: {}, length: 1 } } });
  assert.deepEqual(parts.get("figure").traces, ["a"]);
  parts.merge({ figure: { traces: { at: { 1: "new" }, length: 2 } } });
  assert.deepEqual(parts.get("figure").traces, ["a", "new"]);
});

test("a part that is taken away is gone, and its watchers are told", () => {
  const parts = new Parts(silent);
  parts.merge({ "lane.1": { value: 1 } });
  const heard = [];
  parts.watch("lane.1", (state) => heard.push(state));
  parts.merge({ "lane.1": null });
  assert.deepEqual(heard, [{ value: 1 }, {}]);
  assert.deepEqual(parts.names("lane."), []);
});

test("while an act waits for its answer, the newest of the others is kept", async () => {
  const sent = [];
  const answers = [];
  const send = newestOnly((value) => {
    sent.push(value);
    return new Promise((resolve) => answers.push(resolve));
  });
  for (const value of [1, 2, 3, 4]) send(value);
  assert.deepEqual(sent, [1]);
  answers[0]();
  await new Promise((resolve) => setTimeout(resolve));
  assert.deepEqual(sent, [1, 4]);
  answers[1]();
  await new Promise((resolve) => setTimeout(resolve));
  send(5);
  assert.deepEqual(sent, [1, 4, 5]);
});
