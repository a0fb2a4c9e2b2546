// A plotly figure that shares plotly: its bundle has five megabytes and takes seconds, and is loaded once per page.
const loaded = (globalThis.hnetlabPlotly ??= new Map());

function load(bundle) {
  const version = bundle.get("version");
  if (!loaded.has(version)) {
    const url = URL.createObjectURL(new Blob([bundle.get("source")], { type: "text/javascript" }));
    const plotly = import(url).then(quieten).finally(() => URL.revokeObjectURL(url));
    plotly.catch(() => loaded.delete(version)); // the next figure tries again
    loaded.set(version, plotly);
  }
  return loaded.get(version);
}

// After every update plotly would tell Python all that it filled in. Nothing here asks for that, and reading
// it takes Python longer than the update itself. This copy of plotly is ours: other figures still report.
function quieten(plotly) {
  const view = plotly.FigureView.prototype;
  view._sendTraceDeltas = view._sendLayoutDelta = () => {};
  return plotly;
}

export default () => {
  let figure;
  return {
    async initialize(context) {
      const { model } = context;
      if (model.get("source")) return void load(model); // the bundle itself, which shows nothing
      const bundle = await model.widget_manager.get_model(model.get("_bundle").replace("IPY_MODEL_", ""));
      const { default: widget } = await load(bundle);
      figure = await widget();
      return figure.initialize(context);
    },
    render: (context) => figure?.render(context),
  };
};
