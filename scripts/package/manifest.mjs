/**
 * `custom-elements.json` and JSX types, from the elements' source and JSDoc by @custom-elements-manifest/analyzer
 * (MIT). What it takes for events that are none (`dispatchEvent` of an inner signal) is left out, and the
 * custom properties that all elements share are put in.
 */
import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from '../setup.mjs';

/**
 * @typedef {{ name: string, description?: string, type?: { text?: string } }} Told
 * @typedef {{ tagName?: string, attributes?: Told[], events?: Told[], cssParts?: Told[], cssProperties?: { name: string, description?: string, default?: string }[] }} Element
 * @typedef {{ path: string, declarations?: Element[], exports?: { declaration?: { module?: string } }[] }} Module
 * @typedef {{ modules: Module[] }} Manifest as far as it is used here
 */

const CLI = join(ROOT, 'node_modules/@custom-elements-manifest/analyzer/cem.js');
const OWN_EVENT = /^uh-/;
/** A property that all elements share, and what it is where the page does not set it. */
const SHARED_PROPERTY = /var\(\s*(--uh-[a-z-]+),\s*([^;]+?),?\s*\);/g;
const SHARED_WORDS = /@cssprop (--uh-[a-z-]+) - (.+)/g;

/**
 * @param {string} folder below the root, where it is written
 * @returns {Manifest} (https://github.com/webcomponents/custom-elements-manifest)
 */
export function writeManifest(folder) {
  execFileSync(
    process.execPath,
    [CLI, 'analyze', '--litelement', '--quiet', '--outdir', folder]
      .concat(['--globs', 'src/components/**/*.ts'])
      .concat(['--exclude', 'src/components/**/*.{test,example}.ts']),
    { cwd: ROOT, stdio: ['ignore', 'ignore', 'inherit'] },
  );
  const file = join(ROOT, folder, 'custom-elements.json');
  /** @type {Manifest} */
  const manifest = JSON.parse(readFileSync(file, 'utf8'));
  const styles = readFileSync(join(ROOT, 'src/components/tokens.styles.ts'), 'utf8');
  const words = new Map(
    [...styles.matchAll(SHARED_WORDS)].map(([, name = '', text = '']) => [name, text]),
  );
  const shared = [...styles.matchAll(SHARED_PROPERTY)].map(([, name = '', value = '']) => ({
    name,
    description: words.get(name) ?? '',
    default: value.replaceAll(/\s+/g, ' '),
  }));
  for (const element of elementsOf(manifest)) {
    element.events = element.events?.filter(({ name }) => OWN_EVENT.test(name ?? '')) ?? [];
    const own = element.cssProperties ?? [];
    const known = new Set(own.map(({ name }) => name));
    element.cssProperties = [...own, ...shared.filter(({ name }) => !known.has(name))];
  }
  for (const module of manifest.modules) {
    module.path = inPackage(module.path);
    for (const { declaration } of module.exports ?? []) {
      if (declaration?.module) declaration.module = inPackage(declaration.module);
    }
  }
  writeFileSync(file, `${JSON.stringify(manifest, null, 1)}\n`);
  return manifest;
}

/** @param {string} path of a source @returns {string} of its module in the package */
const inPackage = (path) => `lib/${path.replace(/^\//, '').replace(/\.ts$/, '.js')}`;

/**
 * @param {Manifest} manifest
 * @returns {Element[]} the declarations of the elements in it
 */
export function elementsOf(manifest) {
  return manifest.modules.flatMap(({ declarations }) =>
    (declarations ?? []).filter(({ tagName }) => tagName !== undefined),
  );
}

/**
 * JSX types of the elements by their attributes, for React 19 and for whatever takes the global namespace.
 * @param {Manifest} manifest
 * @returns {string}
 */
export function jsxTypes(manifest) {
  const tags = elementsOf(manifest).map(({ tagName, attributes = [] }) => {
    const fields = attributes.map(
      ({ name, type }) => `    ${JSON.stringify(name)}?: ${jsxType(type?.text)};\n`,
    );
    return `  ${JSON.stringify(tagName)}: Base & {\n${fields.join('')}  };\n`;
  });
  return `// Made from the elements' source: their attributes in JSX.
import type { DetailedHTMLProps, HTMLAttributes } from 'react';

type Base = Omit<DetailedHTMLProps<HTMLAttributes<HTMLElement>, HTMLElement>, 'dataset'> & { class?: string };

export interface UnderhoodElements {
${tags.join('')}}

declare module 'react' {
  namespace JSX {
    interface IntrinsicElements extends UnderhoodElements {}
  }
}
`;
}

/** @param {string | undefined} type of the property @returns {string} of the attribute */
function jsxType(type) {
  if (type === undefined) return 'string | number | boolean';
  const parts = type.split('|').map((part) => part.trim());
  const literal = parts.filter((part) => /^('[^']*'|string|number|boolean)$/.test(part));
  // As text it is an attribute all the same.
  if (literal.includes('number') && !literal.includes('string')) literal.push('string');
  return literal.length > 0 ? literal.join(' | ') : 'string | number';
}
