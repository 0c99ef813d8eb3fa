import type { ImageShape, Split } from '../../workers/contracts/dataset.ts';
import { CIFAR_10_CLASS_NAMES } from '../../workers/dataset/decoders/cifar-binary.ts';

/** A file as its authors publish it. */
export interface OfficialFile {
  readonly name: string;
  readonly algorithm: 'sha256' | 'md5';
  /** Hex digest. */
  readonly digest: string;
}

/** What a real dataset is, and where it comes from. */
export interface Recipe {
  readonly name: 'fashion-mnist' | 'cifar-10';
  readonly title: string;
  readonly attribution: string;
  readonly licence: string;
  readonly classNames: readonly string[];
  readonly shape: ImageShape;
  readonly counts: Readonly<Record<Split, number>>;
  readonly files: readonly OfficialFile[];
  /** Folders on the web that hold `files`, the authors' own first. */
  readonly addresses: readonly string[];
  /** What the page draws without it. */
  readonly standIn: string;
}

export const fashionMnist: Recipe = {
  name: 'fashion-mnist',
  title: 'Fashion-MNIST',
  attribution:
    'Fashion-MNIST by Han Xiao, Kashif Rasul and Roland Vollgraf, Zalando SE (2017), MIT licence: https://github.com/zalandoresearch/fashion-mnist',
  licence: 'MIT',
  classNames: [
    'T-shirt/top',
    'Trouser',
    'Pullover',
    'Dress',
    'Coat',
    'Sandal',
    'Shirt',
    'Sneaker',
    'Bag',
    'Ankle boot',
  ],
  shape: { height: 28, width: 28, channels: 1 },
  counts: { train: 60_000, test: 10_000 },
  files: (
    [
      ['train-images-idx3', '3aede38d61863908ad78613f6a32ed271626dd12800ba2636569512369268a84'],
      ['train-labels-idx1', 'a04f17134ac03560a47e3764e11b92fc97de4d1bfaf8ba1a3aa29af54cc90845'],
      ['t10k-images-idx3', '346e55b948d973a97e58d2351dde16a484bd415d4595297633bb08f03db6a073'],
      ['t10k-labels-idx1', '67da17c76eaffca5446c3361aaab5c3cd6d1c2608764d35dfb1850b086bf8dd5'],
    ] as const
  ).map(([name, digest]) => ({ name: `${name}-ubyte.gz`, algorithm: 'sha256', digest })),
  addresses: [
    'http://fashion-mnist.s3-website.eu-central-1.amazonaws.com/',
    'https://storage.googleapis.com/tensorflow/tf-keras-datasets/',
    'https://raw.githubusercontent.com/zalandoresearch/fashion-mnist/master/data/fashion/',
  ],
  standIn: 'garments',
};

export const cifar10: Recipe = {
  name: 'cifar-10',
  title: 'CIFAR-10',
  attribution:
    'CIFAR-10 by Alex Krizhevsky, Vinod Nair and Geoffrey Hinton («Learning Multiple Layers of Features from Tiny Images», 2009): https://www.cs.toronto.edu/~kriz/cifar.html',
  licence: 'none stated by its authors',
  classNames: CIFAR_10_CLASS_NAMES,
  shape: { height: 32, width: 32, channels: 3 },
  counts: { train: 50_000, test: 10_000 },
  files: [
    {
      name: 'cifar-10-binary.tar.gz',
      algorithm: 'md5',
      digest: 'c32a1d4ab5d03f1284b67883e8d87530',
    },
  ],
  addresses: ['https://www.cs.toronto.edu/~kriz/'],
  standIn: 'objects',
};

export const recipes: readonly Recipe[] = [fashionMnist, cifar10];
