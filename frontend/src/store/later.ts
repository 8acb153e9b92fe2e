/**
 * An object of asynchronous functions whose code is loaded with the first call; if it can't be loaded, that call rejects.
 */
export function later<T extends object>(load: () => Promise<T>): T {
  return new Proxy({} as T, {
    get: (_, name) => async (...given: unknown[]) =>
      ((await load()) as Record<string | symbol, (...given: unknown[]) => unknown>)[name]!(...given),
  });
}
