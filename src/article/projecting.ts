import { naming, onRun, type RunFigure } from './run-figures.ts';

interface ProjectingFigure extends RunFigure {
  project?(): Promise<number | undefined>;
}

/** A button that projects the other split's images into the finished layout, `data-projects`, and says what came of it. */
export function tieProjection(root: ParentNode): void {
  for (const { element, figure } of naming(root, 'data-projects')) {
    if (!(element instanceof HTMLButtonElement)) continue;
    const told = element.parentElement?.querySelector('.projected');
    const tell = (text: string): void => {
      if (told) told.textContent = text;
    };
    const update = (): void => {
      element.disabled = figure.state !== 'done' || figure.recordedAt !== '';
      if (figure.state === 'loading') tell('');
    };
    element.addEventListener('click', () => void project(figure, element, tell));
    onRun(figure, update);
  }
}

async function project(
  figure: ProjectingFigure,
  button: HTMLButtonElement,
  tell: (text: string) => void,
): Promise<void> {
  button.disabled = true;
  tell('Projecting …');
  const agreement = await figure.project?.();
  button.disabled = figure.state !== 'done';
  tell(
    agreement === undefined
      ? ''
      : `${(100 * agreement).toFixed(1)}% of the new pictures’ five nearest dots are of their own class.`,
  );
}
