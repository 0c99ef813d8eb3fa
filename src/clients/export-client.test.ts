import { afterEach, describe, expect, it } from 'vitest';
import { ExportClient } from './export-client.ts';

const open: ExportClient[] = [];

function connect(): ExportClient {
  const client = new ExportClient();
  open.push(client);
  return client;
}

afterEach(() => {
  for (const client of open.splice(0)) client.dispose();
});

/** 8 × 8 px of one grey. */
const grey = (level: number) =>
  Uint8ClampedArray.from({ length: 256 }, (_, at) => (at % 4 === 3 ? 255 : level));

const GIF = { format: 'gif', width: 8, height: 8, fps: 10 } as const;

describe('the export client', () => {
  it('hands over pictures and gets a file back', async () => {
    const client = connect();
    await client.begin({ ...GIF, samples: [grey(0), grey(200)] });
    const picture = grey(200);
    await client.add(grey(0), 1);
    const taken = client.add(picture, 2);
    expect(picture.length).toBe(0); // it was transferred
    await taken;
    const file = await client.finish();
    expect(new TextDecoder().decode(file.subarray(0, 6))).toBe('GIF89a');
    const decoder = new ImageDecoder({ data: file, type: 'image/gif' });
    const { image } = await decoder.decode({ frameIndex: 1 });
    expect(image.duration).toBe(200_000);
    image.close();
    decoder.close();
  });

  it('brings errors of the worker back with their code', async () => {
    const refused = connect().begin({ ...GIF, samples: [] });
    await expect(refused).rejects.toMatchObject({ name: 'UnderhoodError', code: 'bad-parameter' });
  });

  it('says what works where a video of that size cannot be encoded', async () => {
    const refused = connect().begin({
      ...{ format: 'webm', width: 200_000, height: 150_000, fps: 12, samples: [] },
    });
    await expect(refused).rejects.toMatchObject({
      code: 'no-encoder',
      message:
        'This browser cannot encode VP9 or VP8, which WebM needs, at 200000 × 150000. GIF works here.',
    });
  });

  it('rejects what is in flight when it is disposed of, which may be done twice', async () => {
    const client = connect();
    const begun = client.begin({ ...GIF, samples: [grey(0)] });
    client.dispose();
    client.dispose();
    await expect(begun).rejects.toMatchObject({ code: 'aborted' });
    await expect(client.finish()).rejects.toMatchObject({ code: 'aborted' });
  });
});
