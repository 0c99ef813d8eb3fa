import { html, nothing, render, type TemplateResult } from 'lit';
import { ref } from 'lit/directives/ref.js';
import '../elements.ts';
import { type Example, type ExampleFile, exampleFiles, slug } from './example.ts';
import './gallery.css';
import { Stages } from './stage.ts';

const THEMES = ['light', 'dark'] as const;
const CHOICES = { both: 'Both themes', light: 'Light', dark: 'Dark' } as const;

const stages = new Stages();

function pane(example: Example, theme: (typeof THEMES)[number]): TemplateResult {
  return html`
    <div class="pane" data-theme=${theme} role="group" aria-label=${CHOICES[theme]}>
      <div
        class="stage"
        ${ref((stage) => {
          if (stage) stages.add(stage, example);
        })}
      ></div>
    </div>
  `;
}

function exampleView(file: ExampleFile, example: Example): TemplateResult {
  const id = slug(file.component, example.name);
  return html`
    <article class="example" id=${id} aria-label=${example.name}>
      <h3><a href="#${id}">${example.name}</a></h3>
      <div class="panes">${THEMES.map((theme) => pane(example, theme))}</div>
    </article>
  `;
}

/** Fetches the source when it is opened for the first time. */
async function showSource(event: Event, file: ExampleFile): Promise<void> {
  const details = event.currentTarget as HTMLDetailsElement;
  const code = details.querySelector('code');
  if (!details.open || !code || code.textContent) return;
  try {
    code.textContent = await file.source();
  } catch {
    code.textContent = 'The source could not be fetched. Reload the page to try again.';
  }
}

function fileView(file: ExampleFile): TemplateResult {
  const tag = `uh-${file.component}`;
  return html`
    <section id=${slug(file.component)} aria-labelledby="${slug(file.component)}-title">
      <h2 id="${slug(file.component)}-title">&lt;${tag}&gt;</h2>
      <details
        class="source"
        @toggle=${(event: Event) => {
          void showSource(event, file);
        }}
      >
        <summary>${file.path}</summary>
        <pre tabindex="0" aria-label="Source of ${file.path}"><code></code></pre>
      </details>
      ${file.examples.map((example) => exampleView(file, example))}
    </section>
  `;
}

function chooseThemes(event: Event): void {
  document.body.dataset['themes'] = (event.target as HTMLInputElement).value;
}

/** The list beside the examples of `files`; `isPart` when there are others. */
function galleryView(files: readonly ExampleFile[], isPart: boolean): TemplateResult {
  return html`
    <nav aria-label="Elements">
      <details open>
        <summary>Elements</summary>
        <ul>
          ${files.map(
            ({ component, examples }) => html`
              <li>
                <a href="#${slug(component)}">uh-${component}</a>
                <span class="count" aria-label="${examples.length} examples">
                  ${examples.length}
                </span>
              </li>
            `,
          )}
        </ul>
        ${isPart ? html`<p><a href="gallery.html">All elements</a></p>` : nothing}
      </details>
      <fieldset class="themes" @change=${chooseThemes}>
        <legend>Show in</legend>
        ${Object.entries(CHOICES).map(
          ([value, label]) => html`
            <label>
              <input type="radio" name="themes" value=${value} ?checked=${value === 'both'} />
              ${label}
            </label>
          `,
        )}
      </fieldset>
    </nav>
    <main id="elements">${files.map(fileView)}</main>
  `;
}

const gallery = document.getElementById('gallery');
if (gallery) {
  // `?only=timeline`: one element alone, for the tests and for whoever works on it.
  const only = new URLSearchParams(location.search).get('only');
  const files = await exampleFiles(only);
  render(galleryView(files, files.length === 1), gallery);
  // On phones the list would push the first example off the screen.
  const list = gallery.querySelector('details');
  if (list && matchMedia('(width < 1000px)').matches) list.open = false;
  if (location.hash) document.getElementById(location.hash.slice(1))?.scrollIntoView();
}
