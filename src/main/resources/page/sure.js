// The question before what cannot be undone.

import {html, useState} from "./preact.js";
import {Button, Dialog, useAction} from "./parts.js";
import {t} from "./text.js";

/** A button that asks once more before it does what cannot be undone. */
export function Sure({icon, label, question, confirm, onYes, hidden, kind = "quiet"}) {
  const [asking, setAsking] = useState(false);
  const [go, busy] = useAction(async () => {
    await onYes();
    setAsking(false);
  });
  return html`<${Button} icon=${icon} label=${label} hidden=${hidden} kind=${kind} onClick=${() => setAsking(true)} />
    ${asking && html`<${Dialog} title=${label} onClose=${() => setAsking(false)} kind="small">
      <p>${question}</p>
      <footer class="row end"><${Button} label=${t("no")} onClick=${() => setAsking(false)} />
        <${Button} label=${confirm ?? label} kind="primary danger" busy=${busy} onClick=${go} /></footer>
    <//>`}`;
}
