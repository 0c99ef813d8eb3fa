import { afterEach, describe, expect, it, vi } from 'vitest';
import '../components/umap/umap.ts';
import { embedCode, offerEmbedding } from './embed-code.ts';

const BASE = 'https://example.org/underhood/';
const SCRIPT = '<script type="module" src="https://example.org/underhood/underhood.js"></script>\n';

afterEach(() => {
  document.body.replaceChildren();
  vi.restoreAllMocks();
});

function figure(attributes: string): Element {
  document.body.innerHTML = `<figure><uh-umap ${attributes}></uh-umap><figcaption>A figure.</figcaption></figure>`;
  const found = document.querySelector('uh-umap');
  if (!found) throw new Error('There is no figure.');
  return found;
}

describe('the code to embed a figure', () => {
  it('has the parameters that the reader chose, and no others', () => {
    const umap = figure('dataset="garments" n-neighbors="15" controls');
    Object.assign(umap, { nNeighbors: 30, minDist: 0.5 });
    expect(embedCode(umap, BASE)).toBe(
      `${SCRIPT}<uh-umap dataset="garments" n-neighbors="30" min-dist="0.5" controls loading="lazy"></uh-umap>\n`,
    );
  });

  it('names the recording that is played, from anywhere', () => {
    const umap = figure('src="./traces/a-run/" n-epochs="30" fps="24"');
    expect(embedCode(umap, BASE)).toBe(
      `${SCRIPT}<uh-umap src="https://example.org/underhood/traces/a-run/" autoplay fps="24" loading="lazy"></uh-umap>\n`,
    );
  });

  it('keeps what is no name of ours within its quotes', () => {
    const umap = figure('');
    Object.assign(umap, { datasetName: 'https://example.org/?a=1&b="><script>' });
    expect(embedCode(umap, BASE)).toContain(
      'dataset="https://example.org/?a=1&amp;b=&quot;>&lt;script>"',
    );
    document.body.innerHTML = embedCode(umap, BASE);
    expect(document.body.querySelectorAll('script')).toHaveLength(1);
  });

  it('is copied by a button under the figure, as the figure is then', async () => {
    const written: string[] = [];
    vi.spyOn(navigator.clipboard, 'writeText').mockImplementation((text) => {
      written.push(text);
      return Promise.resolve();
    });
    const umap = figure('dataset="garments"');
    offerEmbedding(umap, BASE, () => undefined);
    Object.assign(umap, { seed: 7 });
    const button = document.querySelector('button');
    expect(button?.textContent).toBe('Embed this');
    button?.click();
    await expect.poll(() => written).toHaveLength(1);
    expect(written[0]).toContain('<uh-umap dataset="garments" seed="7" loading="lazy">');
  });
});
