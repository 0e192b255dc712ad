/* One or two keys to everywhere: ? for help, g and a letter to go, / to filter, p to hold the numbers still. */
const PLACES = { b: "/", t: "/tasks", d: "/degradation", a: "/alerts", p: "/plugins", l: "/dead-letters", n: "/nodes", u: "/audit" };

export function keys(stream) {
  const help = document.getElementById("keys");
  let going = 0;
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.target.closest("input, select, textarea, dialog")) return;
    if (going && Date.now() - going < 1500) {
      going = 0;
      if (Object.hasOwn(PLACES, event.key)) location.assign(PLACES[event.key]);
      return;
    }
    if (event.key === "g") going = Date.now();
    else if (event.key === "?") help?.showModal();
    else if (event.key === "p") stream.pause();
    else if (event.key === "/") {
      const filter = document.getElementById("filter");
      if (!filter) return;
      event.preventDefault();
      filter.focus();
    }
  });
}
