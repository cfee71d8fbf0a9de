// Small plots: bars or a line over time, with the same numbers as a table for those who cannot see them.

import {html} from "./preact.js";
import {number, t} from "./text.js";

const WIDTH = 600;
const HEIGHT = 120;

/** Stacked bars: rows of {label, values}, with a name for each of the values. */
export function Bars({title, rows, names}) {
  const most = Math.max(1e-9, ...rows.map((row) => row.values.reduce((sum, one) => sum + one, 0)));
  const step = WIDTH / Math.max(8, rows.length);
  return html`<figure class="plot card"><figcaption><h2>${title}</h2>
      <span class="legend">${names.map((name, i) => html`<span key=${name} class=${`series-${i}`}>${name}</span>`)}</span></figcaption>
    <svg viewBox=${`0 0 ${WIDTH} ${HEIGHT}`} preserveAspectRatio="none" aria-hidden="true">
      ${rows.map((row, i) => {
        let top = HEIGHT;
        return row.values.map((value, series) => {
          const height = (value / most) * (HEIGHT - 6);
          top -= height;
          return height > 0 && html`<rect key=${`${i}-${series}`} class=${`series-${series}`} x=${i * step + step * 0.1} y=${top} width=${step * 0.8} height=${height}><title>${`${row.label}: ${value}`}</title></rect>`;
        });
      })}
    </svg>
    <p class="axis"><span>${rows[0]?.label ?? t("none")}</span><span>${most > 1e-9 && t("greatest", {value: number(Math.round(most * 100) / 100)})}</span><span>${rows.length > 1 && rows.at(-1).label}</span></p>
    <table class="sr"><caption>${title}</caption><thead><tr><td></td>${names.map((name) => html`<th key=${name} scope="col">${name}</th>`)}</tr></thead>
      <tbody>${rows.filter((row) => row.values.some(Boolean)).slice(-40).map((row) => html`<tr key=${row.label}><th scope="row">${row.label}</th>${row.values.map((value, i) => html`<td key=${i}>${value}</td>`)}</tr>`)}</tbody></table>
  </figure>`;
}

export function Tile({label, value, hint, state = ""}) {
  return html`<div class=${`tile-fact card ${state}`}><dt>${label}</dt><dd>${value}</dd>${hint && html`<dd class="hint">${hint}</dd>`}</div>`;
}
