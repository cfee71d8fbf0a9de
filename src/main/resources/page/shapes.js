// From what a model can make to what a person chooses: a shape and a resolution instead of pixels.

const RATIOS = ["21:9", "16:9", "3:2", "4:3", "1:1", "3:4", "2:3", "9:16", "9:21"];
const LINES = new Set([144, 240, 360, 480, 540, 720, 768, 1080, 2160]);
const USUAL = ["1280x720", "720x1280", "960x960", "1920x1080", "1080x1920", "1440x1440"];

function value(ratio) {
  const [width, height] = ratio.split(":").map(Number);
  return width / height;
}

/** The shape of a size by its usual name; engines round sizes, so the nearest name counts. */
export function ratioOf(size) {
  const [width, height] = size.split("x").map(Number);
  const distance = (ratio) => Math.abs(Math.log((width / height) / value(ratio)));
  const best = RATIOS.reduce((one, other) => (distance(other) < distance(one) ? other : one));
  return distance(best) < 0.06 ? best : `${width}:${height}`;
}

/** The resolution of a size by its usual name: its shorter side, or that of the 16:9 with as many pixels. */
export function resolutionOf(size) {
  const [width, height] = size.split("x").map(Number);
  const short = Math.min(width, height);
  const lines = LINES.has(short) ? short : Math.sqrt((width * height * 9) / 16);
  const named = [...LINES, 1440].find((one) => Math.abs(one - lines) / one < 0.06);
  return lines > 2000 ? "4K" : `${named ?? Math.round(lines)}p`;
}

/** What a model lists; one that lists nothing is offered as one that says nothing, and the API says what is wrong. */
function listed(values, usual) {
  return values?.length > 0 ? values : usual;
}

/** The sizes of a model as {size, ratio, resolution}. */
export function sizesOf(capabilities = {}) {
  return listed(capabilities.sizes, USUAL).map((size) => ({size, ratio: ratioOf(size), resolution: resolutionOf(size)}));
}

export function ratiosOf(sizes) {
  return [...new Set(sizes.map((one) => one.ratio))].sort((a, b) => RATIOS.indexOf(a) - RATIOS.indexOf(b));
}

export function resolutionsOf(sizes, ratio) {
  return [...new Set(sizes.filter((one) => one.ratio === ratio).map((one) => one.resolution))].sort((a, b) => lines(a) - lines(b));
}

function lines(resolution) {
  return resolution === "4K" ? 2160 : parseInt(resolution, 10);
}

/** The size of a shape and a resolution; the nearest resolution if the shape has not this one. */
export function sizeFor(sizes, ratio, resolution) {
  const fitting = sizes.filter((one) => one.ratio === ratio);
  const distance = (one) => Math.abs(lines(one.resolution) - lines(resolution ?? "720p"));
  return fitting.reduce((best, one) => (!best || distance(one) < distance(best) ? one : best), undefined);
}

/** The lengths of a model: {options} to choose from, or {min, max} if there are many. */
export function lengthsOf({seconds} = {}) {
  const all = [...listed(seconds, [4, 8, 12])].sort((a, b) => a - b);
  const isRange = all.length > 6 && all.at(-1) - all[0] === all.length - 1;
  return isRange ? {min: all[0], max: all.at(-1)} : {options: all};
}

export function nearestLength(lengths, wanted) {
  return lengths.options
    ? lengths.options.reduce((best, one) => (Math.abs(one - wanted) < Math.abs(best - wanted) ? one : best))
    : Math.min(lengths.max, Math.max(lengths.min, wanted));
}
