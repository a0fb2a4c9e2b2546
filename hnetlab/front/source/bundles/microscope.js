// RegularizerMicroscope: knobs above the pictures of one step.
import { button, choice, note, slider, toggle } from "../controls.js";
import { put } from "../dom.js";
import { panelWidget } from "../jupyter.js";
import { Plot } from "../plot.js";

/** @param {import("../panel.js").Frame} frame */
function microscope({ root, parts, links, plotly, signal }) {
  const bound = { parts, signal };
  const controls = put(root, "div", "controls");
  slider(controls, bound, "beta");
  toggle(controls, bound, "lookahead");
  slider(controls, bound, "steps");
  button(controls, bound, "again");
  choice(controls, bound, "seed");
  note(root, bound, "status");
  note(root, bound, "message");
  const plot = new Plot(root, plotly(), signal, { label: "One step taken apart", links, height });
  parts.watch("figure", (figure) => plot.show(figure), signal);
}

// On a low screen, as that of a projector, the knobs are seen together with all that they change.
const LOWEST = 620;
const AROUND = 190; // pixels that knobs and the notebook's own bars take
const height = (/** @type {number} */ wanted) => Math.min(wanted, Math.max(LOWEST, window.innerHeight - AROUND));

export default panelWidget("microscope", microscope);
