// What happens now, and what happened during the last day and month.

import {html} from "./preact.js";
import {call, now} from "./api.js";
import {Problem, useLoad} from "./parts.js";
import {Bars, Tile} from "./plots.js";
import {duration, minute, money, number, sum, t} from "./text.js";

function amounts(costs = []) {
  return costs.length ? costs.map((one) => money(one.amount, one.currency)).join(" + ") : t("none");
}

const DAY = 86_400;

/** The day, in UTC as the usage is counted, that was so many days ago. */
function dayBefore(days) {
  return new Date((now() - days * DAY) * 1000).toISOString().slice(0, 10);
}

/** The costs of the days in one currency. */
function Cost({currency, rows}) {
  const byDay = new Map();
  rows.forEach((one) => byDay.set(one.day, (byDay.get(one.day) ?? 0) + Number(one.cost)));
  const days = Array.from({length: 30}, (_, i) => dayBefore(29 - i));
  return html`<${Bars} title=${t("costs30")} names=${[currency || t("cost")]} rows=${days.map((day) => ({label: day.slice(5), values: [byDay.get(day) ?? 0]}))} />`;
}

/** One plot for each currency in which something was paid, as amounts of several cannot be added. */
function Costs() {
  const from = dayBefore(29);
  const {data} = useLoad(() => call(`usage?from=${from}&by=day`), [from], 60_000);
  const paid = (data?.data ?? []).filter((one) => Number(one.cost) > 0);
  const currencies = [...new Set(paid.map((one) => one.currency ?? ""))].sort();
  return (currencies.length > 0 ? currencies : [""]).map((currency) => html`<${Cost} key=${currency} currency=${currency}
    rows=${paid.filter((one) => (one.currency ?? "") === currency)} />`);
}

/** How long renders took at each upstream during the last hour. */
function Latency() {
  const {data} = useLoad(() => call("upstreams"), [], 30_000);
  const rows = (data?.data ?? []).filter((one) => one.last_hour.median_seconds).map((one) => ({label: one.name, values: [one.last_hour.median_seconds]}));
  return html`<${Bars} title=${t("latencyPlot")} names=${[t("median")]} rows=${rows} />`;
}

const SLOT = 300;

/** A slot for every five minutes of the last day; the answer has only those in which something ended. */
function slots(throughput) {
  const known = new Map(throughput.map((one) => [one.start, one]));
  const last = Math.floor(now() / SLOT) * SLOT;
  return Array.from({length: 288}, (_, i) => {
    const start = last - (287 - i) * SLOT;
    const one = known.get(start);
    return {label: minute(start), values: [one?.completed ?? 0, one?.failed ?? 0]};
  });
}

function Health({health}) {
  const down = Object.entries(health).filter(([, state]) => state !== "up").map(([part, state]) => `${part}: ${state}`);
  return html`<${Tile} label=${t("health")} value=${down.length ? t("degraded") : t("fine")} state=${down.length ? "bad" : ""} hint=${down.join(", ")} />`;
}

export function Overview() {
  const {data, error, reload} = useLoad(() => call("overview"), [], 5000);
  if (!data) {
    return html`<h1 class="sr">${t("overview")}</h1>${error && html`<${Problem} error=${error} onRetry=${reload} />`}`;
  }
  const {open, last_day: day, latency, costs} = data;
  return html`<h1 class="sr">${t("overview")}</h1>
    <dl class="tiles">
      <${Tile} label=${t("waiting")} value=${sum(open.queued, open.waiting, open.submitting, open.held ?? 0)} hint=${data.oldest_open_at ? `${t("oldest")}: ${duration(now() - data.oldest_open_at)}` : ""} />
      <${Tile} label=${t("rendering")} value=${sum(open.rendering)} />
      <${Tile} label=${t("delivering")} value=${sum(open.rendered)} />
      <${Tile} label=${t("doneToday")} value=${number(day.completed)} />
      <${Tile} label=${t("failedToday")} value=${number(day.failed)} state=${day.failed > day.completed ? "bad" : ""} />
      <${Tile} label=${t("median")} value=${latency?.jobs ? duration(latency.median_seconds) : "–"} hint=${latency?.jobs ? `${t("p95")} ${duration(latency.p95_seconds)}` : ""} />
      <${Tile} label=${t("costToday")} value=${amounts(costs.today)} />
      <${Tile} label=${t("costMonth")} value=${amounts(costs.month)} />
      <${Health} health=${data.health} />
      <${Tile} label=${t("nodes")} value=${number(data.nodes)} hint=${data.version} />
    </dl>
    <div class="plots">
      <${Bars} title=${t("throughput")} names=${[t("ended"), t("failedCount")]} rows=${slots(data.throughput)} />
      <${Latency} />
      <${Costs} />
    </div>`;
}
