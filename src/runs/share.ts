import type { OpenDataset } from '../clients/dataset-client.ts';

/**
 * The same opened dataset for two runs: it is closed when both have closed theirs. *Takes* `data`, which is used through
 * the two from now on.
 */
export function shareDataset(data: OpenDataset): readonly [OpenDataset, OpenDataset] {
  let users = 2;
  const share = (): OpenDataset => {
    let isClosed = false;
    return {
      info: data.info,
      ready: data.ready,
      get closed() {
        return isClosed || data.closed;
      },
      samples: (call) => data.samples(call),
      images: (indices) => data.images(indices),
      statistics: () => data.statistics(),
      nearest: (image, count, call) => data.nearest(image, count, call),
      close: () => {
        if (isClosed) return;
        isClosed = true;
        users -= 1;
        if (users === 0) data.close();
      },
    };
  };
  return [share(), share()];
}
