import { WorkerError } from '../../rpc/errors.ts';
import type { DecodeImage, Raster } from '../platform.ts';
import { takeCount } from '../points.ts';
import { type ImagePath, orderImages, parseImagePath } from './class-folders.ts';
import type { DecodedImages, DecodeOptions, NamedStream } from './decoded.ts';
import { toGrey, writeRgb } from './raster.ts';
import { readZipEntries } from './zip-entries.ts';

interface ImageFile extends ImagePath {
  readonly bytes: Uint8Array<ArrayBuffer>;
}

/** Images decoded at once: enough to keep a platform's decoding threads busy. */
const CONCURRENCY = 8;

/**
 * Decodes a zip of class folders of JPEG or PNG images: `<class>/<image>.jpg`, at any depth, with
 * `train` and `test` folders above or without. *Takes* the stream. Images in which every pixel is
 * grey come out with one channel. Class and image order: `orderImages`.
 *
 * Throws `wrong-format`, `truncated`, `no-images`, `wrong-shape`, `bad-parameter`, `network`, `aborted`.
 */
export async function decodeImageZip(
  file: NamedStream,
  decodeImage: DecodeImage,
  options: DecodeOptions,
): Promise<DecodedImages> {
  const entries = await readZipEntries(file, (path) => parseImagePath(path) !== undefined, options);
  const all = entries.flatMap(({ path, bytes }) => {
    const parsed = parseImagePath(path);
    return parsed ? [{ ...parsed, bytes }] : [];
  });
  const { classNames, ordered } = orderImages(selectSplit(all, file.name, options), file.name);
  const available = ordered.length;
  const count = takeCount(options.points, available, file.name);
  const chosen = ordered.slice(0, count);
  const { height, width, rgb } = await decodeAll(chosen, file.name, decodeImage, options);
  const grey = toGrey(rgb);
  return {
    shape: { height, width, channels: grey ? 1 : 3 },
    classNames,
    samples: {
      images: grey ?? rgb,
      labels: Uint8Array.from(chosen, ({ className }) => classNames.indexOf(className)),
    },
    count,
    available,
  };
}

function selectSplit(
  all: readonly ImageFile[],
  archive: string,
  { split }: DecodeOptions,
): readonly ImageFile[] {
  if (all.length === 0) {
    throw new WorkerError(
      'no-images',
      `${archive} holds no JPEG or PNG images. It should hold one folder a class, with its images inside.`,
      { file: archive },
    );
  }
  const inFolders = all.filter(({ className }) => className !== '');
  if (inFolders.length === 0) {
    throw new WorkerError(
      'no-images',
      `${archive} holds ${all.length} images, but none of them in a class folder. Put each class's images into a folder with the class's name.`,
      { file: archive, images: all.length },
    );
  }
  if (inFolders.every((image) => image.split === undefined)) return inFolders;
  const chosen = inFolders.filter((image) => image.split === split);
  if (chosen.length > 0) return chosen;
  throw new WorkerError('no-images', `${archive} holds no images in a «${split}» folder.`, {
    file: archive,
    split,
  });
}

async function decodeAll(
  files: readonly ImageFile[],
  archive: string,
  decodeImage: DecodeImage,
  { signal, report }: DecodeOptions,
): Promise<{ height: number; width: number; rgb: Uint8Array<ArrayBuffer> }> {
  const [leader] = files;
  if (!leader) throw new WorkerError('no-images', `${archive} holds no images.`, { file: archive });
  const { width, height } = await decodeOne(leader, archive, decodeImage);
  const bytes = width * height * 3;
  const rgb = new Uint8Array(files.length * bytes);
  let next = 0;
  let done = 0;
  let failed = false;
  const decodeNext = async (): Promise<void> => {
    while (next < files.length && !failed) {
      signal.throwIfAborted();
      const index = next++;
      const file = files[index];
      if (!file) return;
      const raster = await decodeOne(file, archive, decodeImage);
      if (raster.width !== width || raster.height !== height) {
        throw new WorkerError(
          'wrong-shape',
          `${file.path} in ${archive} is ${raster.width} × ${raster.height} pixels, but ${leader.path} is ${width} × ${height}. All images of a dataset must have one size.`,
          { file: file.path, width: raster.width, height: raster.height },
        );
      }
      writeRgb(raster, rgb, index * bytes);
      done++;
      report({ stage: 'decode', done, total: files.length, unit: 'images' });
    }
  };
  await Promise.all(
    Array.from({ length: CONCURRENCY }, async () => {
      try {
        await decodeNext();
      } catch (thrown) {
        failed = true;
        throw thrown;
      }
    }),
  );
  return { height, width, rgb };
}

async function decodeOne(
  file: ImageFile,
  archive: string,
  decodeImage: DecodeImage,
): Promise<Raster> {
  try {
    return await decodeImage(file.bytes);
  } catch (thrown) {
    if (thrown instanceof WorkerError) throw thrown;
    throw new WorkerError(
      'wrong-format',
      `${file.path} in ${archive} is no sound JPEG or PNG image. Replace it, or leave it out.`,
      { file: file.path },
    );
  }
}
