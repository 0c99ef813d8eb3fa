import './export.ts';
import type { ExportOffer, ExportSource } from './offers.ts';

interface Example {
  readonly name: string;
  render(): HTMLElement;
}

/** What a UMAP run has to export, made up; every file ends as `make` says. */
function source(make: ExportOffer['make']): ExportSource {
  const offer = (label: string, detail: string): ExportOffer => ({
    ...{ label, detail, make },
    file: `umap-garments.${label.toLowerCase()}`,
  });
  return {
    widths: [480, 800, 1200, 1600],
    width: 800,
    groups: [
      {
        title: 'Animation, 129 frames',
        offers: [
          offer('GIF', 'shows anywhere'),
          offer('WebM', 'video, smaller'),
          offer('MP4', 'video'),
        ],
      },
      { title: 'This frame', offers: [offer('PNG', 'picture'), offer('CSV', 'positions')] },
    ],
  };
}

/** An element in which so much was pressed that it is in this state. */
function example(name: string, make: ExportOffer['make'], pressed?: string): Example {
  return {
    name,
    render() {
      const element = document.createElement('uh-export');
      element.source = source(make);
      element.save = () => undefined;
      void element.updateComplete.then(() => {
        if (pressed) {
          element.shadowRoot?.querySelector<HTMLElement>(`[data-file$='${pressed}']`)?.click();
        }
      });
      return element;
    },
  };
}

const never = (): Promise<Blob> => new Promise(() => undefined);

export const examples: readonly Example[] = [
  example('What can be had', never),
  example(
    'Half way',
    ({ onProgress }) => {
      onProgress({ stage: 'pictures', done: 64, total: 129, unit: 'frames' });
      return never();
    },
    'gif',
  ),
  example('Saved', () => Promise.resolve(new Blob([new Uint8Array(4_200_000)])), 'gif'),
  example(
    'No encoder',
    () =>
      Promise.reject(
        new Error(
          'This browser cannot encode H.264, which MP4 needs, at 800 × 600. WebM and GIF work here.',
        ),
      ),
    'mp4',
  ),
];
