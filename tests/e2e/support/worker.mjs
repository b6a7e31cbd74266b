// Workers of the app that no page is in front of: a test asks them what the page would.

/** Gives the page `startWorker()`, which comes, when the worker is ready, with what asks it: `ask(request, file)` comes with the answer. */
export const withWorkers = (app) => app.page.evaluate(() => {
  const url = document.querySelector('script[data-worker]').dataset.worker;
  window.startWorker = () => new Promise((resolve, reject) => {
    const worker = new Worker(new URL(url, document.baseURI), { type: 'module' });
    const waiting = new Map();
    const ask = (request, file) => new Promise((answered) => {
      const id = waiting.size + 1;
      waiting.set(id, answered);
      worker.postMessage({ ask: JSON.stringify({ id, request }), file });
    });
    worker.onerror = () => reject(new Error('the worker died'));
    worker.onmessage = ({ data }) => {
      if (data.panic) return reject(new Error(data.panic));
      const tell = JSON.parse(data.tell);
      if (tell === 'Ready') resolve(ask);
      if (tell.Answer) waiting.get(tell.Answer.id)(tell.Answer.answer);
    };
  });
});
