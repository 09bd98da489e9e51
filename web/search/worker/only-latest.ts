/**
 * Limits a function to one call at a time. Of the calls that arrive while one runs, only the last is made; the others
 * resolve to null. For questions that change with each key typed.
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
