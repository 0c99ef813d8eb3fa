import type { Isolation } from './isolation.ts';

/** What became of keeping the page: an error says why it is not kept. */
export type Kept = 'kept' | 'spared' | Error;

/** Sentences for the foot of the page: whether it works offline, and on how many of the processor's cores. */
export function offlineWords(kept: Kept, isolation: Isolation): string {
  return `${keptWords(kept)} ${THREADS[isolation]}`.trim();
}

function keptWords(kept: Kept): string {
  if (kept === 'kept') {
    return 'This page is kept on your device: it works without a connection, with the data you have loaded so far.';
  }
  if (kept === 'spared') {
    return 'To spare your data, only what you use of this page is kept for offline use.';
  }
  return `This page could not be kept for offline use: ${kept.message}.`;
}

const THREADS: Readonly<Record<Isolation, string>> = {
  isolated: '',
  reload: '',
  later: 'From the next time it is loaded, its computations use all cores of your processor.',
  impossible:
    'Its computations use one core of your processor: the server does not send the headers for more, and they could not be added here.',
};
