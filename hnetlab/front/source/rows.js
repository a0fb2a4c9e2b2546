// A figure of several rows of plots, made lower: the plots shrink, and what is written between them keeps its room.

/**
 * The layout for another height. Rows are found by the domains of the vertical axes; titles of plots, which stand
 * at an end of a row, move with it.
 * @param {any} layout with a height and the margins "t" and "b"
 * @param {number} height
 * @returns {any}
 */
export function squeezed(layout, height) {
  const margins = layout.margin.t + (layout.margin.b ?? 60);
  const [before, now] = [layout.height - margins, height - margins];
  const axes = Object.entries(layout).filter(([name, axis]) => name.startsWith("yaxis") && axis.domain);
  const rows = [...new Map(axes.map(([, { domain }]) => [domain[0], domain])).values()].sort((a, b) => a[0] - b[0]);
  const used = rows.reduce((sum, [low, high]) => sum + high - low, 0);
  const gaps = (1 - used) * before; // in pixels, kept
  if (rows.length < 2 || now <= gaps) return { ...layout, height };
  const factor = (now - gaps) / (used * before);
  /** Pixels from below of a place, and so its share of the new height. @param {number} place */
  const moved = (place) => {
    let pixels = 0;
    let at = 0;
    for (const [low, high] of [...rows, [1, 1]]) {
      pixels += (Math.min(place, low) - at) * before;
      if (place <= low) break;
      pixels += (Math.min(place, high) - low) * before * factor;
      at = high;
      if (place <= high) break;
    }
    return pixels / now;
  };
  const changed = Object.fromEntries(
    axes.map(([name, axis]) => [name, { ...axis, domain: axis.domain.map(moved) }]),
  );
  const annotations = (layout.annotations ?? []).map((/** @type {any} */ each) =>
    each.yref === "paper" ? { ...each, y: moved(each.y) } : each,
  );
  return { ...layout, ...changed, annotations, height };
}
