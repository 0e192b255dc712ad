/* Times in the reader's own zone. The server writes UTC, for those who read without scripts. */
const language = document.documentElement.lang;
const clock = new Intl.DateTimeFormat(language, { hour: "2-digit", minute: "2-digit", second: "2-digit", hourCycle: "h23" });
const dated = new Intl.DateTimeFormat(language, { month: "short", day: "numeric", hour: "2-digit", minute: "2-digit", hourCycle: "h23" });
const full = new Intl.DateTimeFormat(language, { dateStyle: "medium", timeStyle: "long" });

export function localise(root) {
  const today = new Date().toDateString();
  for (const each of root.querySelectorAll("time[data-local]")) {
    const at = new Date(each.dateTime);
    if (Number.isNaN(at.valueOf())) continue;
    each.textContent = (at.toDateString() === today ? clock : dated).format(at);
    each.title = full.format(at) + " · " + at.toISOString();
  }
}

export function tick() {
  const at = document.querySelector("time[data-clock]");
  const state = document.getElementById("live")?.dataset.state;
  if (at && state !== "paused" && state !== "broken") {
    const now = new Date();
    at.dateTime = now.toISOString();
    at.textContent = clock.format(now);
  }
}
