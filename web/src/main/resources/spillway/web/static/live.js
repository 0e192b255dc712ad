/* Fresh numbers: the server says over SSE that something changed, the page fetches itself again and takes over what differs. */
import { localise } from "./times.js";
import { morph } from "./morph.js";
import { wake } from "./presses.js";

const STALE_AFTER = 5000;
const FALL_BACK = 5000;
const UNSEEN = 10000;
const ALARM = "⚠ ";

export function live() {
  const beacon = document.getElementById("live");
  const root = document.querySelector("main[data-live]");
  if (!root || !beacon) return { pause() {}, refresh() {} };
  const pace = Number(root.dataset.live) * 1000;
  let last = Date.now();
  let tried = last;
  let heard = false;
  let busy = false;
  let wanted = false;
  let paused = false;
  let announced = root.dataset.announce;
  let source;

  /* The title and the icon are read in the background as well, but not each second. */
  function due() {
    return document.hidden ? Math.max(pace, UNSEEN) : pace;
  }

  function show() {
    const age = Date.now() - last;
    const stale = !paused && age > Math.max(STALE_AFTER, due() * 3);
    const state = paused ? "paused" : stale ? "broken" : heard ? "on" : "still";
    beacon.dataset.state = state;
    if (state !== "still") beacon.querySelector(".word").textContent = beacon.dataset[state].replace("{0}", Math.round(age / 1000));
    document.documentElement.toggleAttribute("data-stale", stale);
    const marked = document.title.startsWith(ALARM);
    if (stale && !marked) document.title = ALARM + document.title;
    else if (!stale && marked) document.title = document.title.slice(ALARM.length);
  }

  async function refresh() {
    if (busy || paused) {
      wanted = true;
      return;
    }
    busy = true;
    wanted = false;
    tried = Date.now();
    try {
      const url = new URL(location);
      url.searchParams.set("fragment", "main");
      const answer = await fetch(url, { headers: { Accept: "text/html" }, signal: AbortSignal.timeout(10000) });
      if (answer.status === 401 || (answer.redirected && new URL(answer.url).pathname === "/login")) {
        location.reload();
        return;
      }
      if (answer.ok) {
        take(new DOMParser().parseFromString(await answer.text(), "text/html"));
        last = Date.now();
      }
    } catch {
      show(); // no answer: the beacon and the grey say so, and the next event or poll asks again
    } finally {
      busy = false;
    }
  }

  function take(page) {
    const fresh = page.querySelector("main[data-live]");
    if (!fresh) return;
    localise(page);
    wake(page);
    morph(root, fresh);
    const banner = document.getElementById("silent");
    const next = page.getElementById("silent");
    if (banner && next) {
      banner.hidden = next.hidden;
      banner.lastElementChild.textContent = next.lastElementChild.textContent;
    }
    if (document.title !== page.title) document.title = page.title;
    const icon = document.querySelector("link[rel=icon]");
    const wantedIcon = page.querySelector("link[rel=icon]")?.getAttribute("href");
    if (wantedIcon && icon.getAttribute("href") !== wantedIcon) icon.setAttribute("href", wantedIcon);
    if (fresh.dataset.announce !== announced) {
      announced = fresh.dataset.announce;
      document.getElementById("announce").textContent = announced ?? "";
    }
    show();
  }

  function open() {
    source = new EventSource("/ui/events");
    const changed = () => {
      heard = true;
      if (Date.now() - tried >= due() * 0.8) refresh();
      else wanted = true;
    };
    for (const name of ["sla", "loop", "degradation", "alerts", "nodes", "breakers", "replays"]) source.addEventListener(name, changed);
    source.onopen = () => (heard = true);
  }

  open();
  setInterval(() => {
    const now = Date.now();
    if (now - tried >= Math.max(FALL_BACK, due())) {
      if (source.readyState === EventSource.CLOSED) open();
      refresh();
    } else if (wanted && now - tried >= due()) {
      refresh();
    }
    show();
  }, 1000);
  document.addEventListener("visibilitychange", () => document.hidden || refresh());
  addEventListener("pagehide", () => source.close());

  return {
    refresh,
    pause() {
      paused = !paused;
      if (!paused) refresh();
      show();
    },
  };
}
