// Many orders in one file, with a bar for each file.

import {html, useEffect, useRef, useState} from "./preact.js";
import {call, here, save, send} from "./api.js";
import {More, usePages} from "./pages.js";
import {Badge, Bar, Button, dropTarget, Empty, Icon, Problem, Select, useAction, useLoad, useStore} from "./parts.js";
import {Sure} from "./sure.js";
import {ago, money, t} from "./text.js";
import {uploads} from "./uploads.js";

const OPEN = new Set(["validating", "in_progress", "finalizing", "cancelling"]);

async function saveCsv(batch) {
  const url = URL.createObjectURL(await (await send(`v1/batches/${batch.id}/results?format=csv`)).blob());
  save(url, `${batch.id}.csv`);
  setTimeout(() => URL.revokeObjectURL(url), 60_000);
}

/** The lines that failed, each with the reason: asked for again if there are more, but seldom, as the server reads the whole file for it. */
function Errors({batch}) {
  const isOpen = OPEN.has(batch.status);
  const now = useRef();
  now.current = `${batch.request_counts.failed} ${batch.status}`;
  const read = useRef({});
  const {data, error, reload} = useLoad(async () => {
    const at = now.current;
    if (read.current.at !== at) {
      read.current = {at, data: await call(`v1/batches/${batch.id}/results?status=failed&limit=100`)};
    }
    return read.current.data;
  }, [isOpen], isOpen ? 10_000 : 0);
  return html`<ul class="errors">
    ${error && html`<li><${Problem} error=${error} onRetry=${reload} /></li>`}
    ${data?.data.map((one) => html`<li key=${one.id}><strong>${one.line ? t("line", {n: one.line}) : nameOf(batch)}</strong>${one.custom_id && html` (<bdi>${one.custom_id}</bdi>)`}: ${one.error?.message}</li>`)}
    ${data?.has_more && html`<li>…</li>`}
  </ul>`;
}

function nameOf(batch) {
  return batch.input_file_name ?? batch.id;
}

function Batch({batch, onShow, reload}) {
  const [open, setOpen] = useState(false);
  const [csv, saving] = useAction(() => saveCsv(batch));
  const {total, completed, failed} = batch.request_counts;
  const done = completed + failed;
  const isOpen = OPEN.has(batch.status);
  return html`<li class="item batch">
    <div class="about">
      <p class="prompt-line"><${Icon} name="file" />${nameOf(batch)}</p>
      <p class="facts"><${Badge} state=${batch.status}>${t(`batch.${batch.status}`)}<//><span>${t("batchOf", {done, total})}</span>
        ${failed > 0 && html`<span class="bad">${t("failedLines", {n: failed})}</span>`}<span>${ago(batch.created_at)}</span>
        ${batch.costs?.map((one) => html`<span key=${one.currency}>${money(one.amount, one.currency)}</span>`)}</p>
      ${isOpen && html`<${Bar} value=${total ? (done / total) * 100 : null} label=${nameOf(batch)} />`}
      ${open && html`<${Errors} batch=${batch} />`}
    </div>
    <div class="item-actions">
      ${completed > 0 && html`<${Button} icon="grid" label=${t("showVideos")} kind="quiet" onClick=${() => onShow(batch)} />`}
      ${(failed > 0 || batch.errors) && html`<${Button} icon="alert" label=${t("errors")} kind="quiet" aria-expanded=${open ? "true" : "false"} onClick=${() => setOpen(!open)} />`}
      ${batch.report_url && html`<a class="button quiet" href=${here(batch.report_url)} target="_blank" rel="noopener"><${Icon} name="file" /><span>${t("report")}</span></a>`}
      ${total > 0 && html`<${Button} icon="download" label=${t("csv")} kind="quiet" busy=${saving} onClick=${csv} />`}
      ${isOpen && batch.status !== "cancelling" && html`<${Sure} icon="close" hidden label=${t("cancel")} question=${`${t("cancel")}: ${nameOf(batch)}?`} onYes=${async () => {
        await call(`v1/batches/${batch.id}/cancel`, {method: "POST"});
        reload();
      }} />`}
    </div>
  </li>`;
}

export function Batches({models, onShow}) {
  useStore(uploads);
  const {busy, problems} = uploads;
  const videoModels = models.filter((one) => one.type === "video");
  const [model, setModel] = useState((videoModels.find((one) => one.available) ?? videoModels[0])?.id ?? "");
  const [over, setOver] = useState(false);
  const [active, setActive] = useState(true);
  const input = useRef();
  const {rows, more, error, next, reload} = usePages("v1/batches?limit=50", active ? 2000 : 10_000);
  useEffect(() => setActive(!rows || rows.some((one) => OPEN.has(one.status))), [rows]);
  useEffect(() => {
    uploads.shown = true;
    return () => {
      uploads.shown = false;
    };
  }, []);
  useEffect(() => {
    uploads.sent > 0 && reload();
  }, [uploads.sent]);
  const start = (files) => uploads.add(files, model);
  return html`<section class="batches stack" aria-labelledby="batches-title">
    <h1 id="batches-title" class="sr">${t("batches")}</h1>
    <div class=${`drop card ${over ? "over" : ""}`} ...${dropTarget(setOver, start)}>
      <${Icon} name="stack" />
      <p><strong>${t("dropFile")}</strong><br /><span class="hint">${t("dropFileHint")}</span></p>
      <div class="row wrap center">
        <${Select} label=${t("batchModel")} value=${model} onChange=${setModel} options=${videoModels.map((one) => ({value: one.id, label: one.id}))} />
        <${Button} icon="file" kind="primary" label=${busy ? t("sending") : t("chooseFile")} busy=${busy} onClick=${() => input.current.click()} />
      </div>
      <input ref=${input} class="sr" type="file" multiple tabindex="-1" aria-label=${t("chooseFile")} accept=".txt,.csv,.tsv,.xlsx,.ods,.jsonl,.ndjson,.json,.yaml,.yml"
        onChange=${(event) => {
          start([...event.currentTarget.files]);
          event.currentTarget.value = "";
        }} />
    </div>
    ${problems.map((one, i) => html`<${Problem} key=${i} name=${one.name} error=${one.error} />`)}
    ${error && html`<${Problem} error=${error} onRetry=${reload} />`}
    ${rows && (rows.length === 0
      ? html`<${Empty} icon="stack" title=${t("noBatches")} />`
      : html`<ol class="items">${rows.map((batch) => html`<${Batch} key=${batch.id} batch=${batch} onShow=${onShow} reload=${reload} />`)}</ol>`)}
    ${more && html`<${More} next=${next} />`}
  </section>`;
}
