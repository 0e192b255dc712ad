/* Life for pages that can be read without it: fresh numbers, keys, copying, local times, the theme. */
import { localise, tick } from "./times.js";
import { live } from "./live.js";
import { keys } from "./keys.js";
import { presses } from "./presses.js";
import { watch } from "./watch.js";

localise(document);
presses();
document.querySelector("header nav [aria-current]")?.scrollIntoView({ block: "nearest", inline: "center" });
const stream = live();
keys(stream);
watch(stream);
setInterval(tick, 1000);

/* What was only for once leaves the address, so that a reload or a link passed on does not say it again. */
const here = new URL(location);
for (const once of ["notice", "lang", "theme"]) here.searchParams.delete(once);
if (here.href !== location.href) history.replaceState(null, "", here);
