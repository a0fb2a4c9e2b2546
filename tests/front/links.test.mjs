import assert from "node:assert/strict";
import { test } from "node:test";

import { Links } from "../../hnetlab/front/source/links.js";
import { tasksOf } from "../../hnetlab/front/source/tasks.js";

test("what one view lights up, all hear once", () => {
  const links = new Links();
  const heard = [];
  links.watch((tasks) => heard.push(tasks));
  links.light([2]);
  links.light([2]);
  links.light([3, 1, 3]);
  links.light([]);
  assert.deepEqual(heard, [[], [2], [1, 3], []]);
});

test("a view that has ended hears nothing more", () => {
  const links = new Links();
  const end = new AbortController();
  let heard = 0;
  links.watch(() => (heard += 1), end.signal);
  end.abort();
  links.light([1]);
  assert.equal(heard, 1);
});

test("the tasks of a point are those that its trace says", () => {
  const point = (meta, pointNumber) => ({ data: { meta }, pointNumber });
  assert.deepEqual(tasksOf([point({ task: 3 }, 7)]), [3]);
  assert.deepEqual(tasksOf([point({ tasks: "point" }, 2)]), [2]);
  assert.deepEqual(tasksOf([point({ tasks: "x" }, [4, 1])]), [1], "a cell is [row, column]");
  assert.deepEqual(tasksOf([point({ tasks: "xy" }, [4, 1])]), [1, 4]);
  assert.deepEqual(tasksOf([point(undefined, 2), { data: {}, pointNumber: 1 }]), []);
});
