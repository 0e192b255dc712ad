/* One task, as it goes: the server tells of each change, and each second how long there is still to wait. */
export function watch(page) {
  const root = document.querySelector("main[data-watch]");
  if (!root) return;
  const source = new EventSource(root.dataset.watch);
  source.addEventListener("task", (event) => {
    if (["succeeded", "failed", "canceled"].includes(JSON.parse(event.data).state)) source.close();
    page.refresh();
  });
  source.addEventListener("gone", () => {
    source.close();
    page.refresh();
  });
  source.addEventListener("tick", (event) => {
    const at = document.querySelector("[data-countdown]");
    if (at && document.getElementById("live")?.dataset.state !== "paused") at.textContent = digits(Math.ceil(JSON.parse(event.data).remainingMillis / 1000));
  });
  addEventListener("pagehide", () => source.close());
}

/* As the server writes it: minutes and seconds, hours before them where there are any. */
function digits(seconds) {
  const rest = (number) => String(number % 60).padStart(2, "0");
  const minutes = Math.floor(seconds / 60);
  return minutes < 60 ? `${minutes}:${rest(seconds)}` : `${Math.floor(minutes / 60)}:${rest(minutes)}:${rest(seconds)}`;
}
