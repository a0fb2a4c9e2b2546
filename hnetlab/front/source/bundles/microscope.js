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
  const plot = new Plot(root, plotly(), signal, { label: "One step taken apart", links });
  parts.watch("figure", (figure) => plot.show(figure), signal);
}

export default panelWidget("microscope", microscope);
