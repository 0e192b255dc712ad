/* Buttons: copying, a question before what cannot be undone, no second press while the first is under way, the theme. */
export function presses() {
  wake(document);
  document.addEventListener("click", (event) => {
    const copy = event.target.closest("[data-copy]");
    if (copy) take(copy);
    const choice = event.target.closest("[data-choose]");
    if (!choice || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    if (choice.dataset.choose === "theme") turn(choice);
    else choose(choice);
  });
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (form.dataset.confirm && !window.confirm(form.dataset.confirm)) {
      event.preventDefault();
      return;
    }
    if (form.method === "post") for (const button of form.querySelectorAll("button")) button.setAttribute("aria-busy", "true");
  });
}

async function take(button) {
  const source = document.getElementById(button.dataset.copy);
  try {
    await navigator.clipboard.writeText(source.textContent);
  } catch {
    getSelection().selectAllChildren(source); // no clipboard without https: the reader copies what is marked
    return;
  }
  const word = button.textContent;
  button.textContent = button.dataset.done;
  setTimeout(() => (button.textContent = word), 1500);
}

/* The server keeps the choice in a cookie; the page need not wait for it. */
function turn(link) {
  const root = document.documentElement;
  const now = root.dataset.theme;
  const dark = now === "dark" || (now !== "light" && matchMedia("(prefers-color-scheme: dark)").matches);
  root.dataset.theme = dark ? "light" : "dark";
  link.href = dark ? "?theme=dark" : "?theme=light";
  fetch(`/?fragment=main&theme=${root.dataset.theme}`);
}

function choose(link) {
  const here = new URL(location);
  here.searchParams.set("lang", new URL(link.href).searchParams.get("lang"));
  location.assign(here);
}

/** Shows the buttons that can do nothing without scripts. */
export function wake(root) {
  for (const each of root.querySelectorAll(".js, .copy")) each.hidden = false;
}
