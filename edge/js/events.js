// What is under way: requests, runs of the sweep, batches of the queue, and work that goes on after them. The module
// knows each by its number.

const events = new Map();
let last = 0;

/** A new event, with what its deeds need: request or batch, env, context. */
export function begin(more) {
  last += 1;
  const event = { number: last, ...more };
  events.set(last, event);
  return event;
}

export const find = (number) => events.get(number);

/** Answers an event. */
export function answer(event, value) {
  if (event.resolve) event.resolve(value);
  else [event.isAnswered, event.value] = [true, value];
}

/** Nothing more is done for it. */
export function end(event) {
  events.delete(event.number);
  // What was not read of a body is not sent to us any more; whether that works is nothing to us.
  event.reader?.cancel().catch(() => {});
  event.kept?.();
}

/** What the platform gets: the answer, if it is there already; a promise costs time. */
export function outcome(event) {
  if (event.isAnswered) return event.value;
  return new Promise((resolve, reject) => {
    [event.resolve, event.reject] = [resolve, reject];
  });
}

/** The work for it goes on if its caller goes away. */
export function keep(event) {
  const kept = new Promise((resolve) => {
    event.kept = resolve;
  });
  event.context.waitUntil(kept);
}

/** All that is under way is lost. */
export function loseAll(why) {
  for (const event of [...events.values()]) {
    if (event.reject) event.reject(why);
    else answer(event, Promise.reject(why));
    end(event);
  }
}
