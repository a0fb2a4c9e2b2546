// The plane of task embeddings with a handle to drag, and beside it what the place of the handle knows.
const PATIENCE = 1000; // ms after which unanswered moves are given up
const QUICK = 30; // ms: while answers come so soon, moves do not wait for them
const REACH = 14; // pixels within which a click means the task's own point
const SIDE = 480; // pixels of the landscape's drawing

const clamp = (value, low, high) => Math.min(high, Math.max(low, value));

function render({ model, el }) {
  const end = new AbortController();
  const listen = (type, act) => plane.addEventListener(type, act, { signal: end.signal });
  const put = (parent, tag, className = "", textContent = "") =>
    parent.appendChild(Object.assign(document.createElement(tag), { className, textContent }));
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
  const [plane, canvas, grid, dots, handle, xLabel, yLabel, legend, rows, foot, spoken] =
    ".plane canvas .grid .dots .handle .x .y .legend .rows .foot .spoken".split(" ").map((name) => pad.querySelector(name));

  let scene, span, at = { x: 0, y: 0 }, bars = [], held = null;
  let next = null, sent = [], age = Infinity, timer = 0, speech = 0;
  const left = (x) => (100 * (x - scene.extent[0])) / span;
  const top = (y) => (100 * (scene.extent[3] - y)) / span;
  function inside(x, y) {
    const [west, east, south, north] = scene.extent;
    return [clamp(x, west, east), scene.y ? clamp(y, south, north) : 0];
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
    next = { kind: "move", x, y, task, stamp };
    pump();
  }

  // Two moves are under way at most, one if answers are slow; the newest follows.
  function pump() {
    if (!next || sent.length > (age < QUICK)) return;
    sent.push(next.stamp);
    clearTimeout(timer);
    timer = setTimeout(() => answered(sent.length, Infinity), PATIENCE);
    model.send(next);
    next = null;
  }

  function answered(count, after) {
    age = after;
    sent.splice(0, count);
    pump();
  }

  function jump(task, stamp) {
    const dot = scene.tasks[task];
    if (dot) move(dot.x, dot.y, stamp, task);
  }

  function drag({ clientX, clientY, pointerId, timeStamp }) {
    const box = plane.getBoundingClientRect(), scale = box.width / span;
    const x = scene.extent[0] + (clientX - box.left) / scale;
    const y = scene.extent[3] - (clientY - box.top) / scale;
    const pixels = (from) => Math.hypot(from.x - x, from.y - y) * scale;
    if (!held) {
      const [near] = scene.tasks.map((dot, task) => [pixels(dot), task]).sort((a, b) => a[0] - b[0]);
      held = { pointerId, x, y, jumped: near?.[0] < REACH };
      if (held.jumped) return jump(near[1], timeStamp);
    }
    held.jumped &&= pixels(held) < REACH / 2;
    if (!held.jumped) move(x, y, timeStamp);
  }

  listen("pointerdown", (event) => {
    if (event.button || held) return;
    plane.focus({ preventScroll: true });
    plane.setPointerCapture(event.pointerId);
    drag(event);
  });
  const follow = (event) => held?.pointerId === event.pointerId && drag(event);
  listen("pointermove", follow);
  listen("pointerrawupdate", (event) => sent.length || follow(event)); // waits for no frame
  listen("lostpointercapture", () => (held = null));
  listen("mousedown", (event) => {
    event.preventDefault();
    event.stopPropagation(); // else the notebook takes the focus
  });
  listen("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const arrow = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowDown: [0, -1], ArrowUp: [0, 1] }[event.key];
    const digit = /^(Digit|Numpad)(\d)$/.exec(event.code)?.[2];
    const step = span / (event.shiftKey ? 10 : 100);
    if (arrow) move(at.x + arrow[0] * step, at.y + arrow[1] * step, event.timeStamp);
    else if (digit) jump((+digit + 9) % 10, event.timeStamp);
    else return;
    event.preventDefault();
    event.stopPropagation();
  });

  function drawScene() {
    scene = model.get("scene");
    const [west, east, south, north] = scene.extent;
    span = east - west;
    const power = 10 ** Math.floor(Math.log10(span / 4));
    const step = power * [1, 2, 5, 10].find((factor) => factor * power >= span / 6);
    const digits = Math.max(0, -Math.floor(Math.log10(step) + 1e-9));
    const ticks = (low, high, draw) => {
      for (let k = Math.ceil(low / step); k * step <= high; k++)
        draw(k * step, (k * step).toFixed(digits).replace("-", "−"));
    };
    for (const node of [grid, dots, rows]) node.replaceChildren();
    ticks(west, east, (x, text) => (put(grid, "i", "down", text).style.left = `${left(x)}%`));
    if (scene.y) ticks(south, north, (y, text) => (put(grid, "i", "across", text).style.top = `${top(y)}%`));
    [xLabel.textContent, yLabel.textContent] = [scene.x, scene.y];
    const head = put(rows, "div", "row head");
    for (const text of ["", "task", scene.score, scene.distance]) put(head, "span", "", text);
    bars = scene.tasks.map((task, index) => {
      const kind = task.learned ? "" : " unlearned", dot = put(dots, "b", `dot${kind}`, index + 1);
      Object.assign(dot.style, { left: `${left(task.x)}%`, top: `${top(task.y)}%` });
      const row = put(rows, "button", `row${kind}`);
      row.title = `Go to the embedding of ${task.name}`;
      row.onclick = (event) => jump(index, event.timeStamp);
      put(row, "b", "dot", index + 1);
      put(row, "span", "name", task.name);
      for (const node of [dot, row]) node.style.setProperty("--task", task.color);
      return ["bar", "value", "off"].map((kind) => put(put(row, "span", kind), "i"));
    });
    pad.classList.toggle("many", bars.length > 16);
    place(at.x, at.y);
    drawPath();
    drawReadout();
  }

  function drawPath() {
    const points = model.get("path").map(([x, y]) => `${left(x)},${top(y)}`).join(" ");
    for (const line of plane.querySelectorAll("polyline")) line.setAttribute("points", points);
  }

  function drawReadout() {
    const readout = model.get("readout");
    if (!readout.fills) return;
    bars.slice(0, readout.fills.length).forEach(([bar, value, distance], task) => {
      bar.style.backgroundSize = `${100 * readout.fills[task]}%`;
      value.textContent = readout.values[task];
      distance.textContent = readout.distances[task];
    });
    foot.textContent = readout.place + (el.dataset.latency ? ` · ${el.dataset.latency} ms` : "");
    const count = sent.indexOf(readout.stamp) + 1; // the unanswered moves up to this one
    if (count) {
      answered(count, performance.now() - readout.stamp);
      requestAnimationFrame(() => setTimeout(() => { // after the frame that paints the bars
        el.dataset.latency = Math.round(performance.now() - readout.stamp);
      }));
    }
    if (!held && !next && !sent.length) place(readout.x, readout.y);
    clearTimeout(speech);
    speech = setTimeout(() => {
      const known = scene.tasks.map((task, index) => `${task.name} ${readout.values[index]}`);
      spoken.textContent = `${readout.place}: ${known.join(", ")}`;
    }, 600);
  }

  // Cells become opacity, interpolated and cut into ten steps, whose edges are lines of equal score.
  function drawLandscape() {
    const { cells, size, color, title, low, high } = model.get("landscape");
    legend.hidden = canvas.hidden = !cells;
    if (!cells) return;
    const [nx, ny] = size, small = new OffscreenCanvas(nx, ny), brush = small.getContext("2d");
    const coarse = brush.createImageData(nx, ny), context = canvas.getContext("2d");
    for (let i = 0; i < nx * ny; i++) coarse.data[4 * i + 3] = cells.getUint8(i);
    brush.putImageData(coarse, 0, 0);
    canvas.width = canvas.height = SIDE;
    context.drawImage(small, 0.5, 0.5, nx - 1, ny - 1, 0, 0, SIDE, SIDE);
    const fine = context.getImageData(0, 0, SIDE, SIDE);
    for (let i = 3; i < fine.data.length; i += 4) fine.data[i] = 23 * Math.min(9, Math.floor(fine.data[i] / 25.5));
    context.putImageData(fine, 0, 0);
    legend.style.setProperty("--task", color);
    legend.replaceChildren();
    for (const [tag, text] of [["b", title], ["span", low], ["i", ""], ["span", high]]) put(legend, tag, "", text);
    context.globalCompositeOperation = "source-in";
    context.fillStyle = getComputedStyle(legend.querySelector("i")).color;
    context.fillRect(0, 0, SIDE, SIDE);
  }

  const reactions = { scene: drawScene, path: drawPath, readout: drawReadout, landscape: drawLandscape };
  for (const name in reactions) model.on(`change:${name}`, reactions[name]);
  const theme = new MutationObserver(drawLandscape); // its color depends on light or dark
  theme.observe(document.body, { attributeFilter: ["data-jp-theme-light"] });
  drawScene();
  drawLandscape();
  return () => {
    end.abort();
    theme.disconnect();
    clearTimeout(timer);
    clearTimeout(speech);
    for (const name in reactions) model.off(`change:${name}`, reactions[name]);
  };
}

export default { render };
