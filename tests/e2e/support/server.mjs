// A static host as people have one: files under a path, nothing rewritten. It can vanish and come back on the same port.

import { createServer } from 'node:http';
import { readFile } from 'node:fs/promises';
import { extname, join, normalize, sep } from 'node:path';

const TYPES = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.wasm': 'application/wasm',
  '.svg': 'image/svg+xml',
  '.webmanifest': 'application/manifest+json',
};

export class Host {
  /** Serves `folder` under `prefix`, such as `/` or `/team/tools/`. */
  static async start(folder, prefix = '/') {
    const host = new Host();
    host.folder = folder;
    host.prefix = prefix;
    await host.listen(0);
    host.port = host.server.address().port;
    host.url = `http://127.0.0.1:${host.port}${prefix}`;
    return host;
  }

  async listen(port) {
    this.server = createServer((request, response) => this.answer(request, response));
    await new Promise((resolve, reject) => this.server.once('error', reject).listen(port, '127.0.0.1', resolve));
  }

  async answer(request, response) {
    const path = decodeURIComponent(new URL(request.url, 'http://host').pathname);
    const below = normalize(path.slice(this.prefix.length) || 'index.html');
    try {
      if (!path.startsWith(this.prefix) || below.startsWith('..') || below.startsWith(sep)) throw new Error('outside');
      const body = await readFile(join(this.folder, below.endsWith(sep) ? `${below}index.html` : below));
      response.writeHead(200, { 'content-type': TYPES[extname(below)] ?? 'application/octet-stream' }).end(body);
    } catch {
      response.writeHead(404, { 'content-type': 'text/plain' }).end('no such file');
    }
  }

  /** The network goes: every connection is cut and none is accepted. */
  async vanish() {
    if (!this.server) return;
    const closed = new Promise((resolve) => this.server.close(resolve));
    this.server.closeAllConnections();
    await closed;
    this.server = null;
  }

  async return() {
    await this.listen(this.port);
  }
}
