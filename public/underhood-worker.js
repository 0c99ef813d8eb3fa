// For pages with a strict Content-Security-Policy that take underhood.js from another origin: put this file on your own
// site, and name it: <script type="module" src="https://…/underhood.js" data-worker-src="/underhood-worker.js"></script>.
// Your policy then needs no `worker-src blob:`. What it imports is up to the `script-src` that this file is sent with.
const early = [];
let loading = true;
// Messages that come before the worker is there are handed to it when it is.
addEventListener('message', (event) => {
  if (!loading) return;
  event.stopImmediatePropagation();
  early.push(event);
});
import(new URLSearchParams(location.search).get('import')).then(
  () => {
    loading = false;
    for (const { data, ports } of early) {
      dispatchEvent(new MessageEvent('message', { data, ports: [...ports] }));
    }
  },
  (error) => {
    // As an error of the worker itself, which the page hears of.
    setTimeout(() => {
      throw error;
    });
  },
);
