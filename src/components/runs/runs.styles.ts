import { css } from 'lit';

export const styles = css`
  :host {
    display: block;
    container: runs / inline-size;
  }

  section {
    display: grid;
    gap: 10px;
  }

  p,
  ul {
    margin: 0;
    padding: 0;
  }

  .outcome:empty {
    display: none;
  }

  .problem {
    padding: 10px 16px;
    border-radius: calc(var(--_radius) - 2px);
    background: var(--_error-ground);
    overflow-wrap: anywhere;
  }

  .empty,
  .room {
    color: var(--_muted);
  }

  ul {
    border-top: 1px solid var(--_line);
    list-style: none;
  }

  ul:empty {
    display: none;
  }

  li {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: 6px 20px;
    padding: 10px 0;
    border-bottom: 1px solid var(--_line);
  }

  .what {
    display: grid;
    flex: 1 1 20em;
    min-width: 0;
    overflow-wrap: anywhere;
  }

  .what span {
    color: var(--_muted);
    font-variant-numeric: tabular-nums;
  }

  .actions,
  .question {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: 6px;
  }

  form label {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: 4px 8px;
  }

  input {
    width: min(26em, 100%);
    min-height: 36px;
    padding: 4px 10px;
    border: 1px solid var(--_line-strong);
    border-radius: 6px;
    background: var(--_ground);
  }

  .plain {
    display: inline-flex;
    align-items: center;
    gap: 4px;
    min-height: 36px;
    padding: 4px 12px;
    border: 1px solid var(--_line-strong);
    border-radius: 18px;
    background: none;
  }

  .plain:hover {
    background: var(--_raised);
  }

  .strong {
    border-color: var(--_accent);
    background: var(--_accent);
    color: var(--_on-accent);
  }

  .strong:hover {
    background: var(--_accent);
    text-decoration: underline;
  }

  .icon {
    margin-left: -4px;
  }

  @container runs (max-width: 640px) {
    .plain,
    input {
      min-height: 44px;
    }

    .what {
      flex-basis: 100%;
    }
  }
`;
