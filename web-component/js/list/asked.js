// Questions that are under way: several lists of one page ask each of them once.

const waiting = new Map();

/** The answer to this path for whoever this token is of; `ask` is called unless the same is being asked already. */
export function asked(whose, path, ask) {
  if (!waiting.has(whose)) waiting.set(whose, new Map());
  const paths = waiting.get(whose);
  if (!paths.has(path)) {
    const answer = ask().finally(() => {
      // Another may stand there by now.
      if (paths.get(path) === answer) paths.delete(path);
      if (paths.size === 0 && waiting.get(whose) === paths) waiting.delete(whose);
    });
    paths.set(path, answer);
  }
  return paths.get(path);
}

/** What is being asked may be answered too early to hold what has just been done. */
export function forget() {
  waiting.clear();
}
