// Starts the worker. One that reads for another is given the compiled program by it: one that it loads itself takes 5 MB, though it is the same.
import init from './worker.js';

const given = () => new Promise((resolve) => addEventListener('message', ({ data }) => resolve(data), { once: true }));
await init({ module_or_path: self.name === 'reader' ? given() : undefined });
