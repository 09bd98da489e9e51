/** The box for words, questions and filters. "/" anywhere on the page focuses it. */
import { useEffect, useRef } from 'preact/hooks';
import { usePick, useStore } from '../state/use-store.ts';

export function SearchBox() {
  const store = useStore();
  const query = usePick((state) => state.query);
  const input = useRef<HTMLInputElement>(null);
  useEffect(() => {
    const listen = (event: KeyboardEvent) => {
      if (event.key !== '/' || event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target))
        return;
      event.preventDefault();
      input.current?.focus();
      input.current?.select();
    };
    document.addEventListener('keydown', listen);
    return () => document.removeEventListener('keydown', listen);
  }, []);

  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === 'ArrowDown' || event.key === 'Enter') {
      const first = document.querySelector<HTMLElement>('.results .paper-button');
      if (!first) return;
      event.preventDefault();
      first.focus();
    } else if (event.key === 'Escape' && query !== '') {
      event.stopPropagation();
      store.dispatch({ type: 'query', query: '' });
    }
  };
  return (
    <search class="search-box">
      <input
        ref={input}
        type="search"
        value={query}
        placeholder="Search words or a question"
        aria-label="Search papers"
        aria-describedby="search-help"
        aria-keyshortcuts="/"
        autocomplete="off"
        spellcheck={false}
        // The model's files start to load while the question is typed.
        onFocus={() => store.dispatch({ type: 'wantModel' })}
        onKeyDown={onKeyDown}
        onInput={(event) => {
          store.dispatch({ type: 'query', query: event.currentTarget.value });
          if (store.get().panel !== 'search' && event.currentTarget.value)
            store.dispatch({ type: 'panel', panel: 'search' });
        }}
      />
      <span class="key" aria-hidden="true">
        /
      </span>
      <span id="search-help" class="visually-hidden">
        Words, a question, an exact phrase in quotes, or filters such as theme:, author:, year:, venue: and
        tag:. Arrow down goes to the results.
      </span>
    </search>
  );
}

function isTyping(target: EventTarget | null): boolean {
  return (
    target instanceof HTMLElement &&
    (target.isContentEditable || ['INPUT', 'TEXTAREA', 'SELECT'].includes(target.tagName))
  );
}
