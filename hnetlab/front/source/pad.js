// The plane of task embeddings with a handle to drag, and beside it what the place of the handle knows.
import { clamp, find, fixed, put } from "./dom.js";
import "./pad.css";

/**
 * @typedef {{ name: string, color: string, x: number, y: number, learned: boolean }} Dot
 * @typedef {{ tasks: Dot[], extent: [number, number, number, number], x: string, y: string, score: string,
 *   distance: string }} Scene the tasks, the edges of the plane (left, right, bottom, top), and what is written
 * @typedef {{ cells?: DataView, size?: [number, number], color?: string, title?: string, low?: string,
 *   high?: string }} Landscape rows of bytes from the top, and how to read them; no cells for none
 * @typedef {{ x: number, y: number, stamp: number | null, fills: number[], values: string[],
 *   distances: string[], place: string }} Readout what is known at a place
 * @typedef {{ x: number, y: number, task: number | null, stamp: number }} Move
 * @typedef {{ scene: Scene, landscape: Landscape, path: [number, number][], readout: Partial<Readout> }} Shown
 * @typedef {{ show: (changed: Partial<Shown>) => void, repaint: () => void, close: () => void }} Pad
 */

const PATIENCE = 1000; // ms after which unanswered moves are given up
const QUICK = 30; // ms: while answers come so soon, moves do not wait for them
const REACH = 14; // pixels within which a click means the task's own point
const SIDE = 480; // pixels of the landscape's drawing
const ARROWS = /** @type {Record<string, [number, number]>} */ ({
  ArrowLeft: [-1, 0],
  ArrowRight: [1, 0],
  ArrowDown: [0, -1],
  ArrowUp: [0, 1],
});

/**
 * A pad in `el`, which tells `onMove` of every move; a `readout` with the stamp of a move answers it.
 * @param {HTMLElement} el
 * @param {(move: Move) => void} onMove
 * @returns {Pad}
 */
export function createPad(el, onMove) {
  const end = new AbortController();
  const pad = put(el, "div", "hnetlab-pad");
  // Without data-lm-suppress-shortcuts JupyterLab takes arrows and digits for commands.
  pad.innerHTML = `<div class="field">
    <div class="plane" tabindex="0" role="application" data-lm-suppress-shortcuts="true"
      aria-label="Plane of task embeddings: arrow keys move the handle, with Shift far; digits jump to a task">
      <canvas></canvas><div class="grid"></div>
      <svg viewBox="0 0 100 100" preserveAspectRatio="none"><polyline/><polyline/></svg>
      <div class="dots"></div><div class="handle"></div>
    </div>
    <div class="x"></div><div class="y"></div><div class="legend"></div>
  </div>
  <div class="side">
    <div class="rows"></div><div><div class="foot"></div></div><div class="spoken" aria-live="polite"></div>
  </div>`;
  const [plane, grid, dots, handle, xLabel, yLabel, legend, rows, foot, spoken] =
    ".plane .grid .dots .handle .x .y .legend .rows .foot .spoken".split(" ").map((name) => find(pad, name));
  const canvas = /** @type {HTMLCanvasElement} */ (find(pad, "canvas"));

  /** @type {Shown} */
  const shown = {
    scene: { tasks: [], extent: [-1, 1, -1, 1], x: "", y: "", score: "", distance: "" },
    landscape: {},
    path: [],
    readout: {},
  };
  let span = 2;
  let at = { x: 0, y: 0 };
  /** @type {HTMLElement[][]} */
  let bars = [];
  /** @type {{ pointerId: number, x: number, y: number, jumped: boolean } | null} */
  let held = null;
  /** @type {Move | null} */
  let next = null;
  /** @type {number[]} */
  let sent = [];
  let age = Infinity;
  let patience = 0;
  let speech = 0;

  const left = (/** @type {number} */ x) => (100 * (x - shown.scene.extent[0])) / span;
  const top = (/** @type {number} */ y) => (100 * (shown.scene.extent[3] - y)) / span;

  /** The nearest place on the plane; on a line where it has one direction only.
   * @param {number} x @param {number} y @returns {[number, number]} */
  function inside(x, y) {
    const [west, east, south, north] = shown.scene.extent;
    return [clamp(x, west, east), shown.scene.y ? clamp(y, south, north) : 0];
  }

  /** @param {number} x @param {number} y */
  function place(x, y) {
    at = { x, y };
    const [u, v] = inside(x, y);
    handle.style.transform = `translate(${left(u)}cqw, ${top(v)}cqh)`;
    handle.classList.toggle("outside", u !== x || v !== y);
  }

  /** @param {number} x @param {number} y @param {number} stamp @param {number | null} task */
  function move(x, y, stamp, task = null) {
    if (task === null) {
      [x, y] = inside(x, y);
      if (x === at.x && y === at.y) return;
    }
    place(x, y);
    next = { x, y, task, stamp };
    pump();
  }

  // Two moves are under way at most, one if answers are slow; the newest follows.
  function pump() {
    if (!next || sent.length > Number(age < QUICK)) return;
    sent.push(next.stamp);
    clearTimeout(patience);
    patience = window.setTimeout(() => answered(sent.length, Infinity), PATIENCE);
    const move = next;
    next = null;
    onMove(move);
  }

  /** @param {number} count @param {number} after */
  function answered(count, after) {
    age = after;
    sent.splice(0, count);
    pump();
  }

  /** @param {number} task @param {number} stamp */
  function jump(task, stamp) {
    const dot = shown.scene.tasks[task];
    if (dot) move(dot.x, dot.y, stamp, task);
  }

  /** @param {PointerEvent} event */
  function drag({ clientX, clientY, pointerId, timeStamp }) {
    const box = plane.getBoundingClientRect();
    const scale = box.width / span;
    const x = shown.scene.extent[0] + (clientX - box.left) / scale;
    const y = shown.scene.extent[3] - (clientY - box.top) / scale;
    const pixels = (/** @type {{ x: number, y: number }} */ from) => Math.hypot(from.x - x, from.y - y) * scale;
    if (!held) {
      const [near] = shown.scene.tasks.map((dot, task) => [pixels(dot), task]).sort((a, b) => a[0] - b[0]);
      held = { pointerId, x, y, jumped: near?.[0] < REACH };
      if (held.jumped) return jump(near[1], timeStamp);
    }
    held.jumped &&= pixels(held) < REACH / 2;
    if (!held.jumped) move(x, y, timeStamp);
  }

  /**
   * @template {keyof HTMLElementEventMap} Type
   * @param {Type} type
   * @param {(event: HTMLElementEventMap[Type]) => void} act
   */
  const listen = (type, act) => plane.addEventListener(type, act, { signal: end.signal });

  listen("pointerdown", (event) => {
    if (event.button || held) return;
    plane.focus({ preventScroll: true });
    plane.setPointerCapture(event.pointerId);
    drag(event);
  });
  const follow = (/** @type {PointerEvent} */ event) => {
    if (held?.pointerId === event.pointerId) drag(event);
  };
  listen("pointermove", follow);
  // @ts-expect-error - an event that waits for no frame, which not every browser has
  listen("pointerrawupdate", (/** @type {PointerEvent} */ event) => {
    if (!sent.length) follow(event);
  });
  listen("lostpointercapture", () => (held = null));
  listen("mousedown", (event) => {
    event.preventDefault();
    event.stopPropagation(); // else the notebook takes the focus
  });
  listen("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const arrow = ARROWS[event.key];
    const digit = /^(Digit|Numpad)(\d)$/.exec(event.code)?.[2];
    const step = span / (event.shiftKey ? 10 : 100);
    if (arrow) move(at.x + arrow[0] * step, at.y + arrow[1] * step, event.timeStamp);
    else if (digit) jump((+digit + 9) % 10, event.timeStamp);
    else return;
    event.preventDefault();
    event.stopPropagation();
  });

  function drawScene() {
    const { scene } = shown;
    const [west, east, south, north] = scene.extent;
    span = east - west;
    const power = 10 ** Math.floor(Math.log10(span / 4));
    const step = power * ([1, 2, 5].find((factor) => factor * power >= span / 6) ?? 10);
    const digits = Math.max(0, -Math.floor(Math.log10(step) + 1e-9));
    const ticks = (
      /** @type {number} */ low,
      /** @type {number} */ high,
      /** @type {(value: number, text: string) => void} */ draw,
    ) => {
      for (let k = Math.ceil(low / step); k * step <= high; k++) {
        draw(k * step, fixed(k * step, digits));
      }
    };
    for (const node of [grid, dots, rows]) node.replaceChildren();
    ticks(west, east, (x, text) => (put(grid, "i", "down", text).style.left = `${left(x)}%`));
    if (scene.y) ticks(south, north, (y, text) => (put(grid, "i", "across", text).style.top = `${top(y)}%`));
    [xLabel.textContent, yLabel.textContent] = [scene.x, scene.y];
    const head = put(rows, "div", "row head");
    for (const text of ["", "task", scene.score, scene.distance]) put(head, "span", "", text);
    bars = scene.tasks.map((task, index) => {
      const kind = task.learned ? "" : " unlearned";
      const dot = put(dots, "b", `dot${kind}`, `${index + 1}`);
      Object.assign(dot.style, { left: `${left(task.x)}%`, top: `${top(task.y)}%` });
      const row = put(rows, "button", `row${kind}`);
      row.title = `Go to the embedding of ${task.name}`;
      row.onclick = (event) => jump(index, event.timeStamp);
      put(row, "b", "dot", `${index + 1}`);
      put(row, "span", "name", task.name);
      for (const node of [dot, row]) {
        node.style.setProperty("--task", task.color);
        node.dataset.task = `${index}`;
      }
      return ["bar", "value", "off"].map((kind) => put(put(row, "span", kind), "i"));
    });
    pad.classList.toggle("many", bars.length > 16);
    place(at.x, at.y);
    drawPath();
    drawReadout();
  }

  function drawPath() {
    const points = shown.path.map(([x, y]) => `${left(x)},${top(y)}`).join(" ");
    for (const line of plane.querySelectorAll("polyline")) line.setAttribute("points", points);
  }

  function drawReadout() {
    const { scene, readout } = shown;
    const { fills, values = [], distances = [], stamp, x = 0, y = 0, place: words = "" } = readout;
    if (!fills) return;
    bars.slice(0, fills.length).forEach(([bar, value, distance], task) => {
      bar.style.backgroundSize = `${100 * fills[task]}%`;
      value.textContent = values[task];
      distance.textContent = distances[task];
    });
    foot.textContent = words + (el.dataset.latency ? ` · ${el.dataset.latency} ms` : "");
    const count = stamp == null ? 0 : sent.indexOf(stamp) + 1; // the unanswered moves up to this one
    if (count && stamp != null) {
      answered(count, performance.now() - stamp);
      requestAnimationFrame(() =>
        setTimeout(() => {
          el.dataset.latency = `${Math.round(performance.now() - stamp)}`; // the frame has painted the bars
        }),
      );
    }
    if (!held && !next && !sent.length) place(x, y);
    clearTimeout(speech);
    speech = window.setTimeout(() => {
      const known = scene.tasks.map((task, index) => `${task.name} ${values[index]}`);
      spoken.textContent = `${words}: ${known.join(", ")}`;
    }, 600);
  }

  // Cells become opacity, interpolated and cut into ten steps, whose edges are lines of equal score.
  function drawLandscape() {
    const { cells, size = [1, 1], color = "", title = "", low = "", high = "" } = shown.landscape;
    legend.hidden = canvas.hidden = !cells;
    if (!cells) return;
    const [nx, ny] = size;
    const small = new OffscreenCanvas(nx, ny);
    const brush = /** @type {OffscreenCanvasRenderingContext2D} */ (small.getContext("2d"));
    const coarse = brush.createImageData(nx, ny);
    const context = /** @type {CanvasRenderingContext2D} */ (canvas.getContext("2d", { willReadFrequently: true }));
    for (let i = 0; i < nx * ny; i++) coarse.data[4 * i + 3] = cells.getUint8(i);
    brush.putImageData(coarse, 0, 0);
    canvas.width = canvas.height = SIDE;
    context.drawImage(small, 0.5, 0.5, nx - 1, ny - 1, 0, 0, SIDE, SIDE);
    const fine = context.getImageData(0, 0, SIDE, SIDE);
    for (let i = 3; i < fine.data.length; i += 4) fine.data[i] = 23 * Math.min(9, Math.floor(fine.data[i] / 25.5));
    context.putImageData(fine, 0, 0);
    legend.style.setProperty("--task", color);
    legend.replaceChildren();
    put(legend, "b", "", title);
    put(legend, "span", "", low);
    const scale = put(legend, "i");
    put(legend, "span", "", high);
    context.globalCompositeOperation = "source-in";
    context.fillStyle = getComputedStyle(scale).color;
    context.fillRect(0, 0, SIDE, SIDE);
  }

  return {
    show(changed) {
      Object.assign(shown, changed);
      if (changed.scene) drawScene();
      if (changed.path && !changed.scene) drawPath();
      if (changed.readout && !changed.scene) drawReadout();
      if (changed.landscape) drawLandscape();
    },
    repaint: drawLandscape,
    close() {
      end.abort();
      clearTimeout(patience);
      clearTimeout(speech);
    },
  };
}
