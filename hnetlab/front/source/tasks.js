// Which tasks a point of a figure belongs to: its trace says so in its `meta`, `{ task: 3 }` for all its points
// (from 0), `{ tasks: "x" }`, "y" or "xy" where columns, rows or both are numbered as tasks are, `{ tasks: "point" }`
// where the points are.

/**
 * The tasks of the points under the pointer.
 * @param {{ data: any, x: any, y: any, pointNumber: any, pointIndex?: any }[]} points
 * @returns {number[]}
 */
export function tasksOf(points) {
  return points.flatMap(({ data, pointNumber }) => {
    const { task, tasks } = data.meta ?? {};
    if (typeof task === "number") return [task];
    if (typeof tasks !== "string") return [];
    if (tasks === "point") return [Number(pointNumber)];
    const [row, column] = Array.isArray(pointNumber) ? pointNumber : [pointNumber, pointNumber];
    return [...tasks].map((axis) => Number(axis === "x" ? column : row));
  });
}
