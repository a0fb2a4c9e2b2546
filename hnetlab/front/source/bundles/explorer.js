// EmbeddingExplorer: the pad, what is known at its handle, and tools below.
import { button, choice, markup, note, picture, sections, slider } from "../controls.js";
import { put } from "../dom.js";
import { panelWidget } from "../jupyter.js";
import { linkElements } from "../lit.js";
import { createPad } from "../pad.js";
import { Plot } from "../plot.js";
import { samples } from "../samples.js";
import "../explorer.css";

/** @param {import("../panel.js").Frame} frame */
function explorer({ root, parts, links, plotly, signal, onTheme }) {
  const bound = { parts, signal };
  const controls = put(root, "div", "controls");
  for (const name of ["task", "seed", "view"]) choice(controls, bound, name);
  button(controls, bound, "again");
  note(controls, bound, "status");
  note(root, bound, "message");

  const stage = put(root, "div", "stage");
  const pad = createPad(stage, (move) => parts.act("pad", { do: "move", ...move }));
  parts.watch("pad", (_, changed) => pad.show(changed), signal);
  onTheme(pad.repaint);
  signal.addEventListener("abort", pad.close);
  const directions = put(stage, "div", "directions");
  for (let place = 0; parts.get(`direction.${place}`).label !== undefined; place++) {
    slider(directions, bound, `direction.${place}`);
  }
  const portrait = put(stage, "div", "portrait");
  const filters = put(portrait, "div");
  note(filters, bound, "portrait.caption");
  picture(filters, bound, "portrait.filters", "filters");
  markup(portrait, bound, "portrait.table");

  const plot = (/** @type {Element} */ parent, /** @type {string} */ name, /** @type {string} */ label) => {
    const figure = new Plot(parent, plotly(), signal, { label, links });
    parts.watch(name, (state) => figure.show(state), signal);
  };
  sections(root, bound, "tools", [
    (body) => {
      const row = put(body, "div", "controls");
      for (const name of ["start", "end", "kind"]) choice(row, bound, `path.${name}`);
      slider(row, bound, "path.position");
      button(row, bound, "path.scores");
      plot(body, "path.figure", "Scores along the path");
    },
    (body) => {
      const row = put(body, "div", "controls");
      for (const name of ["task", "count", "head"]) choice(row, bound, `transfer.${name}`);
      for (const name of ["find", "curve"]) button(row, bound, `transfer.${name}`);
      note(body, bound, "transfer.result");
      plot(body, "transfer.figure", "Score against samples");
    },
    (body) => {
      choice(put(body, "div", "controls"), bound, "distances.between");
      const pair = put(body, "div", "pair");
      plot(pair, "distances.plane", "Generated weights of the tasks");
      plot(pair, "distances.matrix", "Distances between the tasks");
    },
    (body) => {
      choice(put(body, "div", "controls"), bound, "guess.task");
      samples(body, bound, "guess.samples", "Test images: pick one");
      note(body, bound, "guess.result");
      markup(body, bound, "guess.table");
    },
  ]);
  linkElements(root, links, signal);
}

export default panelWidget("explorer", explorer);
