/* Makes one tree look like another and keeps the nodes that are still right, so that focus, scrolling and selection stay. */
export function morph(from, to) {
  for (const { name } of [...from.attributes]) if (!to.hasAttribute(name)) from.removeAttribute(name);
  for (const { name, value } of to.attributes) if (from.getAttribute(name) !== value) from.setAttribute(name, value);
  children(from, to);
}

function children(from, to) {
  const keyed = new Map();
  for (const each of from.children) if (each.dataset.key) keyed.set(each.dataset.key, each);
  let here = from.firstChild;
  for (const wanted of [...to.childNodes]) {
    const key = wanted.nodeType === Node.ELEMENT_NODE ? wanted.dataset.key : undefined;
    const match = key ? keyed.get(key) : similar(here, wanted) ? here : undefined;
    if (!match) {
      from.insertBefore(document.importNode(wanted, true), here);
      continue;
    }
    if (match === here) here = here.nextSibling;
    else from.insertBefore(match, here);
    if (match.nodeType !== Node.ELEMENT_NODE) {
      if (match.data !== wanted.data) match.data = wanted.data;
    } else if (!("keep" in match.dataset)) {
      morph(match, wanted);
    }
  }
  while (here) {
    const next = here.nextSibling;
    here.remove();
    here = next;
  }
}

function similar(here, wanted) {
  if (!here || here.nodeType !== wanted.nodeType) return false;
  if (here.nodeType !== Node.ELEMENT_NODE) return true;
  return here.localName === wanted.localName && !here.dataset.key && here.id === wanted.id;
}
