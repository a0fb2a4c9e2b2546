// source/dom.js
function put(parent, tag, className = "", text = "") {
  const element = document.createElement(tag);
  if (className) element.className = className;
  if (text) element.textContent = text;
  parent.append(element);
  return element;
}
function find(root, selector) {
  const found = root.querySelector(selector);
  if (!found) throw new Error(`There is no ${selector} here.`);
  return (
    /** @type {HTMLElement} */
    found
  );
}
var fixed = (value, digits) => value.toFixed(digits).replace(/^-(?=[0.]*$)/, "").replace("-", "−");
var clamp = (value, low, high) => Math.min(high, Math.max(low, value));

// source/pad.js
var PATIENCE = 1e3;
var QUICK = 30;
var REACH = 14;
var SIDE = 480;
var ARROWS = (
  /** @type {Record<string, [number, number]>} */
  {
    ArrowLeft: [-1, 0],
    ArrowRight: [1, 0],
    ArrowDown: [0, -1],
    ArrowUp: [0, 1]
  }
);
function createPad(el, onMove) {
  const end = new AbortController();
  const pad = put(el, "div", "hnetlab-pad");
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
  const [plane, grid, dots, handle, xLabel, yLabel, legend, rows, foot, spoken] = ".plane .grid .dots .handle .x .y .legend .rows .foot .spoken".split(" ").map((name) => find(pad, name));
  const canvas = (
    /** @type {HTMLCanvasElement} */
    find(pad, "canvas")
  );
  const shown = {
    scene: { tasks: [], extent: [-1, 1, -1, 1], x: "", y: "", score: "", distance: "" },
    landscape: {},
    path: [],
    readout: {}
  };
  let span = 2;
  let at = { x: 0, y: 0 };
  let bars = [];
  let held = null;
  let next = null;
  let sent = [];
  let age = Infinity;
  let patience = 0;
  let speech = 0;
  const left = (x) => 100 * (x - shown.scene.extent[0]) / span;
  const top = (y) => 100 * (shown.scene.extent[3] - y) / span;
  function inside(x, y) {
    const [west, east, south, north] = shown.scene.extent;
    return [clamp(x, west, east), shown.scene.y ? clamp(y, south, north) : 0];
  }
  function place(x, y) {
    at = { x, y };
    const [u, v] = inside(x, y);
    handle.style.transform = `translate(${left(u)}cqw, ${top(v)}cqh)`;
    handle.classList.toggle("outside", u !== x || v !== y);
  }
  function move(x, y, stamp, task = null) {
    if (task === null) {
      [x, y] = inside(x, y);
      if (x === at.x && y === at.y) return;
    }
    place(x, y);
    next = { x, y, task, stamp };
    pump();
  }
  function pump() {
    if (!next || sent.length > Number(age < QUICK)) return;
    sent.push(next.stamp);
    clearTimeout(patience);
    patience = window.setTimeout(() => answered(sent.length, Infinity), PATIENCE);
    const move2 = next;
    next = null;
    onMove(move2);
  }
  function answered(count, after) {
    age = after;
    sent.splice(0, count);
    pump();
  }
  function jump(task, stamp) {
    const dot = shown.scene.tasks[task];
    if (dot) move(dot.x, dot.y, stamp, task);
  }
  function drag({ clientX, clientY, pointerId, timeStamp }) {
    const box = plane.getBoundingClientRect();
    const scale = box.width / span;
    const x = shown.scene.extent[0] + (clientX - box.left) / scale;
    const y = shown.scene.extent[3] - (clientY - box.top) / scale;
    const pixels = (from) => Math.hypot(from.x - x, from.y - y) * scale;
    if (!held) {
      const [near] = shown.scene.tasks.map((dot, task) => [pixels(dot), task]).sort((a, b) => a[0] - b[0]);
      held = { pointerId, x, y, jumped: near?.[0] < REACH };
      if (held.jumped) return jump(near[1], timeStamp);
    }
    held.jumped &&= pixels(held) < REACH / 2;
    if (!held.jumped) move(x, y, timeStamp);
  }
  const listen = (type, act) => plane.addEventListener(type, act, { signal: end.signal });
  listen("pointerdown", (event) => {
    if (event.button || held) return;
    plane.focus({ preventScroll: true });
    plane.setPointerCapture(event.pointerId);
    drag(event);
  });
  const follow = (event) => {
    if (held?.pointerId === event.pointerId) drag(event);
  };
  listen("pointermove", follow);
  listen("pointerrawupdate", (event) => {
    if (!sent.length) follow(event);
  });
  listen("lostpointercapture", () => held = null);
  listen("mousedown", (event) => {
    event.preventDefault();
    event.stopPropagation();
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
    const ticks = (low, high, draw2) => {
      for (let k = Math.ceil(low / step); k * step <= high; k++) {
        draw2(k * step, fixed(k * step, digits));
      }
    };
    for (const node of [grid, dots, rows]) node.replaceChildren();
    ticks(west, east, (x, text) => put(grid, "i", "down", text).style.left = `${left(x)}%`);
    if (scene.y) ticks(south, north, (y, text) => put(grid, "i", "across", text).style.top = `${top(y)}%`);
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
      return ["bar", "value", "off"].map((kind2) => put(put(row, "span", kind2), "i"));
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
    const { scene, readout: readout2 } = shown;
    const { fills, values = [], distances = [], stamp, x = 0, y = 0, place: words = "" } = readout2;
    if (!fills) return;
    bars.slice(0, fills.length).forEach(([bar, value, distance2], task) => {
      bar.style.backgroundSize = `${100 * fills[task]}%`;
      value.textContent = values[task];
      distance2.textContent = distances[task];
    });
    foot.textContent = words + (el.dataset.latency ? ` · ${el.dataset.latency} ms` : "");
    const count = stamp == null ? 0 : sent.indexOf(stamp) + 1;
    if (count && stamp != null) {
      answered(count, performance.now() - stamp);
      requestAnimationFrame(
        () => setTimeout(() => {
          el.dataset.latency = `${Math.round(performance.now() - stamp)}`;
        })
      );
    }
    if (!held && !next && !sent.length) place(x, y);
    clearTimeout(speech);
    speech = window.setTimeout(() => {
      const known = scene.tasks.map((task, index) => `${task.name} ${values[index]}`);
      spoken.textContent = `${words}: ${known.join(", ")}`;
    }, 600);
  }
  function drawLandscape() {
    const { cells, size = [1, 1], color = "", title = "", low = "", high = "" } = shown.landscape;
    legend.hidden = canvas.hidden = !cells;
    if (!cells) return;
    const [nx, ny] = size;
    const small = new OffscreenCanvas(nx, ny);
    const brush = (
      /** @type {OffscreenCanvasRenderingContext2D} */
      small.getContext("2d")
    );
    const coarse = brush.createImageData(nx, ny);
    const context = (
      /** @type {CanvasRenderingContext2D} */
      canvas.getContext("2d", { willReadFrequently: true })
    );
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
    }
  };
}

// source/explored/readout.js
var oneDecimal = (value) => (4 * value % 4 + 4) % 4 === 1 ? (Math.floor(10 * value) / 10).toFixed(1) : value.toFixed(1);
function threeDigits(value) {
  if (!value) return "0";
  const [mantissa, exponent] = value.toExponential(2).split("e"), power = Number(exponent);
  if (power >= -4 && power < 3) return String(Number(value.toPrecision(3)));
  return `${Number(mantissa)}e${power < 0 ? "-" : "+"}${String(Math.abs(power)).padStart(2, "0")}`;
}
function readout(score, { percent }) {
  if (!Number.isFinite(score)) return "none";
  return percent ? `${oneDecimal(100 * score)} %` : threeDigits(score);
}
function share(score, ends, { percent, logarithmic, higher_is_better: higher }) {
  if (!Number.isFinite(score)) return higher ? 0 : 1;
  const drawn = (value) => logarithmic ? Math.log10(Math.max(value, Number.MIN_VALUE)) : value;
  const [low, high] = ends.map(drawn);
  return Math.min(1, Math.max(0, (drawn(percent ? 100 * score : score) - low) / (high - low || 1)));
}

// source/explored/surface.js
function* surface(scoreAt, sides) {
  const side = sides[sides.length - 1], scores = new Float64Array(side * side).fill(NaN);
  let known = 0;
  for (const coarse of sides) {
    const stride = (side - 1) / (coarse - 1);
    for (let row = 0; row < side; row += stride) {
      for (let column = 0; column < side; column += stride) {
        if (!Number.isNaN(scores[row * side + column])) continue;
        scores[row * side + column] = scoreAt(column / (side - 1), row / (side - 1));
        known++;
        yield { scores, side, known: known / side ** 2 };
      }
    }
  }
}
function filled(scores, side, sides) {
  const full = Float64Array.from(scores);
  for (let i = 0; i < full.length; i++) {
    const row = Math.floor(i / side), column = i % side;
    for (let level = sides.length - 1; Number.isNaN(full[i]) && level >= 0; level--) {
      const stride = (side - 1) / (sides[level] - 1), near = (at) => Math.round(at / stride) * stride;
      full[i] = scores[near(row) * side + near(column)];
    }
  }
  return full;
}

// source/explored/landscape.js
var MOST_DRAWING = 6e3;
var GRIDS = [[6, 11, 21, 41], [6, 11, 21], [6, 11]];
var BETWEEN = 200;
var Landscape = class {
  /** @param {ExplorerPage} explorer */
  constructor(explorer) {
    this.explorer = explorer;
    this.run = 0;
  }
  /** Draws it anew while the hand rests, in place of what is being drawn. */
  draw() {
    const run = ++this.run, { explorer } = this, { page, rest } = explorer;
    let begun = null;
    let latest = null;
    let shown = -Infinity;
    delete page.body.dataset.landscape;
    rest.work(() => {
      if (run !== this.run) return true;
      begun ??= this.begun();
      const { value, done } = begun.places.next();
      if (value) latest = value;
      const coarsest = latest && latest.known * latest.side ** 2 >= begun.grids[0] ** 2;
      if (latest && coarsest && (done || performance.now() - shown > BETWEEN)) {
        shown = performance.now();
        this.paint(latest, begun);
      }
      if (done) page.body.dataset.landscape = "complete";
      return Boolean(done);
    });
  }
  /** All that a drawing needs; how fine it becomes is decided by how long one place takes. */
  begun() {
    const { probe: probe2, task, carried } = this.explorer, most = this.explorer.most();
    const [west, east, south, north] = this.explorer.extent(), [x, y = 0] = this.explorer.coordinates();
    const flat = this.explorer.e.slice(), [first, second] = carried.frame.basis;
    const scoreAt = (u, v) => {
      const [du, dv] = [west + u * (east - west) - x, south + v * (north - south) - y];
      return probe2.score(flat.map((value, i) => value + du * first[i] + dv * (second?.[i] ?? 0)), task, most);
    };
    const timed = (u) => {
      const began = performance.now();
      scoreAt(u, 0);
      return performance.now() - began;
    };
    const each = Math.min(timed(0), timed(1));
    const grids = GRIDS.find((sides) => each * sides[sides.length - 1] ** 2 < MOST_DRAWING) ?? GRIDS[GRIDS.length - 1];
    return { places: surface(scoreAt, grids), grids, task, most };
  }
  /**
   * @param {Piece} piece
   * @param {{ grids: number[], task: number, most: number }} begun
   */
  paint({ scores, side, known }, { grids, task, most }) {
    const { measure, tasks } = this.explorer.carried, { ends, color } = tasks[task];
    const whole = filled(scores, side, grids), cells = new DataView(new ArrayBuffer(side * side));
    whole.forEach((score, i) => {
      const drawn = share(score, ends, measure), level = measure.higher_is_better ? drawn : 1 - drawn;
      const row = side - 1 - Math.floor(i / side);
      cells.setUint8(row * side + i % side, Math.round(255 * level));
    });
    const [low, high] = ends.map((end) => `${Number(end.toPrecision(3))}${measure.percent ? " %" : ""}`);
    const progress = known < 1 ? ` · ${Math.round(100 * known)} % drawn` : "";
    const from = Number.isFinite(most) ? `, ${most} samples` : "";
    this.explorer.pad.show({
      landscape: {
        cells,
        size: [side, side],
        color,
        title: `${measure.name} on task ${task + 1}${from}${progress}`,
        low: measure.higher_is_better ? low : high,
        high: measure.higher_is_better ? high : low
      }
    });
  }
};

// source/learning/loss.js
function logSoftmax(logits) {
  let most = -Infinity, sum = 0;
  for (let k = 0; k < logits.length; k++) most = Math.max(most, logits[k]);
  for (let k = 0; k < logits.length; k++) sum += Math.exp(logits[k] - most);
  const all = most + Math.log(sum);
  return logits.map((value) => value - all);
}
function logEntropy(logits) {
  const top = logits.indexOf(Math.max(...logits));
  const below = Array.from(logits, (value) => value - logits[top]);
  const rest = logSum(below.filter((_, k) => k !== top));
  const surprise = Math.log1p(Math.exp(rest));
  const terms = below.map((value, k) => k === top ? (surprise > 1e-300 ? Math.log(surprise) : rest) - surprise : value - surprise + Math.log(surprise - value));
  return logSum(terms.filter((term) => !Number.isNaN(term)));
}
function logSum(values) {
  const most = Math.max(...values);
  return Number.isFinite(most) ? most + Math.log(values.reduce((sum, value) => sum + Math.exp(value - most), 0)) : most;
}

// source/learning/score.js
function outputsFor(target, w, x) {
  return target.answers(w, x, x.length / target.widths[0]);
}
function answer(outputs, { start, stop }) {
  const logits = outputs.subarray(start, stop), best = largest(logits);
  return { best, probability: Math.exp(logSoftmax(logits)[best]), logEntropy: logEntropy(logits) };
}
function surest(answers) {
  return answers.reduce((best, { logEntropy: doubt }, i) => doubt < answers[best].logEntropy ? i : best, 0);
}
function entropyText(logarithm, digits) {
  const value = Math.exp(logarithm), tens = logarithm / Math.LN10, power = Math.floor(tens);
  if (value >= 10 ** -digits || logarithm === -Infinity) return value.toFixed(digits);
  return `${(10 ** (tens - power)).toFixed(1)}e${power}`;
}
function largest(values) {
  let best = 0;
  for (let k = 1; k < values.length; k++) if (values[k] > values[best]) best = k;
  return best;
}

// source/playground/plot.js
var SVG = "http://www.w3.org/2000/svg";
var ROOM = { left: 46, right: 14, top: 10, bottom: 40, label: 11 };
var SHAPE = 0.62;
var DIGIT = 8;
function draw(parent, tag, attributes, text = "") {
  const element = document.createElementNS(SVG, tag);
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, String(value));
  element.textContent = text;
  parent.append(element);
  return element;
}
var Plot = class {
  /**
   * @param {HTMLElement} place
   * @param {Axes} axes
   */
  constructor(place, axes) {
    this.axes = axes;
    this.lines = [];
    this.marks = [];
    this.svg = /** @type {SVGSVGElement} */
    draw(put(place, "div", "plot"), "svg", { role: "img" });
    this.ground = draw(this.svg, "g", {});
    this.content = draw(this.svg, "g", {});
    this.width = 0;
    this.height = 0;
    new ResizeObserver(() => this.lay()).observe(
      /** @type {Element} */
      this.svg.parentNode
    );
    this.lay();
  }
  /** Fits the picture to its place, with axes and all. */
  lay() {
    const width = Math.round(
      /** @type {HTMLElement} */
      this.svg.parentNode.clientWidth
    ) || 320;
    this.width = width;
    this.height = Math.round(width * SHAPE);
    this.svg.setAttribute("viewBox", `0 0 ${this.width} ${this.height}`);
    this.setAxes(this.axes);
  }
  /** @param {number} x */
  across(x) {
    const [low, high] = this.axes.x;
    return ROOM.left + (x - low) / (high - low) * (this.width - ROOM.left - ROOM.right);
  }
  /** @param {number} y */
  down(y) {
    const [low, high] = this.axes.y;
    return ROOM.top + (high - y) / (high - low) * (this.height - ROOM.top - ROOM.bottom);
  }
  /**
   * The place of a pointer in the units of the axes, kept within them.
   * @param {{ clientX: number, clientY: number }} event
   */
  at({ clientX, clientY }) {
    const box = this.svg.getBoundingClientRect(), { x: [west, east], y: [south, north] } = this.axes;
    const u = (clientX - box.left) / box.width * this.width, v = (clientY - box.top) / box.height * this.height;
    const x = west + (u - ROOM.left) / (this.width - ROOM.left - ROOM.right) * (east - west);
    const y = north - (v - ROOM.top) / (this.height - ROOM.top - ROOM.bottom) * (north - south);
    return { x: Math.min(east, Math.max(west, x)), y: Math.min(north, Math.max(south, y)) };
  }
  /** @param {Axes} axes */
  setAxes(axes) {
    this.axes = axes;
    this.svg.setAttribute("aria-label", axes.about);
    this.ground.replaceChildren();
    const { left, top } = ROOM, right = this.width - ROOM.right, bottom = this.height - ROOM.bottom;
    for (const value of roundValues(...axes.x, this.width / 90)) {
      const x = this.across(value), text = written(value);
      draw(this.ground, "line", { class: "tick", x1: x, x2: x, y1: bottom, y2: bottom + 5 });
      const inside = Math.min(x, this.width - DIGIT * text.length / 2);
      draw(this.ground, "text", { x: inside, y: bottom + 18, "text-anchor": "middle" }, text);
    }
    for (const value of roundValues(...axes.y, this.height / 50)) {
      const y = this.down(value);
      draw(this.ground, "line", { class: "grid", x1: left, x2: right, y1: y, y2: y });
      draw(this.ground, "text", { x: left - 6, y: y + 4, "text-anchor": "end" }, written(value));
    }
    draw(this.ground, "line", { class: "tick", x1: left, x2: right, y1: bottom, y2: bottom });
    draw(this.ground, "text", { x: (left + right) / 2, y: this.height - 4, "text-anchor": "middle" }, axes.xTitle);
    const middle = (top + bottom) / 2;
    const turned = `rotate(-90 11 ${middle})`;
    draw(this.ground, "text", { x: 11, y: middle, "text-anchor": "middle", transform: turned }, axes.yTitle);
    this.show(this.lines, this.marks);
  }
  /**
   * Shows these lines in place of those before, and upright marks at the `marks` of the x axis.
   * @param {Line[]} lines
   * @param {number[]} [marks]
   */
  show(lines, marks = []) {
    this.lines = lines;
    this.marks = marks;
    this.content.replaceChildren();
    const [south, north] = this.axes.y, over = (north - south) / 4;
    for (const x of marks) {
      const u = this.across(x);
      draw(this.content, "line", { class: "mark", x1: u, x2: u, y1: this.down(north), y2: this.down(south) });
    }
    const ends = [];
    for (const { points, color, className, dash, label } of lines) {
      if (!points.length) continue;
      const kept = points.map(([x, y]) => [this.across(x), this.down(Math.min(north + over, Math.max(south - over, y)))]);
      const text = kept.map(([u2, v2]) => `${u2.toFixed(1)},${v2.toFixed(1)}`).join(" ");
      const line = draw(this.content, "polyline", { class: className, points: text, style: `--task: ${color}` });
      if (dash) line.setAttribute("stroke-dasharray", dash);
      const [u, v] = kept[kept.length - 1];
      if (label) ends.push({ label, u: Math.min(u + 3, this.width - 9), v: v + 4 });
    }
    spread(ends, this.height - ROOM.bottom);
    for (const { label, u, v } of ends) draw(this.content, "text", { class: "label", x: u, y: v }, label);
  }
};
function spread(labels, bottom) {
  const placed = [...labels].sort((a, b) => a.v - b.v), near = (a, b) => Math.abs(a - b) < ROOM.label;
  placed.forEach((label, i) => {
    for (const above of placed.slice(0, i)) if (near(above.u, label.u)) label.v = Math.max(label.v, above.v + ROOM.label);
  });
  let floor = bottom;
  for (const label of placed.reverse()) {
    if (label.v <= floor) break;
    label.v = floor;
    floor -= ROOM.label;
  }
}
var written = (value) => String(Number(value.toPrecision(6))).replace("-", "−");
function roundValues(low, high, count) {
  const least = (high - low) / Math.max(1, count), power = 10 ** Math.floor(Math.log10(least));
  const step = power * ([1, 2, 5].find((factor) => factor * power >= least) ?? 10);
  const first = Math.ceil(low / step - 1e-9), last = Math.floor(high / step + 1e-9);
  return Array.from({ length: last - first + 1 }, (_, i) => (first + i) * step);
}

// source/explored/pictures.js
var UNITS = 25;
var NEGATIVE = [213, 94, 0];
var POSITIVE = [0, 114, 178];
function drawFilters(canvas, matrix, [channels, height, width]) {
  const inputs = channels * height * width, units = Math.min(UNITS, matrix.length / inputs);
  const columns = Math.ceil(Math.sqrt(units)), rows = Math.ceil(units / columns);
  const area = height * width, shown = new Float64Array(units * area);
  for (let unit = 0; unit < units; unit++) shown.set(matrix.subarray(unit * inputs, unit * inputs + area), unit * area);
  const sizes = shown.map(Math.abs).sort(), most = sizes[Math.floor(0.995 * (sizes.length - 1))] || 1;
  canvas.width = columns * (width + 1) - 1;
  canvas.height = rows * (height + 1) - 1;
  const brush = (
    /** @type {CanvasRenderingContext2D} */
    canvas.getContext("2d")
  );
  const picture = brush.createImageData(canvas.width, canvas.height), { data } = picture;
  for (let i = 0; i < shown.length; i++) {
    const unit = Math.floor(i / area), row = Math.floor(i % area / width), column = i % width;
    const x = unit % columns * (width + 1) + column, y = Math.floor(unit / columns) * (height + 1) + row;
    const share2 = Math.min(1, Math.abs(shown[i]) / most), strong = shown[i] < 0 ? NEGATIVE : POSITIVE;
    const at = 4 * (y * canvas.width + x);
    for (let c = 0; c < 3; c++) data[at + c] = 255 + (strong[c] - 255) * share2;
    data[at + 3] = 255;
  }
  brush.putImageData(picture, 0, 0);
  return { units, most };
}
function drawImage(canvas, x, [channels, height, width]) {
  canvas.width = width;
  canvas.height = height;
  const brush = (
    /** @type {CanvasRenderingContext2D} */
    canvas.getContext("2d")
  );
  const picture = brush.createImageData(width, height), area = width * height;
  const [low, high] = [Math.min(...x), Math.max(...x)];
  const level = (value) => 255 * (value - low) / (high - low || 1);
  for (let i = 0; i < area; i++) {
    for (let c = 0; c < 3; c++) picture.data[4 * i + c] = channels === 3 ? level(x[c * area + i]) : 255 - level(x[i]);
    picture.data[4 * i + 3] = 255;
  }
  brush.putImageData(picture, 0, 0);
}
function showConfusion(table, counts, labels, caption, color) {
  table.replaceChildren();
  table.style.setProperty("--task", color);
  put(table, "caption", "", caption);
  const head = put(put(table, "thead"), "tr");
  for (const text of ["true ╲ answer", ...labels]) put(head, "th", "", text).scope = "col";
  const body = put(table, "tbody");
  counts.forEach((row, i) => {
    const line = put(body, "tr"), all = row.reduce((sum, count) => sum + count, 0) || 1;
    put(line, "th", "", labels[i]).scope = "row";
    for (const count of row) put(line, "td", "", `${count}`).style.setProperty("--share", `${45 * count / all}%`);
  });
}

// source/explored/portrait.js
var POINTS = 160;
var Portrait = class {
  /**
   * @param {HTMLElement} place
   * @param {PageProbe} probe
   */
  constructor(place, probe2) {
    this.probe = probe2;
    if (!probe2.classifies) {
      const { widths, outputs } = probe2.target;
      if (widths[0] === 1 && outputs === 1) this.plot = this.functionPlot(place);
      else put(place, "p", "", "A function with more than one input or output can't be drawn.");
      return;
    }
    if (probe2.carried.image) {
      const figure = put(place, "figure");
      this.caption = put(figure, "figcaption");
      this.canvas = put(figure, "canvas");
      this.canvas.setAttribute("role", "img");
    }
    this.table = put(place, "table");
  }
  /**
   * @param {Numbers} e
   * @param {number} task
   * @param {number} most samples
   */
  show(e, task, most) {
    const { probe: probe2 } = this, { tasks, image } = probe2.carried;
    if (this.table) {
      const { name, classes, color } = tasks[task];
      showConfusion(this.table, probe2.confusion(e, task, most), classes, `Answers on task ${task + 1}, ${name}`, color);
    }
    if (this.canvas && this.caption && image) {
      const { matrix } = probe2.target.layer(probe2.weights(e), 1), { units, most: largest3 } = drawFilters(this.canvas, matrix, image);
      this.caption.textContent = `First-layer weights of ${units} units, up to ±${largest3.toPrecision(2)}`;
      this.canvas.setAttribute("aria-label", this.caption.textContent);
    }
    if (this.plot) {
      const [low, high] = this.plot.axes.x, x = Float64Array.from({ length: POINTS }, (_, i) => low + (high - low) * i / (POINTS - 1));
      const y = outputsFor(probe2.target, probe2.weights(e), x);
      this.plot.show([...this.truths, { className: "known", color: "currentcolor", points: Array.from(x, (each, i) => [each, y[i]]) }]);
    }
  }
  /** @param {HTMLElement} place */
  functionPlot(place) {
    const { samples, carried } = this.probe;
    this.truths = samples.map(({ x, y }, i) => ({
      className: "truth",
      color: carried.tasks[i].color,
      points: Array.from(x, (each, k) => (
        /** @type {[number, number]} */
        [each, y[k]]
      )).sort((a, b) => a[0] - b[0])
    }));
    const all = this.truths.flatMap(({ points }) => points), xs = all.map(([x]) => x), ys = all.map(([, y]) => y);
    const margin = 0.15 * (Math.max(...ys) - Math.min(...ys) || 1);
    return new Plot(place, {
      x: [Math.min(...xs), Math.max(...xs)],
      y: [Math.min(...ys) - margin, Math.max(...ys) + margin],
      xTitle: "input x",
      yTitle: "output",
      about: "The function generated at the handle, over the true ones"
    });
  }
};

// source/explored/rest.js
var REST = 180;
var SLICE = 12;
var Rest = class {
  /** @param {() => void} begin called whenever the hand has come to rest, before all other work */
  constructor(begin) {
    this.begin = begin;
    this.resting = false;
    this.timer = void 0;
    this.waiting = [];
  }
  /**
   * Takes note of a move that was answered just now: where answers are slow, so are the moves that follow.
   * @param {number} [took] ms that the answer took
   */
  moved(took = 0) {
    this.resting = false;
    clearTimeout(this.timer);
    this.timer = window.setTimeout(() => {
      this.begin();
      this.resting = true;
      for (const go of this.waiting.splice(0)) go();
    }, REST + took);
  }
  /**
   * Calls `step` again and again while the hand rests, in slices of time, until it returns true.
   * @param {() => boolean} step
   */
  work(step) {
    const slice = () => {
      if (!this.resting) return void this.waiting.push(slice);
      const began = performance.now();
      let done = false;
      while (!done && performance.now() - began < SLICE) done = step();
      if (!done) setTimeout(slice, 0);
    };
    setTimeout(slice, 0);
  }
};

// source/playground/look.js
var DASHES = ["", "7 3", "2 3", "7 3 2 3", "12 3", "12 3 2 3"];
var dashOf = (place) => DASHES[place % DASHES.length];

// source/explored/walk.js
var SMALLEST_SINE = 1e-6;
var norm = (a) => Math.hypot(...a);
var straight = (start, end, t) => start.map((each, i) => (1 - t) * each + t * end[i]);
function spherical(start, end, t) {
  const [a, b] = [norm(start), norm(end)];
  if (!a || !b || t === 0 || t === 1) return straight(start, end, t);
  const [u, v] = [start.map((each) => each / a), end.map((each) => each / b)];
  const angle = 2 * Math.atan2(norm(u.map((each, i) => each - v[i])), norm(u.map((each, i) => each + v[i])));
  if (Math.sin(angle) < SMALLEST_SINE) return straight(start, end, t);
  const [from, to] = [Math.sin((1 - t) * angle), Math.sin(t * angle)].map((each) => each / Math.sin(angle));
  return u.map((each, i) => a ** (1 - t) * b ** t * (from * each + to * v[i]));
}

// source/explored/tools.js
var BEYOND = 0.5;
var POINTS2 = 41;
var MOST_IMAGES = 40;
var Walk = class {
  /**
   * @param {Document} page
   * @param {ExplorerPage} explorer
   */
  constructor(page, explorer) {
    this.explorer = explorer;
    const select = (id) => (
      /** @type {HTMLSelectElement} */
      find(page, `#${id}`)
    );
    this.start = select("start");
    this.end = select("end");
    this.kind = select("kind");
    this.position = /** @type {HTMLInputElement} */
    find(page, "#position");
    this.text = find(page, "#position-text");
    this.end.selectedIndex = Math.min(1, this.end.options.length - 1);
    const { measure } = explorer.carried, y = (
      /** @type {[number, number]} */
      measure.percent ? [0, 100] : [-4, 1]
    );
    const yTitle = measure.percent ? "test accuracy (%)" : "log10 of the test error";
    this.plot = new Plot(find(page, "#path-plot"), {
      x: [-BEYOND, 1 + BEYOND],
      y,
      xTitle: "position on the path",
      yTitle,
      about: `${yTitle} of each task along the path`
    });
    for (const each of [this.start, this.end, this.kind]) each.onchange = () => this.change();
    this.position.oninput = () => this.go();
  }
  /** @param {number} t */
  place(t) {
    const { embeddings } = this.explorer.probe, path = this.kind.value === "straight" ? straight : spherical;
    return path(embeddings[this.start.selectedIndex], embeddings[this.end.selectedIndex], t);
  }
  positions() {
    return Array.from({ length: POINTS2 }, (_, i) => -BEYOND + (1 + 2 * BEYOND) * i / (POINTS2 - 1));
  }
  /** Draws the path across the plane, and the scores along it in slices of time. */
  line() {
    const { explorer } = this, { probe: probe2, carried } = explorer, run = this.run = (this.run ?? 0) + 1;
    explorer.pad.show({ path: this.positions().map((t) => {
      const [x, y = 0] = explorer.coordinates(this.place(t));
      return (
        /** @type {[number, number]} */
        [x, y]
      );
    }) });
    const points = carried.tasks.map(() => []);
    const left = this.positions(), drawn = (score) => carried.measure.percent ? 100 * score : Math.log10(Math.max(score, 1e-12));
    let most = 0;
    explorer.rest.work(() => {
      if (run !== this.run) return true;
      most ||= explorer.most();
      const t = left.shift();
      if (t === void 0) {
        this.show(points, most);
        return true;
      }
      probe2.scores(this.place(t), most).forEach((score, i) => points[i].push([t, drawn(score)]));
      return false;
    });
  }
  /** @param {[number, number][][]} points @param {number} most samples of each task that they are from */
  show(points, most) {
    const { page, probe: probe2, carried } = this.explorer, few = probe2.samples.some(({ count }) => count > most);
    this.lines = points.map((line, i) => ({
      points: line,
      color: carried.tasks[i].color,
      dash: dashOf(i),
      className: "curve",
      label: `${i + 1}`
    }));
    this.plot.show(this.lines, [this.position.valueAsNumber]);
    find(page, "#path-note").textContent = few ? `From ${most} samples of each task.` : "";
  }
  change() {
    this.line();
    this.go();
  }
  go() {
    const t = this.position.valueAsNumber, { explorer } = this;
    const end = t === 0 ? this.start.selectedIndex : t === 1 ? this.end.selectedIndex : null;
    this.text.textContent = fixed(t, 2);
    explorer.go(end === null ? this.place(t) : explorer.probe.embeddings[end].slice(), end);
    if (this.lines) this.plot.show(this.lines, [t]);
  }
};
var Distances = class {
  /**
   * @param {Document} page
   * @param {PageProbe} probe
   */
  constructor(page, probe2) {
    const learned = Math.max(1, probe2.carried.learned), table = find(page, "#distances");
    const embeddings = probe2.embeddings.slice(0, learned), weights = embeddings.map((e) => probe2.weights(e).slice());
    const head = put(put(table, "thead"), "tr"), body = put(table, "tbody");
    for (const text of ["task", ...embeddings.map((_, i) => `${i + 1}`)]) put(head, "th", "", text).scope = "col";
    embeddings.forEach((e, i) => {
      const row = put(body, "tr");
      put(row, "th", "", `${i + 1}`).scope = "row";
      embeddings.forEach((other, j) => {
        const text = i === j ? "0" : `${distance(e, other).toFixed(2)} (${distance(weights[i], weights[j]).toFixed(2)})`;
        put(row, "td", "", text);
      });
    });
  }
};
var Guesses = class {
  /**
   * @param {Document} page
   * @param {PageProbe} probe
   */
  constructor(page, probe2) {
    this.page = page;
    this.probe = probe2;
    this.picked = 0;
    this.task = /** @type {HTMLSelectElement} */
    find(page, "#guess-task");
    find(page, "#guess-tool").hidden = !probe2.classifies || !probe2.carried.learned;
    if (find(page, "#guess-tool").hidden) return;
    this.task.onchange = () => this.offer();
    this.offer();
  }
  offer() {
    const { probe: probe2, page } = this, place = find(page, "#images"), task = this.task.selectedIndex;
    const { y, count } = probe2.samples[task], [inputs] = probe2.target.widths, { classes } = probe2.carried.tasks[task];
    const pictures = probe2.pictures[task], shape = probe2.carried.image;
    place.replaceChildren();
    for (let i = 0; i < Math.min(count, MOST_IMAGES); i++) {
      const button = put(place, "button", "", shape ? "" : `${i + 1}`);
      button.type = "button";
      button.setAttribute("aria-label", `Image ${i + 1}, a ${classes[y[i]]}`);
      if (shape) drawImage(put(button, "canvas"), pictures.subarray(i * inputs, (i + 1) * inputs), shape);
      button.onclick = () => this.pick(i);
    }
    this.pick(0);
  }
  /** @param {number} sample */
  pick(sample) {
    const { probe: probe2, page } = this, task = this.task.selectedIndex, { tasks } = probe2.carried;
    [...find(page, "#images").children].forEach((button, i) => button.setAttribute("aria-pressed", `${i === sample}`));
    const guesses = probe2.guesses(task, sample), body = find(page, "#guesses");
    const wins = surest(guesses);
    body.replaceChildren();
    guesses.forEach(({ best, probability, logEntropy: logEntropy2 }, i) => {
      const row = put(body, "tr", i === wins ? "wins" : ""), head = put(row, "th");
      head.scope = "row";
      put(head, "b", "dot", `${i + 1}`).style.setProperty("--task", tasks[i].color);
      put(head, "span", "", tasks[i].name);
      const shown = [tasks[i].classes[best], `${(100 * probability).toFixed(1)} %`, entropyText(logEntropy2, 3)];
      for (const text of shown) put(row, "td", "", text);
    });
    const [truth, answered] = [tasks[task].classes[probe2.samples[task].y[sample]], tasks[wins].classes[guesses[wins].best]];
    find(page, "#verdict").textContent = `The image is a ${truth} of task ${task + 1}. The network of task ${wins + 1} doubts least, ${wins === task ? "the right task" : "another task"}, and answers ${answered}.`;
  }
};
function distance(a, b) {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += (a[i] - b[i]) ** 2;
  return Math.sqrt(sum);
}

// source/explored/page.js
var QUICK2 = 25;
var FEW = 20;
var DIGITS = 6;
var ExplorerPage = class {
  /**
   * @param {Document} page
   * @param {PageProbe} probe
   */
  constructor(page, probe2) {
    this.page = page;
    this.probe = probe2;
    this.carried = probe2.carried;
    this.e = probe2.embeddings[0].slice();
    this.at = 0;
    this.task = 0;
    this.rest = new Rest(() => this.refine());
    this.part("about").textContent = this.carried.about;
    this.framed = page.location.protocol === "about:";
    page.body.toggleAttribute("data-framed", this.framed);
    const dark = page.defaultView?.matchMedia("screen and (prefers-color-scheme: dark)");
    const shade = () => page.body.toggleAttribute("data-dark", dark?.matches);
    shade();
    this.pad = createPad(this.part("pad"), (move) => this.follow(move));
    dark?.addEventListener("change", () => (shade(), this.pad.repaint()));
    this.sliders = this.directions();
    this.portrait = new Portrait(this.part("portrait"), probe2);
    this.choices();
    this.landscape = new Landscape(this);
    this.walk = new Walk(page, this);
    this.rest.work(() => {
      this.distances = new Distances(page, probe2);
      this.guesses = new Guesses(page, probe2);
      return true;
    });
    page.defaultView?.addEventListener("hashchange", () => this.open());
    this.open();
  }
  /** @param {string} id */
  part(id) {
    return find(this.page, `#${id}`);
  }
  /** @param {string} id */
  choice(id) {
    return (
      /** @type {HTMLSelectElement} */
      this.part(id)
    );
  }
  choices() {
    const names = this.carried.tasks.map(({ name }, i) => `${i + 1}: ${name}`);
    for (const id of ["task", "start", "end", "guess-task"]) for (const name of names) put(this.part(id), "option", "", name);
    this.choice("task").onchange = () => {
      this.task = this.choice("task").selectedIndex;
      this.answer();
      this.landscape.draw();
      this.write();
    };
    this.choice("view").onchange = () => {
      this.scene();
      this.write();
    };
    const copy = this.part("copy");
    copy.onclick = () => {
      const told = (text) => copy.textContent = text;
      const copied = navigator.clipboard?.writeText(this.page.location.href) ?? Promise.reject();
      copied.then(() => told("Copied"), () => told("See the address")).then(() => setTimeout(told, 2e3, "Copy link"));
    };
  }
  /** A slider for each direction that the plane leaves out, as far as the page carries them. */
  directions() {
    const { basis, names, extent } = this.carried.frame, reach = (extent[1] - extent[0]) / 2;
    return basis.slice(2).map((_, i) => {
      const label = put(this.part("directions"), "label", "", names[i + 2]), slider = put(label, "input");
      Object.assign(slider, { type: "range", min: `${-reach}`, max: `${reach}`, step: `${reach / 100}`, value: "0" });
      slider.oninput = () => {
        this.shift(i + 2, slider.valueAsNumber - this.coordinates()[i + 2]);
        this.go(this.e);
      };
      return slider;
    });
  }
  /** The coordinates of an embedding along the directions that the page carries. @param {Numbers} [e] */
  coordinates(e = this.e) {
    const { origin, basis } = this.carried.frame;
    return basis.map((row) => row.reduce((sum, each, i) => sum + each * (e[i] - origin[i]), 0));
  }
  /** What leads from the plane to the present embedding, along all that the plane leaves out. */
  offPlane() {
    const { origin, basis: [first, second] } = this.carried.frame, [x, y = 0] = this.coordinates();
    return this.e.map((each, i) => each - origin[i] - x * first[i] - y * (second?.[i] ?? 0));
  }
  /** Moves the present embedding along a direction. @param {number} direction @param {number} by */
  shift(direction, by) {
    const row = this.carried.frame.basis[direction];
    this.e = this.e.map((each, i) => each + by * row[i]);
  }
  /** @param {import("../pad.js").Move} move */
  follow({ x, y, task, stamp }) {
    if (task !== null) return this.go(this.probe.embeddings[task].slice(), task, stamp);
    const [u, v] = this.coordinates();
    this.shift(0, x - u);
    if (this.carried.frame.axes[1]) this.shift(1, y - v);
    this.go(this.e, null, stamp);
  }
  /**
   * Puts the handle on an embedding, on that of a task exactly.
   * @param {Numbers} e
   * @param {number | null} [at]
   * @param {number | null} [stamp]
   */
  go(e, at = null, stamp = null) {
    const before = this.offPlane(), [west, east] = this.carried.frame.extent;
    this.e = at === null ? e.map((each) => Number(each.toPrecision(DIGITS))) : e;
    this.at = at;
    const began = performance.now();
    this.answer(stamp);
    this.rest.moved(performance.now() - began);
    if (Math.hypot(...this.offPlane().map((each, i) => each - before[i])) > 1e-4 * (east - west)) this.landscape.draw();
  }
  /** What is done as soon as the hand rests: an answer from all samples, and the link. */
  refine() {
    this.answer(null, Infinity);
    this.write();
  }
  /** How many samples of each task an answer is made from that has to come at once. */
  most() {
    return this.probe.fastest > QUICK2 ? FEW : Infinity;
  }
  /**
   * Shows what is known at the present place.
   * @param {number | null} [stamp]
   * @param {number} [most] samples of each task
   */
  answer(stamp = null, most = this.most()) {
    const { measure } = this.carried, scores = this.probe.scores(this.e, most), [x, y = 0] = this.coordinates();
    const few = this.probe.samples.some(({ count }) => count > most);
    this.pad.show({
      readout: {
        x,
        y,
        stamp,
        fills: scores.map((score) => share(score, measure.range, measure)),
        values: scores.map((score) => readout(score, measure)),
        distances: this.probe.embeddings.map((e) => Math.hypot(...e.map((each, i) => each - this.e[i])).toFixed(2)),
        place: this.place() + (few ? ` · from ${most} samples of each task until the hand rests` : "")
      }
    });
    this.sliders.forEach((slider, i) => {
      const value = this.coordinates()[i + 2];
      slider.min = `${Math.min(Number(slider.min), value)}`;
      slider.max = `${Math.max(Number(slider.max), value)}`;
      slider.value = `${value}`;
    });
    this.portrait.show(this.e, this.task, most);
  }
  /** The place in words. */
  place() {
    const [x, y = 0] = this.coordinates(), height = Math.hypot(...this.offPlane());
    const plain = this.carried.frame.axes[1] ? `(${x.toFixed(2)}, ${y.toFixed(2)})` : x.toFixed(2);
    const text = height > 5e-3 ? `${plain}, ${height.toFixed(2)} off the central plane` : plain;
    return (this.at === null ? text : `embedding ${this.at + 1} at ${text}`).replaceAll("-", "−");
  }
  /** The edges of the plane in the chosen view. @returns {[number, number, number, number]} */
  extent() {
    const [west, east, south, north] = this.carried.frame.extent, factor = Number(this.choice("view").value);
    const half = factor * (east - west) / 2, x = (west + east) / 2, y = (south + north) / 2;
    return [x - half, x + half, y - half, y + half];
  }
  /** Draws the plane anew, for the hand to be put on. */
  scene() {
    const { tasks, frame, measure, learned } = this.carried;
    this.pad.show({
      scene: {
        tasks: tasks.map(({ name, color }, i) => {
          const [x, y = 0] = this.coordinates(this.probe.embeddings[i]);
          return { name, color, x, y, learned: i < learned };
        }),
        extent: this.extent(),
        x: frame.axes[0],
        y: frame.axes[1],
        score: measure.full_name,
        distance: "distance"
      }
    });
    this.walk.line();
    this.landscape.draw();
  }
  /** Takes on what the address says, unless the page has just written it there. */
  open() {
    const { hash } = this.page.location;
    if (hash.slice(1) === this.written) return;
    const parts = new URLSearchParams(hash.slice(1)), tasks = this.carried.tasks.length;
    const numbers = parts.get("e")?.split("_").map(Number);
    const task = Number(parts.get("task") ?? 1) - 1, at = Number(parts.get("at") ?? 1) - 1;
    this.task = Number.isInteger(task) && task >= 0 && task < tasks ? task : 0;
    this.choice("task").selectedIndex = this.task;
    if (["1", "2", "4"].includes(parts.get("view") ?? "")) this.choice("view").value = parts.get("view") ?? "1";
    const known = Number.isInteger(at) && at >= 0 && at < tasks ? at : 0;
    if (numbers?.length === this.e.length && numbers.every(Number.isFinite)) this.go(Float64Array.from(numbers));
    else this.go(this.probe.embeddings[known].slice(), known);
    this.scene();
  }
  /** Writes the present place into the address. */
  write() {
    if (this.framed) return;
    const place = this.at === null ? `e=${this.e.join("_")}` : `at=${this.at + 1}`;
    this.written = `${place}&task=${this.task + 1}&view=${this.choice("view").value}`;
    this.page.defaultView?.history.replaceState(null, "", `#${this.written}`);
  }
};

// source/learning/activation.js
var VALUES = {
  relu: (x) => x > 0 ? x : 0,
  elu: (x) => x > 0 ? x : Math.expm1(x),
  sigmoid: (x) => 1 / (1 + Math.exp(-x)),
  tanh: Math.tanh
};
var SLOPES = {
  relu: (y) => y > 0 ? 1 : 0,
  elu: (y) => y > 0 ? 1 : y + 1,
  sigmoid: (y) => y * (1 - y),
  tanh: (y) => 1 - y * y
};
function activate(name, values) {
  const value = VALUES[name];
  for (let i = 0; i < values.length; i++) values[i] = value(values[i]);
}
function timesSlope(name, values, gradient) {
  const slope = SLOPES[name];
  for (let i = 0; i < values.length; i++) gradient[i] *= slope(values[i]);
}

// source/learning/matrix.js
function addProduct(a, b, out, n, k, m) {
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
function addProductOfTransposed(a, b, out, n, k, m) {
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
function addProductWithTransposed(a, b, out, n, k, m) {
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
function fillRows(row, out, n) {
  for (let i = 0; i < n; i++) out.set(row, i * row.length);
}
function addRows(a, out, n) {
  const m = out.length;
  for (let i = 0; i < n; i++) for (let c = 0; c < m; c++) out[c] += a[i * m + c];
}

// source/learning/hypernetwork.js
var Hypernetwork = class {
  /** @param {Structure} structure */
  constructor({ size, embedding_dim, hidden, activation, chunk_size, chunk_embedding_dim }) {
    this.size = size;
    this.embeddingDim = embedding_dim;
    this.activation = activation;
    this.chunkEmbeddingDim = chunk_size === null ? 0 : chunk_embedding_dim;
    this.rows = Math.min(chunk_size ?? size, size);
    this.chunks = Math.ceil(size / this.rows);
    this.widths = [embedding_dim + this.chunkEmbeddingDim, ...hidden];
    this.features = this.widths[this.widths.length - 1];
    this.shapes = {};
    hidden.forEach((units, i) => {
      this.shapes[`hidden.${i}.weight`] = [this.widths[i], units];
      this.shapes[`hidden.${i}.bias`] = [units];
    });
    this.shapes["output.weight"] = [this.features, this.rows];
    this.shapes["output.bias"] = [this.rows];
    if (this.chunkEmbeddingDim) this.shapes.chunk_embeddings = [this.chunks, this.chunkEmbeddingDim];
    this.total = Object.values(this.shapes).reduce((sum, shape) => sum + numel(shape), 0);
  }
  /** @returns {number} of weights that a trace holds per task, of which the first P count */
  get stride() {
    return this.chunks * this.rows;
  }
  /**
   * The parameters by name within one flat array of `total` numbers.
   * @param {Numbers} flat
   * @returns {Theta}
   */
  views(flat) {
    let at = 0;
    return Object.fromEntries(
      Object.entries(this.shapes).map(([name, shape]) => [name, flat.subarray(at, at += numel(shape))])
    );
  }
  /**
   * Room for a pass with so many task embeddings.
   * @param {number} tasks
   * @returns {Trace}
   */
  trace(tasks) {
    const pairs = tasks * this.chunks;
    return {
      tasks,
      layers: this.widths.map((units) => new Float64Array(pairs * units)),
      weights: new Float64Array(tasks * this.stride)
    };
  }
  /**
   * Generates the target weights for task embeddings (tasks, E); they lie in `trace.weights` afterwards.
   * @param {Theta} theta
   * @param {Numbers} embeddings
   * @param {Trace} trace
   */
  forward(theta, embeddings, trace) {
    const pairs = trace.tasks * this.chunks, { layers } = trace;
    this.join(theta, embeddings, trace);
    for (let i = 1; i < layers.length; i++) {
      fillRows(theta[`hidden.${i - 1}.bias`], layers[i], pairs);
      addProduct(layers[i - 1], theta[`hidden.${i - 1}.weight`], layers[i], pairs, this.widths[i - 1], this.widths[i]);
      activate(this.activation, layers[i]);
    }
    fillRows(theta["output.bias"], trace.weights, pairs);
    addProduct(layers[layers.length - 1], theta["output.weight"], trace.weights, pairs, this.features, this.rows);
  }
  /**
   * Adds to `gradient` what `slope`, the gradient in the weights of a trace, means for theta.
   * @param {Theta} theta
   * @param {Trace} trace
   * @param {Numbers} slope (tasks, C * rows), zero past P
   * @param {Theta} gradient
   * @returns {Numbers} the gradient (pairs, In) in the inputs: task embedding, then chunk embedding
   */
  backward(theta, trace, slope, gradient) {
    const pairs = trace.tasks * this.chunks, { layers } = trace;
    const last = layers.length - 1;
    addProductOfTransposed(layers[last], slope, gradient["output.weight"], pairs, this.features, this.rows);
    addRows(slope, gradient["output.bias"], pairs);
    let back = new Float64Array(pairs * this.features);
    addProductWithTransposed(slope, theta["output.weight"], back, pairs, this.rows, this.features);
    for (let i = last; i > 0; i--) {
      const [inputs, units] = [this.widths[i - 1], this.widths[i]];
      timesSlope(this.activation, layers[i], back);
      addProductOfTransposed(layers[i - 1], back, gradient[`hidden.${i - 1}.weight`], pairs, inputs, units);
      addRows(back, gradient[`hidden.${i - 1}.bias`], pairs);
      const before = new Float64Array(pairs * inputs);
      addProductWithTransposed(back, theta[`hidden.${i - 1}.weight`], before, pairs, units, inputs);
      back = before;
    }
    if (this.chunkEmbeddingDim) this.addChunkGradient(back, gradient.chunk_embeddings);
    return back;
  }
  /**
   * The inputs [e; c] of every (task, chunk) pair.
   * @param {Theta} theta
   * @param {Numbers} embeddings
   * @param {Trace} trace
   */
  join(theta, embeddings, trace) {
    const [inputs] = trace.layers, [width] = this.widths;
    for (let pair = 0; pair < trace.tasks * this.chunks; pair++) {
      const task = Math.floor(pair / this.chunks), chunk = pair % this.chunks;
      for (let i = 0; i < this.embeddingDim; i++) inputs[pair * width + i] = embeddings[task * this.embeddingDim + i];
      for (let i = 0; i < this.chunkEmbeddingDim; i++)
        inputs[pair * width + this.embeddingDim + i] = theta.chunk_embeddings[chunk * this.chunkEmbeddingDim + i];
    }
  }
  /**
   * @param {Numbers} back
   * @param {Numbers} gradient
   */
  addChunkGradient(back, gradient) {
    const [width] = this.widths, of = this.chunkEmbeddingDim;
    for (let pair = 0; pair * width < back.length; pair++) {
      for (let i = 0; i < of; i++) gradient[pair % this.chunks * of + i] += back[pair * width + this.embeddingDim + i];
    }
  }
  /**
   * The gradient (E,) in the one embedding of a trace, from that in its inputs.
   * @param {Numbers} back
   * @returns {Numbers}
   */
  embeddingGradient(back) {
    const gradient = new Float64Array(this.embeddingDim), [width] = this.widths;
    for (let chunk = 0; chunk < this.chunks; chunk++)
      for (let i = 0; i < this.embeddingDim; i++) gradient[i] += back[chunk * width + i];
    return gradient;
  }
};
var numel = (shape) => shape.reduce((product, side) => product * side, 1);

// source/learning/sparse.js
var STRIP = 8;
function addSparseProductWithTransposed(a, b, out, n, k, m) {
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
      sums[0] = s0;
      sums[1] = s1;
      sums[2] = s2;
      sums[3] = s3;
      sums[4] = s4;
      sums[5] = s5;
      sums[6] = s6;
      sums[7] = s7;
      for (let u = 0; u < wide; u++) out[i * m + j + u] += sums[u];
    }
  }
}
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

// source/learning/target.js
var Target = class {
  /**
   * @param {number[]} widths units of the input, of each hidden layer and of the output
   * @param {string} activation
   */
  constructor(widths, activation) {
    this.widths = widths;
    this.activation = activation;
    this.outputs = widths[widths.length - 1];
    this.starts = [0];
    for (let i = 1; i < widths.length; i++) this.starts.push(this.starts[i - 1] + (widths[i - 1] + 1) * widths[i]);
    this.size = this.starts[widths.length - 1];
  }
  /**
   * The layer's matrix and biases as views of `w`.
   * @param {Numbers} w
   * @param {number} layer from 1
   */
  layer(w, layer) {
    const [start, end] = [this.starts[layer - 1], this.starts[layer]], biases = end - this.widths[layer];
    return { matrix: w.subarray(start, biases), bias: w.subarray(biases, end) };
  }
  /**
   * The values of every layer, the inputs `x` (n, In) first and the outputs (n, Out) last.
   * @param {Numbers} w
   * @param {Numbers} x
   * @param {number} n
   * @returns {Numbers[]}
   */
  forward(w, x, n) {
    const layers = [x];
    for (let i = 1; i < this.widths.length; i++) {
      const { matrix, bias } = this.layer(w, i), values = new Float64Array(n * this.widths[i]);
      fillRows(bias, values, n);
      addProductWithTransposed(layers[i - 1], matrix, values, n, this.widths[i - 1], this.widths[i]);
      if (i < this.widths.length - 1) activate(this.activation, values);
      layers.push(values);
    }
    return layers;
  }
  /**
   * The outputs (n, Out) alone, found faster where many inputs are zero.
   * @param {Numbers} w
   * @param {Numbers} x
   * @param {number} n
   * @returns {Numbers}
   */
  answers(w, x, n) {
    let values = x;
    for (let i = 1; i < this.widths.length; i++) {
      const { matrix, bias } = this.layer(w, i), inputs = values;
      values = new Float64Array(n * this.widths[i]);
      fillRows(bias, values, n);
      addSparseProductWithTransposed(inputs, matrix, values, n, this.widths[i - 1], this.widths[i]);
      if (i < this.widths.length - 1) activate(this.activation, values);
    }
    return values;
  }
  /**
   * Adds to `gradient` (P,) what `slope`, the gradient in the outputs (n, Out), means for the weights.
   * @param {Numbers} w
   * @param {Numbers[]} layers
   * @param {Numbers} slope overwritten
   * @param {Numbers} gradient
   * @param {number} n
   */
  backward(w, layers, slope, gradient, n) {
    let back = slope;
    for (let i = this.widths.length - 1; i > 0; i--) {
      const [inputs, units] = [this.widths[i - 1], this.widths[i]];
      const change = this.layer(gradient, i);
      addProductOfTransposed(back, layers[i - 1], change.matrix, n, units, inputs);
      addRows(back, change.bias, n);
      if (i === 1) return;
      const before = new Float64Array(n * inputs);
      addProduct(back, this.layer(w, i).matrix, before, n, units, inputs);
      timesSlope(this.activation, layers[i - 1], before);
      back = before;
    }
  }
};

// source/playground/packed.js
var TYPES = { uint8: Uint8Array, int32: Int32Array, float32: Float32Array };
async function unpacked({ type, data }) {
  const text = atob(data), bytes = new Uint8Array(text.length);
  for (let i = 0; i < bytes.length; i++) bytes[i] = text.charCodeAt(i);
  const { writable, readable } = new DecompressionStream("deflate"), writer = writable.getWriter();
  const [whole] = await Promise.all([new Response(readable).arrayBuffer(), writer.write(bytes), writer.close()]);
  return new TYPES[type](whole);
}

// source/explored/samples.js
async function read({ x, y, normalization, permutation }, width) {
  const pictures = new Float64Array(await unpacked(x)), answers = new Float64Array(await unpacked(y));
  if (x.type === "uint8") pictures.forEach((pixel, i) => pictures[i] = Math.fround(pixel / 255));
  const [mean, deviation] = normalization ?? [[0], [1]], area = width / mean.length;
  const inputs = pictures.map((value, i) => {
    const channel = Math.floor(i % width / area);
    return Math.fround(Math.fround(value - mean[channel]) / deviation[channel]);
  });
  const from = permutation && await unpacked(permutation);
  const ordered = from ? inputs.map((_, i) => inputs[i - i % width + from[i % width]]) : inputs;
  return { pictures, x: ordered, y: answers, count: pictures.length / width };
}
function together(tasks, most) {
  const few = tasks.map((samples) => thinned(samples, most));
  const x = new Float64Array(few.reduce((sum, samples) => sum + samples.x.length, 0));
  let at = 0, first = 0;
  const views = few.map(({ x: own, y, count }) => {
    x.set(own, at);
    const view = { x: x.subarray(at, at + own.length), y, count, first };
    at += own.length;
    first += count;
    return view;
  });
  return { x, tasks: views };
}
function thinned(samples, most) {
  const { x, y, count } = samples;
  if (count <= most) return samples;
  const rows = Array.from({ length: most }, (_, i) => Math.floor(i * count / most));
  const take = (data) => {
    const width = data.length / count, taken = new Float64Array(most * width);
    rows.forEach((row, i) => taken.set(data.subarray(row * width, (row + 1) * width), i * width));
    return taken;
  };
  return { x: take(x), y: take(y), count: most };
}

// source/explored/probe.js
var PageProbe = class _PageProbe {
  /**
   * @param {Carried} carried
   * @param {Numbers} theta flat
   * @param {(Samples & { pictures: Numbers })[]} samples by task
   */
  constructor(carried, theta, samples) {
    this.carried = carried;
    this.classifies = carried.measure.percent;
    this.hypernet = new Hypernetwork(carried.hypernet);
    this.theta = this.hypernet.views(theta);
    this.target = new Target(carried.target.widths, carried.target.activation);
    this.embeddings = carried.embeddings.map((e) => Float64Array.from(e));
    this.trace = this.hypernet.trace(1);
    this.place = new Float64Array(this.hypernet.embeddingDim).fill(NaN);
    this.answered = { place: null, most: 0, outputs: new Float64Array(0) };
    this.fastest = Infinity;
    const all = together(samples, Infinity);
    this.samples = all.tasks;
    this.pictures = samples.map(({ pictures }) => pictures);
    this.kept = /* @__PURE__ */ new Map([[Infinity, all]]);
  }
  /** @param {Carried} carried */
  static async from(carried) {
    const [inputs] = carried.target.widths;
    const samples = carried.tasks.map((task) => read(task, inputs));
    return new _PageProbe(carried, new Float64Array(await unpacked(carried.theta)), await Promise.all(samples));
  }
  /**
   * The target weights (P,) generated for an embedding; overwritten when another one is asked for.
   * @param {Numbers} e
   */
  weights(e) {
    if (!this.place.every((each, i) => each === e[i])) {
      this.hypernet.forward(this.theta, e, this.trace);
      this.place = Float64Array.from(e);
    }
    return this.trace.weights.subarray(0, this.target.size);
  }
  /**
   * At most so many samples of each task, found once.
   * @param {number} most
   */
  chosen(most) {
    const found = this.kept.get(most) ?? together(this.samples, most);
    this.kept.set(most, found);
    return found;
  }
  /**
   * What the network at an embedding puts out for at most so many samples of every task, found once for a place.
   * @param {Numbers} e
   * @param {number} most
   * @returns {Numbers} (samples, outputs), as the samples lie in `chosen(most)`
   */
  outputs(e, most) {
    const began = performance.now(), w = this.weights(e), { x } = this.chosen(most);
    if (this.answered.place !== this.place || this.answered.most !== most) {
      this.answered = { place: this.place, most, outputs: outputsFor(this.target, w, x) };
      if (most === Infinity) this.fastest = Math.min(this.fastest, performance.now() - began);
    }
    return this.answered.outputs;
  }
  /**
   * The score at an embedding on one task, from at most so many samples.
   * @param {Numbers} e
   * @param {number} task
   * @param {number} most
   */
  score(e, task, most) {
    const samples = this.chosen(most).tasks[task];
    return this.scoreOf(outputsFor(this.target, this.weights(e), samples.x), task, samples);
  }
  /**
   * The scores at an embedding on all tasks, from at most so many samples of each.
   * @param {Numbers} e
   * @param {number} [most]
   * @returns {number[]}
   */
  scores(e, most = Infinity) {
    const outputs = this.outputs(e, most);
    return this.chosen(most).tasks.map((samples, task) => this.scoreOf(this.rowsOf(outputs, samples), task, samples));
  }
  /**
   * Counts of a task's samples by true class and answer within the head.
   * @param {Numbers} e
   * @param {number} task
   * @param {number} [most]
   * @returns {number[][]}
   */
  confusion(e, task, most = Infinity) {
    const samples = this.chosen(most).tasks[task], { y, count } = samples, [start, stop] = this.carried.tasks[task].head;
    const outputs = this.rowsOf(this.outputs(e, most), samples), width = this.target.outputs;
    const counts = Array.from({ length: stop - start }, () => Array(stop - start).fill(0));
    for (let i = 0; i < count; i++) {
      const found = largest2(outputs, i * width + start, i * width + stop);
      if (found >= 0) counts[y[i]][found]++;
    }
    return counts;
  }
  /**
   * A task's rows of the outputs for all samples.
   * @param {Numbers} outputs
   * @param {{ first: number, count: number }} samples
   */
  rowsOf(outputs, { first, count }) {
    return outputs.subarray(first * this.target.outputs, (first + count) * this.target.outputs);
  }
  /**
   * What outputs (n, outputs) for samples of a task are worth.
   * @param {Numbers} outputs
   * @param {number} task
   * @param {Samples} samples
   */
  scoreOf(outputs, task, { y, count }) {
    const width = this.target.outputs, [start, stop] = this.carried.tasks[task].head;
    if (this.classifies) {
      let right = 0;
      for (let i = 0; i < count; i++) {
        const found = largest2(outputs, i * width + start, i * width + stop);
        if (found < 0) return NaN;
        right += Number(found === y[i]);
      }
      return right / count;
    }
    let sum = 0;
    for (let i = 0; i < count; i++)
      for (let k = start; k < stop; k++) sum += (outputs[i * width + k] - y[i * (stop - start) + k - start]) ** 2;
    return sum / (count * (stop - start));
  }
  /**
   * What every learned task's network answers to one sample.
   * @param {number} task whose sample it is
   * @param {number} sample
   */
  guesses(task, sample) {
    const [inputs] = this.target.widths, x = this.samples[task].x.subarray(sample * inputs, (sample + 1) * inputs);
    return this.embeddings.slice(0, this.carried.learned).map((e, asked) => {
      const [start, stop] = this.carried.tasks[asked].head;
      return answer(outputsFor(this.target, this.weights(e), x), { start, stop });
    });
  }
};
function largest2(values, start, stop) {
  let best = start;
  for (let k = start; k < stop; k++) {
    if (Number.isNaN(values[k])) return -1;
    if (values[k] > values[best]) best = k;
  }
  return best - start;
}

// source/bundles/explorer_page.js
var probe = await PageProbe.from(JSON.parse(document.getElementById("data")?.textContent ?? "{}"));
new ExplorerPage(document, probe);
