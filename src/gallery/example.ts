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

const MODULES = import.meta.glob<ExampleModule>('../components/*/*.example.ts');
const SOURCES = import.meta.glob<string>('../components/*/*.example.ts', {
  query: '?raw',
  import: 'default',
});

/** The example files, by name. @param only the component whose file alone is fetched, if it has one */
export async function exampleFiles(only: string | null): Promise<ExampleFile[]> {
  const all = Object.entries(MODULES).map(([key, load]) => ({ key, load, component: nameOf(key) }));
  const own = all.filter(({ component }) => component === only);
  return Promise.all(
    (own.length > 0 ? own : all).map(async ({ key, load, component }) => ({
      component,
      path: key.replace('..', 'src'),
      examples: (await load()).examples,
      source: () => SOURCES[key]?.() ?? Promise.reject(new Error(`${key} has no source`)),
    })),
  );
}

function nameOf(key: string): string {
  return key.split('/').at(-2) ?? key;
}

/** The part of an address that leads to an example: letters, digits and hyphens. */
export function slug(component: string, name?: string): string {
  const words = name === undefined ? [component] : [component, name];
  return words.map((word) => word.toLowerCase().replace(/[^\p{L}\d]+/gu, '-')).join('.');
}
