/** Whether `custom-elements.json` tells all that the elements' sources have. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from '../setup.mjs';
import { elementsOf } from './manifest.mjs';

/** Events whose name says it all. */
const SPEAKING = new Set(['uh-play', 'uh-pause']);
const COMPONENTS = join(ROOT, 'src/components');

/**
 * @param {import('./manifest.mjs').Manifest} manifest
 * @returns {string[]} what it lacks, a sentence each
 */
export function gapsOf(manifest) {
  const elements = new Map(elementsOf(manifest).map((element) => [element.tagName, element]));
  const lazy = readFileSync(join(ROOT, 'src/lazy-elements.ts'), 'utf8');
  const gaps = [];
  for (const [, tag = ''] of lazy.matchAll(/'(uh-[a-z-]+)': \(\)/g)) {
    if (!elements.has(tag)) gaps.push(`<${tag}> is missing: its class needs @tag.`);
  }
  for (const [tag = '', element] of elements) {
    const folder = join(COMPONENTS, tag.replace('uh-', ''));
    const source = readdirSync(folder)
      .filter((name) => name.endsWith('.ts') && !/\.(test|example)\.ts$/.test(name))
      .map((name) => readFileSync(join(folder, name), 'utf8'))
      .join('\n');
    const told = {
      part: names(element.cssParts),
      event: names(element.events),
      attribute: names(element.attributes),
      property: names(element.cssProperties),
    };
    const used = {
      part: [...matches(source, /\spart="([\w-]+)"/g), ...exportedParts(source)],
      event: matches(source, /dispatchEvent\(\s*new Uh(\w+)Event\(/g).map(
        (name) => `uh${name.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`,
      ),
      attribute: matches(source, /@property\(\{[^}]*attribute: '([\w-]+)'/g),
      property: matches(source, /var\(\s*(--uh-[\w-]+)/g),
    };
    for (const kind of /** @type {const} */ (['part', 'event', 'attribute', 'property'])) {
      for (const name of new Set(used[kind])) {
        if (!told[kind].has(name)) gaps.push(`<${tag}> has ${kind} ${name}, which is not told.`);
      }
    }
    const { events = [], attributes = [], cssProperties = [] } = element;
    for (const { name = '', description } of [...events, ...attributes, ...cssProperties]) {
      if (!description && !SPEAKING.has(name))
        gaps.push(`<${tag}> does not say what ${name} means.`);
    }
  }
  return gaps;
}

/**
 * Parts of the elements within that can be styled from outside, by the name that they have there.
 * @param {string} source
 * @returns {string[]}
 */
const exportedParts = (source) =>
  matches(source, /\sexportparts="([^"]+)"/g).flatMap((list) =>
    list.split(',').map((part) => part.split(':').at(-1)?.trim() ?? ''),
  );

/** @param {readonly { readonly name?: string }[] | undefined} list */
const names = (list) => new Set((list ?? []).map(({ name }) => name));

/**
 * @param {string} source
 * @param {RegExp} pattern with one group
 * @returns {string[]}
 */
const matches = (source, pattern) => [...source.matchAll(pattern)].map(([, name = '']) => name);
