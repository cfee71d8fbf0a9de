// Lists that grow by pages, for somebody who wants to see more of them.

import {html, useEffect, useRef, useState} from "./preact.js";
import {call} from "./api.js";
import {Button, repeat, useAction} from "./parts.js";
import {t} from "./text.js";

/** Rows of a list that grows by pages; all that are shown are read anew from time to time, the more of them the later. */
export function usePages(path, every = 4000) {
  const [state, setState] = useState({});
  const shownPath = useRef(null);
  const most = useRef(1);
  const turn = useRef(0);
  const load = async (known = []) => {
    const mine = ++turn.current;
    try {
      let rows = known;
      let page;
      let pages = 0;
      do {
        page = await call(rows.length ? `${path}&after=${encodeURIComponent(rows.at(-1).id)}` : path);
        rows = [...rows, ...page.data];
        pages++;
      } while (page.has_more && page.data.length > 0 && rows.length < most.current && mine === turn.current);
      mine === turn.current && setState({path, rows, more: page.has_more});
      return (pages * every) / 1000;
    } catch (error) {
      mine === turn.current && setState((before) => ({...before, error}));
      return error.retryAfter;
    }
  };
  useEffect(() => {
    if (shownPath.current !== path) {
      shownPath.current = path;
      most.current = 1;
      setState({});
    }
    const stop = repeat(load, every);
    return () => {
      turn.current++;
      stop();
    };
  }, [path, every]);
  // Rows of another path, which came late, are not shown.
  const shown = state.path && state.path !== path ? {} : state;
  const next = () => {
    most.current = shown.rows.length + 1;
    return load(shown.rows);
  };
  return {...shown, next, reload: () => load()};
}

/** The button for the next page. */
export function More({next}) {
  const [load, busy] = useAction(next);
  return html`<p class="center"><${Button} label=${t("moreRows")} busy=${busy} onClick=${load} /></p>`;
}
