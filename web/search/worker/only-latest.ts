/** Questions that come faster than they are answered, as they do while somebody types. */

/**
 * Asks one question at a time. Of those that come while one is answered only the last is asked; the others have been
 * overtaken and settle with null.
 */
export function onlyLatest<Question, Answer>(
  ask: (question: Question) => Promise<Answer>,
): (question: Question) => Promise<Answer | null> {
  let last = 0;
  let answered: Promise<unknown> = Promise.resolve();
  return async (question) => {
    const own = ++last;
    await answered;
    if (own !== last) return null;
    const asking = ask(question);
    answered = asking.catch(() => {});
    return asking;
  };
}
