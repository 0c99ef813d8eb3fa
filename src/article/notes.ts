/** Side notes that there is no margin for open and close by the button behind their term; Escape closes them, too. */
export function tieNotes(root: ParentNode): void {
  for (const button of root.querySelectorAll<HTMLButtonElement>('.note-button')) {
    const note = root.querySelector(`#${CSS.escape(button.getAttribute('aria-controls') ?? '')}`);
    const set = (open: boolean): void => {
      note?.classList.toggle('open', open);
      button.setAttribute('aria-expanded', String(open));
    };
    const isOpen = (): boolean => button.getAttribute('aria-expanded') === 'true';
    button.addEventListener('click', () => {
      set(!isOpen());
    });
    button.addEventListener('keydown', ({ key }) => {
      if (key === 'Escape') set(false);
    });
  }
}
