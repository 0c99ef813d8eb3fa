/** One state of an element, as `<name>.example.ts` describes it. */
export interface Example {
  readonly name: string;
  /** A new element in this state; it may need a moment in the document to get there. */
  render(): HTMLElement;
}

/** An example file: the element's name, where its source is, and its states. */
export interface ExampleFile {
  /** The folder's name, e.g. `learning-curve`; the tag is `uh-learning-curve`. */
  readonly component: string;
  /** From the repository's root, e.g. `src/components/timeline/timeline.example.ts`. */
  readonly path: string;
  readonly examples: readonly Example[];
  /** The file's text. */
  readonly source: () => Promise<string>;
}

interface ExampleModule {
  readonly examples: readonly Example[];
}

// Eager: with each file a chunk of its own, what it shares with the first page would be cut into as many pieces, there too.
const MODULES = import.meta.glob<ExampleModule>('../components/*/*.example.ts', { eager: true });
const SOURCES = import.meta.glob<string>('../components/*/*.example.ts', {
  query: '?raw',
  import: 'default',
});

/** All example files, by name. */
export function exampleFiles(): ExampleFile[] {
  return Object.entries(MODULES).map(([key, { examples }]) => ({
    component: key.split('/').at(-2) ?? key,
    path: key.replace('..', 'src'),
    examples,
    source: () => SOURCES[key]?.() ?? Promise.reject(new Error(`${key} has no source`)),
  }));
}

/** The part of an address that leads to an example: letters, digits and hyphens. */
export function slug(component: string, name?: string): string {
  const words = name === undefined ? [component] : [component, name];
  return words.map((word) => word.toLowerCase().replace(/[^\p{L}\d]+/gu, '-')).join('.');
}
