/** A value of the page or the API, as the wasm reads it: a member of another type is none; one without a name is itself. */
export class Answer {
  #value;

  constructor(value) {
    this.#value = value;
  }

  #get(name, type) {
    const value = name ? this.#value?.[name] : this.#value;
    return typeof value === type ? value : undefined;
  }

  text(name) {
    return this.#get(name, "string");
  }

  flag(name) {
    return this.#get(name, "boolean");
  }

  number(name) {
    return this.#get(name, "number");
  }

  object(name) {
    const value = this.#get(name, "object");
    return value && new Answer(value);
  }

  list(name) {
    const value = this.#value?.[name];
    return Array.isArray(value) ? value.map((one) => new Answer(one)) : undefined;
  }

  names() {
    return Object.keys(this.#value ?? {});
  }
}
