/**
 * What code that draws nothing uses of the editor's module, for tests that run without an editor. Everything that draws is
 * tested in a real one.
 */
export const l10n = {
  t: (message: string, ...values: readonly (string | number | boolean)[]): string =>
    message.replace(/\{(\d+)\}/g, (whole, index: string) => String(values[Number(index)] ?? whole)),
}

type Listener<T> = (value: T) => unknown

export class EventEmitter<T> {
  readonly #listeners = new Set<Listener<T>>()

  readonly event = (listener: Listener<T>): { dispose(): void } => {
    this.#listeners.add(listener)
    return { dispose: () => this.#listeners.delete(listener) }
  }

  fire(value: T): void {
    for (const listener of this.#listeners) listener(value)
  }

  dispose(): void {
    this.#listeners.clear()
  }
}
